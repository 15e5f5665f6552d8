using System.Net;
using System.Runtime.InteropServices;
using Monocoque.Monitoring;

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
    ZmqEventKind Kind, string Socket, ZmqAddress? Address, ZmqPeer? Peer, Exception? Error, DateTimeOffset Timestamp)
{
    /// <summary>Our end of the connection; null where there is no connection, or its transport has no addresses.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>The far end of the connection, also before its handshake; null where there is no connection, or its transport has no addresses.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary><see cref="ZmqEventKind.ConnectRetried"/>: the wait before the next attempt; otherwise null.</summary>
    public TimeSpan? RetryIn { get; init; }

    /// <summary>
    /// <see cref="ZmqEventKind.HandshakeFailed"/>, <see cref="ZmqEventKind.Disconnected"/>: how the peer broke the protocol, or a ZAP handler its own, in libzmq's
    /// terms; null if neither did.
    /// </summary>
    public ZmqProtocolError? ProtocolError => ProtocolErrors.Find(Error);

    /// <summary>
    /// <see cref="ZmqEventKind.AuthenticationFailed"/>, <see cref="ZmqEventKind.AuthorizationFailed"/>: the ZAP status, 300, 400 or 500; otherwise null.
    /// </summary>
    public int? StatusCode { get; init; }

    /// <summary>How many events this watcher has missed just before this one, because it did not read them in time.</summary>
    public long Missed { get; init; }
}
