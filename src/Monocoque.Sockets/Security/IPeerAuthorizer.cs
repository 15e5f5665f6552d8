namespace Monocoque.Security;

/// <summary>
/// Has the last word on a peer of whom it is known who it is: the policies of the mapped endpoints. One more judge at the place where
/// authenticators judge, so a refusal reaches the peer as an answer of its handshake, and the peer has not met the socket yet.
/// </summary>
internal interface IPeerAuthorizer
{
    /// <summary>Null: the peer may come in. Otherwise why not, for our log. An exception refuses too.</summary>
    /// <param name="peer">Who it is. Over PLAIN it has said nothing of itself yet but its name.</param>
    /// <param name="gone">Fires when an answer is of no use any more.</param>
    ValueTask<string?> AuthorizeAsync(ZmqPeer peer, CancellationToken gone);
}
