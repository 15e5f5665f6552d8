namespace Monocoque;

/// <summary>What a <see cref="ZmqProxy"/> has beside its two sides.</summary>
public sealed class ZmqProxyOptions
{
    /// <summary>
    /// Is sent a share of every message the proxy forwards, both ways, before the message goes on: a PUB, PUSH, PAIR or DEALER. Null: nobody. While a PUSH, PAIR or
    /// DEALER has no peer with room the proxy waits for it, as <c>zmq_proxy</c> does, so nothing passes uncaptured; a PUB never waits.
    /// </summary>
    public IZmqSender? Capture { get; set; }

    /// <summary>A capture without room is passed over instead of waited for; <see cref="ZmqProxyStatistics.CaptureDropped"/> counts. Default false.</summary>
    public bool DropCaptureWhenFull { get; set; }

    /// <summary>
    /// Receives commands, as the last argument of <c>zmq_proxy_steerable</c> does: <c>PAUSE</c>, <c>RESUME</c>, <c>TERMINATE</c> or <c>KILL</c>, and <c>STATISTICS</c>,
    /// each a message of one frame. STATISTICS is answered with eight frames, numbers of 64 bits in the byte order of this machine: messages received from the frontend,
    /// their octets, messages sent to it, their octets, and the same of the backend. A PAIR, REP, SUB or PULL; null: nobody steers from outside.
    /// <para>
    /// A REP answers every command: with an empty frame, or with words if it is none. A SUB or PULL cannot answer, so it ignores STATISTICS.
    /// </para>
    /// </summary>
    public IZmqReceiver? Control { get; set; }
}
