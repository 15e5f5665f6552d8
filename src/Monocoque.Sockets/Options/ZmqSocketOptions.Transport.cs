namespace Monocoque;

/// <content>What concerns the transport connections below the socket.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// Whether addresses and names may mean IPv6 (<c>ZMQ_IPV6</c>). Default true, unlike libzmq: <c>tcp://*</c> listens on both, and a name is
    /// tried with all its addresses. False: IPv4 only, and an IPv6 address is an error.
    /// </summary>
    public bool IPv6 { get; set; } = true;

    /// <summary>
    /// Connections that wait in the system to be accepted, for each bound address (<c>ZMQ_BACKLOG</c>). Null: what the transport takes, 512. The system may cap
    /// it (<c>net.core.somaxconn</c>). Not on Windows.
    /// </summary>
    public int? Backlog { get; set; }

    /// <summary>
    /// The most connections that are accepted at the same time, those in the handshake included; 0: no limit. Default 0. More are closed at once, logged, counted
    /// (<c>zmq.connections.refused</c>) and an event. No libzmq option. Connections we make do not count.
    /// </summary>
    public int MaxConnections { get; set; }

    /// <summary>The system's send buffer of each connection, in octets (<c>ZMQ_SNDBUF</c>). Null: the system decides.</summary>
    public int? SendBufferSize { get; set; }

    /// <summary>The system's receive buffer of each connection, in octets (<c>ZMQ_RCVBUF</c>). Null: the system decides.</summary>
    public int? ReceiveBufferSize { get; set; }

    /// <summary>Whether TCP probes idle connections (<c>ZMQ_TCP_KEEPALIVE</c>). Null: the system decides. ZMTP heartbeats find a dead peer sooner.</summary>
    public bool? TcpKeepAlive { get; set; }

    /// <summary>How many unanswered probes end the connection (<c>ZMQ_TCP_KEEPALIVE_CNT</c>). Null: the system decides.</summary>
    public int? TcpKeepAliveCount { get; set; }

    /// <summary>The idle time before the first probe, in whole seconds (<c>ZMQ_TCP_KEEPALIVE_IDLE</c>). Null: the system decides.</summary>
    public TimeSpan? TcpKeepAliveIdle { get; set; }

    /// <summary>The time between probes, in whole seconds (<c>ZMQ_TCP_KEEPALIVE_INTVL</c>). Null: the system decides.</summary>
    public TimeSpan? TcpKeepAliveInterval { get; set; }

    /// <summary>
    /// How long sent octets may stay unacknowledged before TCP gives the connection up, in whole milliseconds (<c>ZMQ_TCP_MAXRT</c>). Null: the system decides.
    /// Linux only.
    /// </summary>
    public TimeSpan? TcpMaxRetransmitTime { get; set; }

    /// <summary>The type-of-service octet of IP packets, 0 to 255: the DSCP value times four (<c>ZMQ_TOS</c>). Default 0.</summary>
    public int TypeOfService { get; set; }

    /// <summary>
    /// The priority of packets in the queues of this machine, 0 to 6 without privileges (<c>ZMQ_PRIORITY</c>). Null: the system decides. Linux only.
    /// </summary>
    public int? Priority { get; set; }

    /// <summary>
    /// How long the system busy-polls the network card for a receive, in whole microseconds (<c>ZMQ_BUSY_POLL</c>). Zero: it does not, the default. Linux only, and
    /// mostly for privileged processes.
    /// </summary>
    public TimeSpan BusyPoll { get; set; }
}
