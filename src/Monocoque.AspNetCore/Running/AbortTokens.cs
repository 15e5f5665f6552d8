using System.Collections.Concurrent;
using Monocoque.Peers;

namespace Monocoque.Running;

/// <summary>
/// The tokens that tell a handler to stop: one per peer that waits for an answer, made when a handler first asks for it, so that a message
/// costs a look-up and no token.
/// </summary>
internal sealed class AbortTokens(CancellationToken host)
{
    private readonly ConcurrentDictionary<ZmqPeer, CancellationToken> _byPeer = new(ReferenceEqualityComparer.Instance);

    /// <summary>Fires when the host no longer waits for handlers.</summary>
    internal CancellationToken Host => host;

    /// <summary>Fires also when the connection of <paramref name="peer"/> ends.</summary>
    internal CancellationToken For(ZmqPeer peer)
    {
        var gone = PeerEnd.Of(peer);
        if (!gone.CanBeCanceled)
            return host;
        if (gone.IsCancellationRequested)
            return gone;
        return _byPeer.TryGetValue(peer, out var token) ? token : AddSlow(peer, gone);
    }

    private CancellationToken AddSlow(ZmqPeer peer, CancellationToken gone)
    {
        var either = CancellationTokenSource.CreateLinkedTokenSource(host, gone);
        var token = either.Token;
        if (!_byPeer.TryAdd(peer, token))
        {
            either.Dispose();
            return For(peer);
        }
        // The first callback that is registered runs last, when all of the handler's have run.
        token.UnsafeRegister(
            _ =>
            {
                _byPeer.TryRemove(peer, out CancellationToken _);
                either.Dispose();
            },
            state: null);
        return token;
    }
}
