namespace Monocoque.Admission;

/// <summary>Why a connection was closed before a word was said on it.</summary>
internal enum RefusalReason
{
    /// <summary><see cref="ZmqSocketOptions.MaxConnections"/>.</summary>
    Connections,

    /// <summary><see cref="ZmqSocketOptions.AllowFrom"/>, <see cref="ZmqSocketOptions.DenyFrom"/>.</summary>
    Address,

    /// <summary><see cref="ZmqSocketOptions.IpcFilterUids"/> and its kin.</summary>
    Process,

    /// <summary><see cref="ZmqSocketOptions.MaxHandshakes"/>.</summary>
    Handshakes,

    /// <summary><see cref="ZmqSocketOptions.MaxHandshakesPerAddress"/>.</summary>
    HandshakesOfAddress,

    /// <summary><see cref="ZmqSocketOptions.MaxHandshakeRatePerAddress"/>.</summary>
    HandshakeRate,
}
