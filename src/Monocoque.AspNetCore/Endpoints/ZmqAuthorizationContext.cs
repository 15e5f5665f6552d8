namespace Monocoque;

/// <summary>
/// What a policy on a mapped ZeroMQ endpoint decides about: the resource of <c>AuthorizationHandlerContext</c>, as the <c>HttpContext</c> is on
/// a route. The user is <see cref="ZmqPeer.User"/> of the peer. Handlers of requirements derive from
/// <c>AuthorizationHandler&lt;TRequirement, ZmqAuthorizationContext&gt;</c>.
/// </summary>
public sealed class ZmqAuthorizationContext
{
    /// <summary>Describes a peer before an endpoint; the host makes its own, this is for tests of policies.</summary>
    public ZmqAuthorizationContext(ZmqEndpoint endpoint, ZmqPeer peer)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentNullException.ThrowIfNull(peer);
        Endpoint = endpoint;
        Peer = peer;
    }

    /// <summary>The endpoint, with its metadata.</summary>
    public ZmqEndpoint Endpoint { get; }

    /// <summary>
    /// The peer. It has not met the socket, so a ROUTER has given it no id yet; over PLAIN it has not told its <see cref="ZmqPeer.SocketType"/>
    /// and its properties either.
    /// </summary>
    public ZmqPeer Peer { get; }

    /// <summary>
    /// Fires when the peer has gone or its <see cref="ZmqSocketOptions.HandshakeTimeout"/> is over; an answer is of no use then.
    /// </summary>
    public CancellationToken Aborted { get; init; }
}
