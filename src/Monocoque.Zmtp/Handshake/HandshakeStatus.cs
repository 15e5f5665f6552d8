namespace Monocoque.Zmtp;

/// <summary>Where a handshake stands.</summary>
internal enum HandshakeStatus
{
    NeedMoreData,

    /// <summary>The peer is known and our socket is not: somebody has to choose one.</summary>
    SelectSocket,

    /// <summary>The peer has shown what it has: somebody has to judge it.</summary>
    Authenticate,

    Completed,
    Failed,
}
