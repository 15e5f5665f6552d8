namespace Monocoque;

/// <summary>
/// Publishes each message to every peer that subscribed to a prefix of its first frame (<c>ZMQ_PUB</c>). Never waits: a subscriber
/// whose queue is full misses the message, which is counted.
/// </summary>
public interface IPubSocket : IZmqSender
{
    /// <summary>How many different topics its peers have subscribed to at this moment (<c>ZMQ_TOPICS_COUNT</c>); one that several asked for counts once.</summary>
    int TopicCount => throw new NotSupportedException($"{GetType().Name} does not tell of its topics.");

    /// <summary>Waits until at least <paramref name="count"/> peers have subscribed to something, so that what is published next is not for nobody.</summary>
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

/// <summary>Receives from publishers what it subscribed to (<c>ZMQ_SUB</c>). Subscribes to nothing at first.</summary>
public interface ISubSocket : IZmqReceiver
{
    /// <summary>
    /// Asks all publishers, now and after every reconnect, for messages that start with <paramref name="prefix"/>; an empty prefix asks
    /// for all (<c>ZMQ_SUBSCRIBE</c>). Counted: as many <see cref="Unsubscribe"/> calls undo it.
    /// </summary>
    /// <exception cref="ArgumentException">The prefix has more than 65526 octets, which no publisher of ours would take.</exception>
    void Subscribe(ReadOnlySpan<byte> prefix);

    /// <summary>Undoes one <see cref="Subscribe"/> (<c>ZMQ_UNSUBSCRIBE</c>). Does nothing if there was none.</summary>
    void Unsubscribe(ReadOnlySpan<byte> prefix);

    /// <summary>How many different topics it is subscribed to (<c>ZMQ_TOPICS_COUNT</c>); one subscribed to several times counts once.</summary>
    int TopicCount => throw new NotSupportedException($"{GetType().Name} does not tell of its topics.");
}

/// <summary>
/// Sends a request, then receives its reply, in turn (<c>ZMQ_REQ</c>). A second send before the reply, or a receive before a request, throws
/// <see cref="ZmqException"/> with <see cref="ZmqError.InvalidState"/>.
/// </summary>
public interface IReqSocket : IZmqSender, IZmqReceiver
{
    /// <summary>
    /// Sends <paramref name="request"/> and waits for the reply to exactly this request. Any number may be in flight, from any number of
    /// callers; they do not take part in the send-receive turns. The request is correlated by a frame in its envelope, which any
    /// REP or ROUTER gives back (<c>ZMQ_REQ_CORRELATE</c>).
    /// </summary>
    /// <exception cref="TimeoutException">No reply within <paramref name="timeout"/>. A reply that comes later is dropped and counted.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    /// <exception cref="ZmqException">
    /// <see cref="ZmqError.HostUnreachable"/>: the peer that was asked has gone, so no reply will come; with <see cref="ZmqSocketOptions.RequestRetry"/> the request
    /// is sent again instead. Or the socket was closed.
    /// </exception>
    ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default);
}

/// <summary>
/// Receives a request, then sends its reply to who asked, in turn (<c>ZMQ_REP</c>). A second receive before the reply, or a send before a request,
/// throws <see cref="ZmqException"/> with <see cref="ZmqError.InvalidState"/>.
/// </summary>
public interface IRepSocket : IZmqSender, IZmqReceiver;

/// <summary>Sends to its peers in turn and receives from all of them, without any turn-taking (<c>ZMQ_DEALER</c>).</summary>
public interface IDealerSocket : IZmqSender, IZmqReceiver
{
    /// <summary>
    /// Sends <paramref name="request"/> in a request envelope and waits for the reply to exactly this request, which REP and ROUTER peers give
    /// back with the envelope. Any number may be in flight; other messages still arrive by <see cref="IZmqReceiver.ReceiveAsync"/>.
    /// </summary>
    /// <exception cref="TimeoutException">No reply within <paramref name="timeout"/>. A reply that comes later is dropped and counted.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired first.</exception>
    /// <exception cref="ZmqException">
    /// <see cref="ZmqError.HostUnreachable"/>: the peer that was asked has gone, so no reply will come; with <see cref="ZmqSocketOptions.RequestRetry"/> the request
    /// is sent again instead. Or the socket was closed.
    /// </exception>
    ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default);
}

/// <summary>
/// Frame 0 of what it receives is the sender's routing id; frame 0 of what it sends selects the peer and is not sent (<c>ZMQ_ROUTER</c>). Never waits:
/// a message to an unknown or full peer is dropped and counted, or throws if <see cref="ZmqSocketOptions.RouterMandatory"/> is set.
/// </summary>
public interface IRouterSocket : IZmqSender, IZmqReceiver
{
    /// <summary>
    /// As <see cref="IZmqSocket.Connect"/>; the peer there is known as <paramref name="routingId"/> from now on, whatever it calls itself, and can be sent to at once
    /// (<c>ZMQ_CONNECT_ROUTING_ID</c>).
    /// </summary>
    /// <param name="address">Where to connect to.</param>
    /// <param name="routingId">1 to 255 octets that do not begin with zero.</param>
    /// <exception cref="ArgumentException">The routing id is none.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    /// <exception cref="ZmqException">
    /// <see cref="ZmqError.InvalidState"/>: a peer has that routing id, or the socket is connected there already; or the address cannot be connected to, or the
    /// socket is closed.
    /// </exception>
    /// <exception cref="NotSupportedException">The socket is a fake that cannot.</exception>
    void ConnectAs(string address, ReadOnlySpan<byte> routingId) => throw new NotSupportedException($"{GetType().Name} does not name its peers.");
}
