namespace Monocoque;

/// <summary>When an address is no longer tried again (<c>ZMQ_RECONNECT_STOP</c>). The values are those of libzmq.</summary>
[Flags]
public enum ZmqReconnectStop
{
    /// <summary>Never: it is tried for ever.</summary>
    None = 0,

    /// <summary>Nobody listens there (<c>ZMQ_RECONNECT_STOP_CONN_REFUSED</c>).</summary>
    ConnectionRefused = 1,

    /// <summary>The peer refused the handshake, broke it, or did not complete it in time (<c>ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED</c>).</summary>
    HandshakeFailed = 2,

    /// <summary>
    /// <see cref="IZmqSocket.DisconnectAsync"/> was called: no new connection is made for what is still queued
    /// (<c>ZMQ_RECONNECT_STOP_AFTER_DISCONNECT</c>).
    /// </summary>
    AfterDisconnect = 4,
}
