namespace Monocoque;

/// <summary>The verdict about a peer, with the numbers of ZAP (RFC 27).</summary>
public enum ZmqAuthenticationStatus
{
    /// <summary>The peer may come in.</summary>
    Success = 200,

    /// <summary>Not now: the connection is closed without a word, and the peer will try again.</summary>
    TemporaryFailure = 300,

    /// <summary>Not with these credentials: the peer is told so, and libzmq and this library do not try again.</summary>
    Denied = 400,

    /// <summary>The check itself failed: to the peer the same as <see cref="Denied"/>, with another number.</summary>
    InternalError = 500,
}
