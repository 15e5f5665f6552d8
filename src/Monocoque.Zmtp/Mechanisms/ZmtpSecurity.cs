using System.Security.Cryptography;

namespace Monocoque.Zmtp;

/// <summary>
/// What one end brings to the security handshake: the mechanism, its role and its secrets. Immutable and shared by the sessions of a socket; octets that are
/// passed in are copied. Secrets are never printed.
/// </summary>
public sealed class ZmtpSecurity
{
    private readonly List<CurveIdentity> _identities = [];

    private ZmtpSecurity(ZmqMechanism mechanism, bool isServer)
    {
        Mechanism = mechanism;
        IsServer = isServer;
    }

    /// <summary>No security; nobody is asked.</summary>
    public static ZmtpSecurity None { get; } = new(ZmqMechanism.Null, isServer: false);

    /// <summary>No security on the wire, but the session asks about each peer: <see cref="ZmtpEvent.Authenticate"/>.</summary>
    public static ZmtpSecurity AskedNull { get; } = new(ZmqMechanism.Null, isServer: true);

    /// <summary>
    /// As <see cref="AskedNull"/>, by somebody who knows of peers what they do not say themselves; so those of <c>ZWS2.0</c>, who say nothing, may come too.
    /// </summary>
    internal static ZmtpSecurity AuthorizedNull { get; } = new(ZmqMechanism.Null, isServer: true) { AsksAboutSilent = true };

    /// <summary>The end that judges names and passwords: <see cref="ZmtpEvent.Authenticate"/>.</summary>
    public static ZmtpSecurity PlainServer { get; } = new(ZmqMechanism.Plain, isServer: true);

    /// <summary>The mechanism both ends must name.</summary>
    public ZmqMechanism Mechanism { get; }

    /// <summary>This end judges the other: <see cref="ZmtpEvent.Authenticate"/> will be reported.</summary>
    public bool IsServer { get; }

    /// <summary>Peers without a mechanism are asked about, where others would refuse them.</summary>
    internal bool AsksAboutSilent { get; private init; }

    internal ReadOnlyMemory<byte> Username { get; private init; }

    internal byte[] Password { get; private init; } = [];

    /// <summary>CURVE client: the server's public key.</summary>
    internal ReadOnlyMemory<byte> ServerKey { get; private init; }

    /// <summary>CURVE: our long-term keys, the current one first. A client has one.</summary>
    internal IReadOnlyList<CurveIdentity> Identities => _identities;

    /// <summary>Where CURVE gets its random numbers from; replaced by tests that know what must come out.</summary>
    internal FillRandom Random { get; init; } = RandomNumberGenerator.Fill;

    /// <summary>The end that names itself.</summary>
    /// <param name="username">0 to 255 octets (<c>ZMQ_PLAIN_USERNAME</c>).</param>
    /// <param name="password">0 to 255 octets (<c>ZMQ_PLAIN_PASSWORD</c>), sent in the clear.</param>
    /// <exception cref="ArgumentException">One of the two is too long.</exception>
    public static ZmtpSecurity PlainClient(ReadOnlySpan<byte> username, ReadOnlySpan<byte> password)
    {
        if (username.Length > byte.MaxValue || password.Length > byte.MaxValue)
            throw new ArgumentException("A name and a password of PLAIN have at most 255 octets each.", nameof(username));
        return new ZmtpSecurity(ZmqMechanism.Plain, isServer: false) { Username = username.ToArray(), Password = password.ToArray() };
    }

    /// <summary>The end that knows the server's key and proves its own.</summary>
    /// <param name="secretKey">32 octets (<c>ZMQ_CURVE_SECRETKEY</c>); the public key follows from it.</param>
    /// <param name="serverKey">32 octets (<c>ZMQ_CURVE_SERVERKEY</c>).</param>
    /// <exception cref="ArgumentException">A key does not have 32 octets.</exception>
    /// <exception cref="DllNotFoundException">The system library libsodium is missing; the message says how to install it.</exception>
    public static ZmtpSecurity CurveClient(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> serverKey) => CurveClient(secretKey, serverKey, RandomNumberGenerator.Fill);

    /// <summary>The end that judges public keys: <see cref="ZmtpEvent.Authenticate"/>.</summary>
    /// <param name="secretKey">32 octets (<c>ZMQ_CURVE_SECRETKEY</c>); clients know its public key.</param>
    /// <param name="previousSecretKey">The key before this one, for clients that have not learnt of the new one yet; or empty.</param>
    /// <exception cref="ArgumentException">A key does not have 32 octets.</exception>
    /// <exception cref="DllNotFoundException">The system library libsodium is missing; the message says how to install it.</exception>
    public static ZmtpSecurity CurveServer(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> previousSecretKey = default) =>
        CurveServer(secretKey, previousSecretKey, RandomNumberGenerator.Fill);

    internal static ZmtpSecurity CurveClient(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> serverKey, FillRandom random)
    {
        if (serverKey.Length != Sodium.KeySize)
            throw new ArgumentException("A key of CURVE has 32 octets.", nameof(serverKey));
        var security = new ZmtpSecurity(ZmqMechanism.Curve, isServer: false) { ServerKey = serverKey.ToArray(), Random = random };
        security._identities.Add(new CurveIdentity(secretKey));
        return security;
    }

    internal static ZmtpSecurity CurveServer(ReadOnlySpan<byte> secretKey, ReadOnlySpan<byte> previousSecretKey, FillRandom random)
    {
        var security = new ZmtpSecurity(ZmqMechanism.Curve, isServer: true) { Random = random };
        security._identities.Add(new CurveIdentity(secretKey));
        if (!previousSecretKey.IsEmpty)
            security._identities.Add(new CurveIdentity(previousSecretKey));
        return security;
    }

    /// <summary>No session refers to this any more: overwrites the secrets with zeros.</summary>
    internal void Wipe()
    {
        CryptographicOperations.ZeroMemory(Password);
        foreach (var identity in _identities)
            identity.SecretKey.Dispose();
    }

    /// <summary>The mechanism and the role.</summary>
    public override string ToString() => $"{Mechanism} {(IsServer ? "server" : "client")}";
}

/// <summary>Fills all of <paramref name="octets"/> with random ones.</summary>
internal delegate void FillRandom(Span<byte> octets);
