namespace Monocoque;

/// <content>What waits, for how long, and what of it is kept.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// PUSH, PULL, PUB, SUB, DEALER: each queue keeps only the newest message, and the marks do not count, those in octets included (<c>ZMQ_CONFLATE</c>). Default
    /// false. What is replaced is counted (<c>zmq.messages.dropped</c>, <c>conflated</c>). Unlike in libzmq, messages of several frames stay whole.
    /// </summary>
    public bool Conflate { get; set; }

    /// <summary>
    /// REQ, DEALER, PUSH, PAIR, CLIENT, SCATTER, CHANNEL: messages are queued only for peers whose handshake is done; with none a send waits
    /// (<c>ZMQ_IMMEDIATE</c>). What was queued for a connection that is lost is lost with it, and counted. Default false: an address we connect to is a
    /// peer from the start, and its queue outlives connections.
    /// </summary>
    public bool Immediate { get; set; }

    /// <summary>
    /// What waits for a peer or for room (PUB and XPUB only with <see cref="XPubNoDrop"/>): how long a send waits before it throws
    /// <see cref="TimeoutException"/> (<c>ZMQ_SNDTIMEO</c>). Zero: not at all. Default <see cref="Timeout.InfiniteTimeSpan"/>: until it is cancelled.
    /// May be changed at run time.
    /// </summary>
    public TimeSpan SendTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// What receives: how long a receive waits before it throws <see cref="TimeoutException"/> (<c>ZMQ_RCVTIMEO</c>). Zero: not at all. Default
    /// <see cref="Timeout.InfiniteTimeSpan"/>: until it is cancelled. May be changed at run time.
    /// </summary>
    public TimeSpan ReceiveTimeout { get; set; } = Timeout.InfiniteTimeSpan;

    /// <summary>
    /// PUB, SUB, XPUB, XSUB: only what matches no subscription is sent or received (<c>ZMQ_INVERT_MATCHING</c>). Default false. Set it on both ends, or the
    /// subscriber throws away what the publisher sends.
    /// </summary>
    public bool InvertMatching { get; set; }
}
