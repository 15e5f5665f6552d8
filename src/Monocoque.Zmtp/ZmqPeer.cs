using System.Collections.Frozen;
using System.Net;
using System.Security.Claims;

namespace Monocoque;

/// <summary>
/// One remote socket as its handshake described it: who it is, where it is and what it said about itself.
/// Immutable; it stays readable after the connection has gone.
/// </summary>
public sealed class ZmqPeer
{
    private static readonly ClaimsPrincipal s_anonymous = new(new ClaimsIdentity());

    /// <summary>Describes a peer, for tests and for hosts of the protocol; sockets make their own.</summary>
    public ZmqPeer(ZmqSocketType? socketType, ReadOnlyMemory<byte> identity = default)
    {
        SocketType = socketType;
        Identity = identity;
    }

    /// <summary>The peer's pattern (<c>Socket-Type</c> of its READY), or null if it did not say.</summary>
    public ZmqSocketType? SocketType { get; }

    /// <summary>The name the peer chose for itself (<c>Identity</c> of its READY, <c>ZMQ_ROUTING_ID</c>); empty if it chose none.</summary>
    public ReadOnlyMemory<byte> Identity { get; }

    /// <summary>
    /// The id under which a ROUTER knows this peer: <see cref="Identity"/>, or five generated octets for an anonymous peer.
    /// Equal to <see cref="Identity"/> on every other socket.
    /// </summary>
    public ReadOnlyMemory<byte> RoutingId
    {
        get => field.IsEmpty ? Identity : field;
        init;
    }

    /// <summary>SERVER, PEER: the number we gave this peer; elsewhere 0.</summary>
    internal uint RoutingNumber { get; init; }

    /// <summary>The security mechanism of the connection: <c>NULL</c>, <c>PLAIN</c> or <c>CURVE</c>.</summary>
    public string Mechanism { get; init; } = "NULL";

    /// <summary>The ZMTP version both ends speak: 2.0, 3.0 or 3.1.</summary>
    public Version ProtocolVersion { get; init; } = new(3, 1);

    /// <summary>
    /// All properties of the peer's READY, names without regard to case, under those of the authenticator, <c>User-Id</c> among them. The others are the
    /// peer's word, nothing more.
    /// </summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; init; } = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The far end of the connection, or null where the transport has none.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Our end of the connection, or null where the transport has none.</summary>
    public EndPoint? LocalEndPoint { get; init; }

    /// <summary>The transport's id of the connection, as it stands in the logs.</summary>
    public string ConnectionId { get; init; } = "";

    /// <summary>Who the peer authenticated as; an anonymous principal if nothing was asked.</summary>
    public ClaimsPrincipal User { get; init; } = s_anonymous;

    /// <summary>The name the authenticator knows the peer by, the <c>User-Id</c> of ZAP; empty if nobody was asked, or there is none.</summary>
    public string UserId { get; init; } = "";

    /// <summary>What the socket that made this keeps with it.</summary>
    internal object? Owner { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{SocketType?.ToString() ?? "?"} {RemoteEndPoint?.ToString() ?? ConnectionId}";
}
