namespace Monocoque;

/// <content>Heartbeats, silence in the middle of a message, attempts to connect, and which peers are too old.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// The time between two PINGs to each peer; zero: none (<c>ZMQ_HEARTBEAT_IVL</c>). Default zero. Peers of ZMTP 3 are pinged, those of 2.0 know
    /// no PING. Any octet from the peer counts as an answer. Not for STREAM, which speaks no ZMTP; RADIO and DISH have them over WebSocket only, since libzmq's DISH
    /// ends a connection on which a PING comes, and not from the defaults of all sockets.
    /// </summary>
    public TimeSpan HeartbeatInterval { get; set; }

    /// <summary>
    /// How long after a PING the peer may be silent before its connection is closed (<c>ZMQ_HEARTBEAT_TIMEOUT</c>). Null, the default: as long as
    /// <see cref="HeartbeatInterval"/>.
    /// </summary>
    public TimeSpan? HeartbeatTimeout { get; set; }

    /// <summary>
    /// What our PINGs tell the peer: after so long a silence it may close the connection; zero: nothing (<c>ZMQ_HEARTBEAT_TTL</c>). Sent in tenths
    /// of a second, rounded down, at most 6553.5 s. Default zero. libzmq miscounts above 65.5 s and closes early.
    /// </summary>
    public TimeSpan HeartbeatTtl { get; set; }

    /// <summary>
    /// How long a peer that has begun a message or a command may send nothing before its connection is closed; what there is of the message is dropped.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for ever. Default 60 s. No libzmq option: there such a peer is found by heartbeats only.
    /// <para>
    /// Each octet starts the time anew, so that a slow link does no harm, however large the message is; between two messages there is no limit. While we do not
    /// read, because a queue of ours is full, no time passes. Inside TLS an octet has come when its record, of 16 KiB at most, has. Not for STREAM, where
    /// there are no messages.
    /// </para>
    /// </summary>
    public TimeSpan StalledMessageTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How long an attempt to connect may take, the resolving of a name included; zero: as long as the system takes (<c>ZMQ_CONNECT_TIMEOUT</c>).
    /// Default zero.
    /// </summary>
    public TimeSpan ConnectTimeout { get; set; }

    /// <summary>
    /// When an address is given up instead of tried again (<c>ZMQ_RECONNECT_STOP</c>). What was queued for it is dropped and counted; a new
    /// <see cref="IZmqSocket.Connect"/> starts over. Default: never.
    /// </summary>
    public ZmqReconnectStop ReconnectStop { get; set; }

    /// <summary>
    /// The lowest version of ZMTP to accept: 2.0 (libzmq 3.2), 3.0 (libzmq 4.0 to 4.3.2) or 3.1. Default 2.0. Peers below it are disconnected, those of
    /// ZMTP 1.0 always. Not for STREAM. No libzmq option.
    /// </summary>
    public Version MinimumZmtpVersion { get; set; } = new(2, 0);

    internal ushort HeartbeatTtlTenths => (ushort)(HeartbeatTtl.Ticks / (TimeSpan.TicksPerSecond / 10));
}
