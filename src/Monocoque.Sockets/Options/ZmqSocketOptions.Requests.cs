namespace Monocoque;

/// <content>How strictly requests and replies belong together.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// REQ: each request carries a number, and a reply with another one is dropped (<c>ZMQ_REQ_CORRELATE</c>). Default false. May be changed at run time.
    /// <see cref="IReqSocket.RequestAsync"/> always does so.
    /// </summary>
    public bool RequestCorrelate { get; set; }

    /// <summary>
    /// REQ: a request may be sent before the last was answered, and the old one is given up (<c>ZMQ_REQ_RELAXED</c>). Default false. May be changed at run time.
    /// Set <see cref="RequestCorrelate"/> too, or a late reply of the same peer is taken for the answer to the new request.
    /// </summary>
    public bool RequestRelaxed { get; set; }

    /// <summary>
    /// REQ, DEALER: <c>RequestAsync</c> sends a request again, to whichever peer is next, when the peer that was asked goes away before it has answered, until the
    /// timeout. Default false: it throws <see cref="ZmqException"/> with <see cref="ZmqError.HostUnreachable"/> at once. No libzmq option. A request may then be
    /// served more than once. May be changed at run time.
    /// </summary>
    public bool RequestRetry { get; set; }
}
