namespace Monocoque;

/// <summary>How two ends of a connection prove who they are, and whether what they send is encrypted (<c>ZMQ_MECHANISM</c>).</summary>
public enum ZmqMechanism
{
    /// <summary>Not at all (RFC 23).</summary>
    Null,

    /// <summary>The client sends a name and a password, in the clear (RFC 24). For networks that nobody listens to, or inside TLS.</summary>
    Plain,

    /// <summary>Both ends hold keys; everything is encrypted and authenticated (RFC 26). Needs the system library libsodium.</summary>
    Curve,
}
