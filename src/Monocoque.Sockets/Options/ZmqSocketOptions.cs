namespace Monocoque;

/// <summary>
/// The options of one socket, from configuration (<c>Zmq:Sockets:name</c>) and then from code. Copied when the socket is created; a value
/// that does not apply to the socket's pattern is an error at start, not ignored.
/// </summary>
public sealed partial class ZmqSocketOptions
{
    /// <summary>The pattern (<c>ZMQ_TYPE</c>). Given by the interface where a socket is registered from code; needed in configuration.</summary>
    public ZmqSocketType? Type { get; set; }

    /// <summary>Addresses to listen on (<c>zmq_bind</c>). Default none.</summary>
    public IList<string> Bind { get; private set; } = [];

    /// <summary>Addresses to connect to, for ever (<c>zmq_connect</c>). Default none.</summary>
    public IList<string> Connect { get; private set; } = [];

    /// <summary>SUB, XSUB: prefixes to subscribe to, as UTF-8 text; an empty string is everything (<c>ZMQ_SUBSCRIBE</c>).</summary>
    public IList<string> Subscribe { get; private set; } = [];

    /// <summary>
    /// REQ, DEALER, ROUTER: the name a ROUTER peer knows us by, 1 to 255 octets of UTF-8 (<c>ZMQ_ROUTING_ID</c>). Null: the peer makes one up.
    /// </summary>
    public string? RoutingId { get; set; }

    /// <summary>The most messages that wait to be sent to one peer; 0: no limit (<c>ZMQ_SNDHWM</c>). Default 1000.</summary>
    public int SendHighWaterMark { get; set; } = 1000;

    /// <summary>The most messages received from one peer that wait to be taken; 0: no limit (<c>ZMQ_RCVHWM</c>). Default 1000.</summary>
    public int ReceiveHighWaterMark { get; set; } = 1000;

    /// <summary>
    /// The most octets of a received message, all frames together; a peer that sends more is disconnected. -1: no limit
    /// (<c>ZMQ_MAXMSGSIZE</c>, which counts a frame). Default 64 MiB.
    /// </summary>
    public long MaxMessageSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How long closing waits for queued messages to leave, and for peers of ZMTP 3.1 to have read what they were sent (<c>ZMQ_LINGER</c>). Null: under a host
    /// until its shutdown timeout, otherwise one second. Zero: not at all. <see cref="Timeout.InfiniteTimeSpan"/>: as long as it takes. SUB never waits.
    /// </summary>
    public TimeSpan? Linger { get; set; }

    /// <summary>
    /// The wait before a lost or failed connection is tried again (<c>ZMQ_RECONNECT_IVL</c>). Default 100 ms.
    /// <see cref="Timeout.InfiniteTimeSpan"/>: it is not tried again, and what was queued for it is dropped and counted.
    /// </summary>
    public TimeSpan ReconnectInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// The longest such wait: it doubles, with jitter, until there (<c>ZMQ_RECONNECT_IVL_MAX</c>). Zero: it stays at
    /// <see cref="ReconnectInterval"/>, except towards a peer that refuses the handshake, where it grows to 30 s.
    /// </summary>
    public TimeSpan ReconnectIntervalMax { get; set; }

    /// <summary>
    /// How long a peer may take from the connection to the end of the handshake, middleware included (<c>ZMQ_HANDSHAKE_IVL</c>).
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for ever. Default 30 s.
    /// </summary>
    public TimeSpan HandshakeTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>ROUTER: sending to an unknown or full peer throws instead of dropping (<c>ZMQ_ROUTER_MANDATORY</c>).</summary>
    public bool RouterMandatory { get; set; }

    /// <summary>
    /// ROUTER: a peer with a routing id in use takes it over, and the older connection is closed (<c>ZMQ_ROUTER_HANDOVER</c>). Otherwise the
    /// newcomer is closed.
    /// </summary>
    public bool RouterHandover { get; set; }

    /// <summary>
    /// Who the peers are, and who we are to them (<c>ZMQ_MECHANISM</c> and all that goes with it). Default: nobody is asked. Changed at run time it holds for
    /// new connections.
    /// </summary>
    public ZmqSecurityOptions Security { get; internal set; } = new();

    /// <summary>
    /// Our certificate at <c>tls+tcp</c> addresses, and whose certificates we take. No libzmq option. Changed at run time it holds for new connections.
    /// </summary>
    public ZmqTlsOptions Tls { get; internal set; } = new();

    internal ZmqSocketOptions Copy()
    {
        var copy = (ZmqSocketOptions)MemberwiseClone();
        copy.Bind = [.. Bind];
        copy.Connect = [.. Connect];
        copy.Subscribe = [.. Subscribe];
        copy.Metadata = new Dictionary<string, string>(Metadata, StringComparer.OrdinalIgnoreCase);
        copy.Security = Security.Copy();
        copy.Tls = Tls.Copy();
        copy.ConnectRoutingIds = [.. ConnectRoutingIds];
        copy.IpcFilterUids = [.. IpcFilterUids];
        copy.IpcFilterGids = [.. IpcFilterGids];
        copy.IpcFilterPids = [.. IpcFilterPids];
        copy.AllowFrom = [.. AllowFrom];
        copy.DenyFrom = [.. DenyFrom];
        return copy;
    }
}
