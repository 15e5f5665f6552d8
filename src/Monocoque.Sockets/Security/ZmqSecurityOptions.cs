namespace Monocoque;

/// <summary>
/// Who the peers of a socket are, and who it is to them: the section <c>Security</c> of a socket. A mechanism has a server, which judges, and a client, whichever of
/// the two binds. May be changed while the socket lives: connections made from then on follow it. <c>inproc</c> connections never leave the process and have no
/// mechanism, as in libzmq. Secrets belong into user secrets or the environment; they are never logged.
/// </summary>
public sealed class ZmqSecurityOptions
{
    /// <summary>The type of the claim with a CURVE client's public key in Z85, in <see cref="ZmqPeer.User"/>.</summary>
    public const string PublicKeyClaim = "urn:zeromq:curve:public-key";

    /// <summary>The mechanism, which both ends must name (<c>ZMQ_MECHANISM</c>). Default <see cref="ZmqMechanism.Null"/>.</summary>
    public ZmqMechanism Mechanism { get; set; }

    /// <summary>PLAIN, CURVE: this end judges the other (<c>ZMQ_PLAIN_SERVER</c>, <c>ZMQ_CURVE_SERVER</c>). It needs to know by what, see <see cref="Users"/>,
    /// <see cref="ClientKeys"/>, <see cref="Authenticator"/>, <see cref="ZapEndpoint"/> and <see cref="AllowAnyClient"/>.</summary>
    public bool AsServer { get; set; }

    /// <summary>PLAIN client: our name, up to 255 octets of UTF-8 (<c>ZMQ_PLAIN_USERNAME</c>).</summary>
    public string? Username { get; set; }

    /// <summary>PLAIN client: our password, up to 255 octets of UTF-8 (<c>ZMQ_PLAIN_PASSWORD</c>). It is sent in the clear.</summary>
    public string? Password { get; set; }

    /// <summary>
    /// CURVE: our public key (<c>ZMQ_CURVE_PUBLICKEY</c>), 40 characters of Z85 or 64 of hexadecimal. Not needed: it follows from <see cref="SecretKey"/>. If
    /// set, it is checked.
    /// </summary>
    public string? PublicKey { get; set; }

    /// <summary>CURVE: our secret key (<c>ZMQ_CURVE_SECRETKEY</c>), 40 characters of Z85 or 64 of hexadecimal; see <see cref="ZmqCurve.GenerateKeyPair"/>.</summary>
    public string? SecretKey { get; set; }

    /// <summary>
    /// CURVE server: the secret key before <see cref="SecretKey"/>, for clients that have not learnt of the new one (no libzmq option). Remove it when they have.
    /// </summary>
    public string? PreviousSecretKey { get; set; }

    /// <summary>CURVE client: the server's public key (<c>ZMQ_CURVE_SERVERKEY</c>), 40 characters of Z85 or 64 of hexadecimal.</summary>
    public string? ServerKey { get; set; }

    /// <summary>
    /// What the authenticator learns as <see cref="ZmqAuthenticationRequest.Domain"/> (<c>ZMQ_ZAP_DOMAIN</c>), up to 255 octets of UTF-8. With
    /// <see cref="ZmqMechanism.Null"/>, anything but the default, an empty text, has it asked about every peer.
    /// </summary>
    public string ZapDomain { get; set; } = "";

    /// <summary>A ZAP handler to ask (RFC 27): <c>inproc://zeromq.zap.01</c>, where libzmq has it, or a <c>tcp</c> or <c>ipc</c> address. Null: none.</summary>
    public string? ZapEndpoint { get; set; }

    /// <summary>
    /// PLAIN, CURVE server: everybody may come in who speaks the mechanism; with CURVE that is who knows our public key (no libzmq option). Default false: a server
    /// that has nobody to ask does not start.
    /// </summary>
    public bool AllowAnyClient { get; set; }

    /// <summary>PLAIN server: names and passwords of those who may come in (no libzmq option).</summary>
    public IDictionary<string, string> Users { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>CURVE server: who may come in, by name, with their public keys (no libzmq option).</summary>
    public IDictionary<string, string> ClientKeys { get; private set; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Whom to ask about peers; set from code only (no libzmq option). Null, the default: that of the runtime, if no other option says whom.</summary>
    public IZmqAuthenticator? Authenticator { get; set; }

    /// <summary>This end judges its peers.</summary>
    internal bool Judges => Mechanism == ZmqMechanism.Null ? ZapDomain.Length > 0 : AsServer;

    internal ZmqSecurityOptions Copy()
    {
        var copy = (ZmqSecurityOptions)MemberwiseClone();
        copy.Users = new Dictionary<string, string>(Users, StringComparer.Ordinal);
        copy.ClientKeys = new Dictionary<string, string>(ClientKeys, StringComparer.Ordinal);
        return copy;
    }

    /// <summary>The mechanism and the role; no secrets.</summary>
    public override string ToString() => Mechanism == ZmqMechanism.Null ? "NULL" : $"{Mechanism.ToString().ToUpperInvariant()} {(AsServer ? "server" : "client")}";
}
