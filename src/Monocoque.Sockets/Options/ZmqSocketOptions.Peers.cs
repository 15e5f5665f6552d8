namespace Monocoque;

/// <content>What peers are told, and what the application is told of them.</content>
public sealed partial class ZmqSocketOptions
{
    /// <summary>
    /// Properties that each peer learns in the handshake and reads in <see cref="ZmqPeer.Metadata"/> (<c>ZMQ_METADATA</c>). Names begin with <c>X-</c>; values are
    /// sent as UTF-8. Not for STREAM. Default none.
    /// </summary>
    public IDictionary<string, string> Metadata { get; private set; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);

    /// <summary>
    /// DEALER, ROUTER, CLIENT, SERVER, PEER: one frame that every new connection sends before anything else (<c>ZMQ_HELLO_MSG</c>). In configuration it is
    /// UTF-8 text. Null: none, the default.
    /// </summary>
    public ReadOnlyMemory<byte>? HelloMessage { get; set; }

    /// <summary>
    /// ROUTER, SERVER, PEER: the body of a message that is received, as if from the peer, when a connection we accepted has ended
    /// (<c>ZMQ_DISCONNECT_MSG</c>). In configuration it is UTF-8 text. Null: none, the default.
    /// </summary>
    public ReadOnlyMemory<byte>? DisconnectMessage { get; set; }

    /// <summary>
    /// DEALER, CLIENT, PEER: a message of one frame that is received when a connection we made is lost; it is tried again (<c>ZMQ_HICCUP_MSG</c>). In
    /// configuration it is UTF-8 text. Null: none, the default.
    /// </summary>
    public ReadOnlyMemory<byte>? HiccupMessage { get; set; }

    /// <summary>
    /// REQ, DEALER, ROUTER: every new connection sends an empty message first, so that a ROUTER at the other end learns of us before we have something to say
    /// (<c>ZMQ_PROBE_ROUTER</c>). Default false. May be changed at run time. Meant for ROUTER peers; others receive the empty message too.
    /// </summary>
    public bool ProbeRouter { get; set; }

    /// <summary>
    /// ROUTER: receive a message of the routing id and an empty frame when a peer has come or gone (<c>ZMQ_ROUTER_NOTIFY</c>). Default
    /// <see cref="ZmqRouterNotify.None"/>. In configuration: <c>Connect</c>, <c>Disconnect</c>, or both with a comma between.
    /// </summary>
    public ZmqRouterNotify RouterNotify { get; set; }

    /// <summary>
    /// ROUTER, STREAM: what the peers at the addresses of <see cref="Connect"/> are called, in the same order (<c>ZMQ_CONNECT_ROUTING_ID</c>), 1 to 255 octets of UTF-8.
    /// They can be sent to before they are there, and whatever they call themselves is ignored. Default none. From code rather
    /// <see cref="IRouterSocket.ConnectAs"/>.
    /// </summary>
    public IList<string> ConnectRoutingIds { get; private set; } = [];
}
