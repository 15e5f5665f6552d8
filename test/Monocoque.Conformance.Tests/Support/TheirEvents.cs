using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Support;

/// <summary>The events of libzmq in our words.</summary>
internal static class TheirEvents
{
    internal static ZmqEventKind Translate(LibZmqEventKind kind) => kind switch
    {
        LibZmqEventKind.Connected => ZmqEventKind.Connected,
        LibZmqEventKind.ConnectDelayed => ZmqEventKind.Connecting,
        LibZmqEventKind.ConnectRetried => ZmqEventKind.ConnectRetried,
        LibZmqEventKind.Listening => ZmqEventKind.Listening,
        LibZmqEventKind.BindFailed => ZmqEventKind.BindFailed,
        LibZmqEventKind.Accepted => ZmqEventKind.Accepted,
        LibZmqEventKind.AcceptFailed => ZmqEventKind.AcceptFailed,
        LibZmqEventKind.Closed => ZmqEventKind.Closed,
        LibZmqEventKind.CloseFailed => ZmqEventKind.CloseFailed,
        LibZmqEventKind.Disconnected => ZmqEventKind.Disconnected,
        LibZmqEventKind.HandshakeSucceeded => ZmqEventKind.HandshakeSucceeded,
        LibZmqEventKind.HandshakeFailedNoDetail or LibZmqEventKind.HandshakeFailedProtocol => ZmqEventKind.HandshakeFailed,
        LibZmqEventKind.HandshakeFailedAuth => ZmqEventKind.AuthenticationFailed,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "libzmq has an event that has no name here."),
    };
}
