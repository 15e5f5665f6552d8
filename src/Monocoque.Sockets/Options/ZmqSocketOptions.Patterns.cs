namespace Monocoque;

/// <remarks>What concerns single patterns.</remarks>
public sealed partial class ZmqSocketOptions
{
    /// <summary>XPUB: also hand out subscriptions that another peer, or the same, has made already (<c>ZMQ_XPUB_VERBOSE</c>). Default false.</summary>
    public bool XPubVerbose { get; set; }

    /// <summary>
    /// XPUB: hand out every subscription and every cancellation, also those that change nothing (<c>ZMQ_XPUB_VERBOSER</c>). Default false.
    /// </summary>
    public bool XPubVerboser { get; set; }

    /// <summary>
    /// PUB, XPUB: while the queue of a subscriber that the message is for is full, a send waits instead of dropping the message for that one, and
    /// none gets it before all can (<c>ZMQ_XPUB_NODROP</c>). One slow subscriber then holds up all. Default false.
    /// </summary>
    public bool XPubNoDrop { get; set; }

    /// <summary>
    /// XPUB: what peers subscribe to is only handed out; what they get is decided by <see cref="IXPubSocket.Subscribe"/> and
    /// <see cref="IXPubSocket.Unsubscribe"/> (<c>ZMQ_XPUB_MANUAL</c>). Default false.
    /// </summary>
    public bool XPubManual { get; set; }

    /// <summary>
    /// PUB, XPUB: a message of one frame that each peer is sent first, whether it subscribed to it or not, as UTF-8 text; a SUB shows it only if
    /// it subscribed to a prefix of it (<c>ZMQ_XPUB_WELCOME_MSG</c>). Null: none.
    /// </summary>
    public string? XPubWelcomeMessage { get; set; }

    /// <summary>
    /// XPUB: of a message of several frames whose first is no subscription, no frame is taken for one (<c>ZMQ_ONLY_FIRST_SUBSCRIBE</c>). By default every
    /// frame that starts with 0 or 1 is.
    /// </summary>
    public bool OnlyFirstSubscribe { get; set; }

    /// <summary>XSUB: tell the publishers of every cancellation, not only of the last for a prefix (<c>ZMQ_XSUB_VERBOSE_UNSUBSCRIBE</c>). Default false.</summary>
    public bool XSubVerboseUnsubscribe { get; set; }

    /// <summary>STREAM: an empty message says that a connection was made or has ended (<c>ZMQ_STREAM_NOTIFY</c>). Default true.</summary>
    public bool StreamNotify { get; set; } = true;
}
