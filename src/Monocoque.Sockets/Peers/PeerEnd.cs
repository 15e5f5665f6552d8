namespace Monocoque.Peers;

/// <summary>Tells whoever works for a peer that its connection has ended. Kept by the <see cref="ZmqPeer"/>, without what the connection itself holds.</summary>
internal sealed class PeerEnd
{
    private readonly CancellationTokenSource _source = new();

    /// <summary>Fires when the connection of <paramref name="peer"/> ends; never for a peer that no socket made.</summary>
    internal static CancellationToken Of(ZmqPeer peer) => peer.Owner is PeerEnd end ? end._source.Token : CancellationToken.None;

    /// <summary>Who listens runs on the thread pool: it is code of the application.</summary>
    internal void Signal() => _ = _source.CancelAsync();
}
