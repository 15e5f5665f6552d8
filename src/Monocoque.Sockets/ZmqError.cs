namespace Monocoque;

/// <summary>What is wrong, in terms a program can decide by.</summary>
public enum ZmqError
{
    /// <summary>The pattern does not allow this call now (<c>EFSM</c>).</summary>
    InvalidState,

    /// <summary>Somebody else listens on the address (<c>EADDRINUSE</c>).</summary>
    AddressInUse,

    /// <summary>The address is not one of this machine, or cannot be used for this (<c>EADDRNOTAVAIL</c>).</summary>
    AddressNotAvailable,

    /// <summary>The socket is not bound or connected there (<c>ENOENT</c>).</summary>
    NotFound,

    /// <summary>No peer has that routing id (<c>EHOSTUNREACH</c>).</summary>
    HostUnreachable,

    /// <summary>The queue of that peer is full (<c>EAGAIN</c>).</summary>
    WouldBlock,

    /// <summary>The socket, or its runtime, was closed (<c>ETERM</c>).</summary>
    Terminated,

    /// <summary>This kind of address, or of option, is not for this socket (<c>ENOTSUP</c>, <c>EPROTONOSUPPORT</c>).</summary>
    NotSupported,

    /// <summary>The other end does not let us in with these credentials, or we do not let it in from its address (<c>EACCES</c>).</summary>
    Refused,
}
