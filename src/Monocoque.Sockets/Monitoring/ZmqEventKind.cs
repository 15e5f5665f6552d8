namespace Monocoque;

/// <summary>The kinds of <see cref="ZmqEvent"/>. The names in parentheses are those of <c>zmq_socket_monitor</c>.</summary>
public enum ZmqEventKind
{
    /// <summary>An address was bound (<c>LISTENING</c>).</summary>
    Listening,

    /// <summary>An address could not be bound (<c>BIND_FAILED</c>).</summary>
    BindFailed,

    /// <summary>A connection came in; its handshake begins (<c>ACCEPTED</c>).</summary>
    Accepted,

    /// <summary>A connection is attempted (<c>CONNECT_DELAYED</c>).</summary>
    Connecting,

    /// <summary>
    /// An attempt failed, or a connection was lost; the next attempt waits for <see cref="ZmqEvent.RetryIn"/> (<c>CONNECT_RETRIED</c>).
    /// <see cref="ZmqEvent.Error"/> says why an attempt made no connection.
    /// </summary>
    ConnectRetried,

    /// <summary>The transport is connected; the handshake begins (<c>CONNECTED</c>).</summary>
    Connected,

    /// <summary>Messages may flow (<c>HANDSHAKE_SUCCEEDED</c>).</summary>
    HandshakeSucceeded,

    /// <summary>
    /// The peer broke the handshake, or the ZAP handler that was asked about it did not answer as it has to, or there was no WebSocket
    /// (<c>HANDSHAKE_FAILED_PROTOCOL</c>, with <see cref="ZmqEvent.ProtocolError"/>); or the peer went away or timed out in it, or is no match
    /// (<c>HANDSHAKE_FAILED_NO_DETAIL</c>).
    /// </summary>
    HandshakeFailed,

    /// <summary>A connection ended after its handshake (<c>DISCONNECTED</c>).</summary>
    Disconnected,

    /// <summary>
    /// An address is no longer bound, or a socket was closed (<c>CLOSED</c>). After the latter the enumeration ends (<c>MONITOR_STOPPED</c>).
    /// </summary>
    Closed,

    /// <summary>A peer's send queue reached its mark; messages wait or are dropped from here on.</summary>
    HighWaterMarkReached,

    /// <summary>
    /// A connection was not taken, because of <see cref="ZmqSocketOptions.MaxConnections"/>, <see cref="ZmqSocketOptions.MaxHandshakes"/> and what goes with it, or
    /// because <see cref="ZmqSocketOptions.AllowFrom"/>, <see cref="ZmqSocketOptions.DenyFrom"/> or a filter (<see cref="ZmqSocketOptions.IpcFilterUids"/>) did not let
    /// it in; or an address no longer accepts any (<c>ACCEPT_FAILED</c>). <see cref="ZmqEvent.Error"/> says why.
    /// </summary>
    AcceptFailed,

    /// <summary>A connection did not close in order; its end is certain nevertheless (<c>CLOSE_FAILED</c>).</summary>
    CloseFailed,

    /// <summary>
    /// The peer refused us, or an authenticator of ours the peer, with a status of ZAP, <see cref="ZmqEvent.StatusCode"/> (<c>HANDSHAKE_FAILED_AUTH</c>).
    /// </summary>
    AuthenticationFailed,

    /// <summary>
    /// A policy of the mapped endpoint did not let the peer in. <see cref="ZmqEvent.StatusCode"/> is what the peer was told: 400, or 500 if the policy failed; null if
    /// the connection ended before the policy had answered. The peer, if it is libzmq, reports <c>HANDSHAKE_FAILED_AUTH</c>.
    /// </summary>
    AuthorizationFailed,
}
