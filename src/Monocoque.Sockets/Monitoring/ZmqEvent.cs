using System.Runtime.InteropServices;

namespace Monocoque;

/// <summary>Something that happened to a socket's connections.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Socket">The socket's name.</param>
/// <param name="Address">The address it was bound or connected to; null on a connection handed in from outside.</param>
/// <param name="Peer">The peer, once its handshake is done.</param>
/// <param name="Error">Why, where something failed.</param>
/// <param name="Timestamp">When.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ZmqEvent(
    ZmqEventKind Kind, string Socket, ZmqAddress? Address, ZmqPeer? Peer, Exception? Error, DateTimeOffset Timestamp);

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

    /// <summary>An attempt failed, or a connection was lost; the next attempt waits (<c>CONNECT_RETRIED</c>).</summary>
    ConnectRetried,

    /// <summary>The transport is connected; the handshake begins (<c>CONNECTED</c>).</summary>
    Connected,

    /// <summary>Messages may flow (<c>HANDSHAKE_SUCCEEDED</c>).</summary>
    HandshakeSucceeded,

    /// <summary>The peer broke the handshake, timed out in it, or is no match (<c>HANDSHAKE_FAILED_…</c>).</summary>
    HandshakeFailed,

    /// <summary>A connection ended after its handshake (<c>DISCONNECTED</c>).</summary>
    Disconnected,

    /// <summary>An address is no longer bound, or a socket was closed (<c>CLOSED</c>).</summary>
    Closed,

    /// <summary>A peer's send queue reached its mark; messages wait or are dropped from here on.</summary>
    HighWaterMarkReached,
}
