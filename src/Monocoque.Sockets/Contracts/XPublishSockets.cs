namespace Monocoque;

/// <summary>
/// A PUB that also receives (<c>ZMQ_XPUB</c>): what its peers subscribe to, which <see cref="ZmqSubscription.TryRead"/> reads, and whatever else an XSUB sends.
/// A subscription is received when it is the first of any peer to its prefix, a cancellation when it is the last; see
/// <see cref="ZmqSocketOptions.XPubVerbose"/>. When a peer goes, its subscriptions are cancelled. <see cref="ZmqMessage.Peer"/> says who it was.
/// <para>
/// Receive from it: when <see cref="ZmqSocketOptions.ReceiveHighWaterMark"/> messages wait, no more subscriptions are taken in until they are received.
/// </para>
/// </summary>
public interface IXPubSocket : IZmqSender, IZmqReceiver
{
    /// <summary>
    /// How many different topics are subscribed to at this moment, by whoever made the subscriptions (<c>ZMQ_TOPICS_COUNT</c>); one of several peers counts once.
    /// </summary>
    int TopicCount => throw new NotSupportedException($"{GetType().Name} does not tell of its topics.");

    /// <summary>
    /// Gives a peer the messages that start with <paramref name="prefix"/> (<c>ZMQ_SUBSCRIBE</c> under <c>ZMQ_XPUB_MANUAL</c>). Does nothing if the peer has gone.
    /// </summary>
    /// <param name="subscriber"><see cref="ZmqMessage.Peer"/> of the subscription that was received.</param>
    /// <param name="prefix">Need not be what the peer asked for.</param>
    /// <exception cref="ZmqException"><see cref="ZmqError.InvalidState"/>: <see cref="ZmqSocketOptions.XPubManual"/> is not set.</exception>
    void Subscribe(ZmqPeer subscriber, ReadOnlySpan<byte> prefix);

    /// <summary>Undoes <see cref="Subscribe"/> (<c>ZMQ_UNSUBSCRIBE</c> under <c>ZMQ_XPUB_MANUAL</c>). Does nothing if there is nothing to undo.</summary>
    /// <exception cref="ZmqException"><see cref="ZmqError.InvalidState"/>: <see cref="ZmqSocketOptions.XPubManual"/> is not set.</exception>
    void Unsubscribe(ZmqPeer subscriber, ReadOnlySpan<byte> prefix);

    /// <summary>
    /// Sends to one subscriber alone, for example the last value to one that has just come (<c>ZMQ_XPUB_MANUAL_LAST_VALUE</c>). A SUB shows it only if it
    /// subscribed to a prefix of it.
    /// </summary>
    /// <param name="subscriber"><see cref="ZmqMessage.Peer"/> of a message that was received.</param>
    /// <param name="message">Spent if the result is true.</param>
    /// <returns>False: the peer has gone, or its queue is full.</returns>
    /// <exception cref="ZmqException">The socket is closed.</exception>
    bool TrySendTo(ZmqPeer subscriber, ZmqMessage message);

    /// <summary>Waits until at least <paramref name="count"/> peers have subscriptions, whoever made them, so that what is published next is not for nobody.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    /// <exception cref="ZmqException">The socket is closed, or was closed while waiting.</exception>
    ValueTask WaitForSubscriberAsync(int count = 1, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} does not tell of its subscribers.");

    /// <summary>Waits until at least <paramref name="count"/> peers would receive a message whose first frame is <paramref name="topic"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is not positive.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    /// <exception cref="ZmqException">The socket is closed, or was closed while waiting.</exception>
    ValueTask WaitForSubscriberAsync(ReadOnlyMemory<byte> topic, int count = 1, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException($"{GetType().Name} does not tell of its subscribers.");
}

/// <summary>
/// A SUB that also sends (<c>ZMQ_XSUB</c>): a message of one frame that starts with 1 or 0 subscribes or unsubscribes, see
/// <see cref="ZmqSubscription.Subscribe"/>; a topic of more than 65526 octets is an <see cref="ArgumentException"/>. Any other message goes to all its
/// publishers. It never waits: a publisher whose queue is full misses the message, which is counted. What publishers send is received as it comes, without
/// another look at the subscriptions.
/// </summary>
public interface IXSubSocket : IZmqSender, IZmqReceiver
{
    /// <summary>As <see cref="ISubSocket.Subscribe"/>: the same as sending a subscription, but the publishers hear only of the first.</summary>
    /// <exception cref="ArgumentException">The prefix has more than 65526 octets, which no publisher of ours would take.</exception>
    void Subscribe(ReadOnlySpan<byte> prefix);

    /// <summary>Undoes one subscription, however it was made. Does nothing if there was none.</summary>
    void Unsubscribe(ReadOnlySpan<byte> prefix);

    /// <summary>How many different topics it is subscribed to (<c>ZMQ_TOPICS_COUNT</c>); one subscribed to several times counts once.</summary>
    int TopicCount => throw new NotSupportedException($"{GetType().Name} does not tell of its topics.");
}
