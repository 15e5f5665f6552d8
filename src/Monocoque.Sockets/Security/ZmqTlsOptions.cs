using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque;

/// <summary>
/// TLS of the <c>tls+tcp</c> addresses of a socket: the section <c>Tls</c>. Whoever binds is the server of TLS and needs a certificate; whoever
/// connects is its client, needs nothing, and takes only a certificate that is in order and made out for the host of the address. What goes through
/// is ZMTP as over <c>tcp</c>, with any mechanism. May be changed while the socket lives: connections made from then on follow it. libzmq knows no
/// such addresses.
/// </summary>
public sealed class ZmqTlsOptions
{
    /// <summary>
    /// Our certificate, with its private key: shown to those who connect, and to a server that asks for one; set from code only. Null, the default: see
    /// <see cref="CertificatePath"/> and <see cref="CertificateSelector"/>.
    /// </summary>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>
    /// Chooses our certificate, with its private key, for each connection; set from code only. As the server it is given the host name that the
    /// client asks for, null if it names none; as the client the host we connect to. A null certificate ends the connection where we are the server,
    /// and shows none where we are the client. It must not block. Null, the default: always the same certificate.
    /// </summary>
    public Func<string?, X509Certificate2?>? CertificateSelector { get; set; }

    /// <summary>
    /// A file with our certificate: PEM, with the certificates between it and its authority behind it, or PFX. Read again when it changes, for new
    /// connections; if that fails, it is logged (3040) and the one before stays. Null: none.
    /// </summary>
    public string? CertificatePath { get; set; }

    /// <summary>The private key of a PEM <see cref="CertificatePath"/>, if it is in a file of its own. Null: in the same file.</summary>
    public string? CertificateKeyPath { get; set; }

    /// <summary>What the PFX file, or the private key, is encrypted with. Null: it is not. Belongs into user secrets or the environment.</summary>
    public string? CertificatePassword { get; set; }

    /// <summary>
    /// As the server: whether clients show a certificate. One that is in order makes the peer a user, <see cref="ZmqPeer.User"/>, unless an
    /// authenticator says who it is; <see cref="ZmqAuthenticationRequest.ClientCertificate"/> shows it. Whose certificates are taken has to be said,
    /// by <see cref="TrustedCertificatesPath"/> or one of its like. Default <see cref="ZmqClientCertificateMode.None"/>.
    /// </summary>
    public ZmqClientCertificateMode ClientCertificateMode { get; set; }

    /// <summary>
    /// A PEM file with the authorities, or the self-signed certificates, that are trusted instead of those of the system. Read again when it changes.
    /// Null: none.
    /// </summary>
    public string? TrustedCertificatesPath { get; set; }

    /// <summary>
    /// The authorities, or the self-signed certificates, that are trusted instead of those of the system; set from code only. Default none.
    /// </summary>
    public X509Certificate2Collection TrustedCertificates { get; private set; } = [];

    /// <summary>
    /// How the chain of the peer's certificate is judged, down to the last detail, instead of <see cref="TrustedCertificates"/> and
    /// <see cref="CheckCertificateRevocation"/>; set from code only. Null, the default: those hold.
    /// </summary>
    public X509ChainPolicy? CertificateChainPolicy { get; set; }

    /// <summary>
    /// Has the last word on the peer's certificate, whatever else was found; set from code only. Not called for a client that shows none. Null, the
    /// default: any fault refuses.
    /// </summary>
    public RemoteCertificateValidationCallback? RemoteCertificateValidation { get; set; }

    /// <summary>Asks the authority whether the peer's certificate was revoked, which may take long. Default false.</summary>
    public bool CheckCertificateRevocation { get; set; }

    /// <summary>
    /// As the client: the host name that we ask for and that the server's certificate is to be made out for. Null, the default: the host of the
    /// address.
    /// </summary>
    public string? TargetHost { get; set; }

    /// <summary>
    /// The versions of TLS: <see cref="SslProtocols.Tls12"/>, <see cref="SslProtocols.Tls13"/> or both. Default <see cref="SslProtocols.None"/>: what
    /// the system takes.
    /// </summary>
    public SslProtocols EnabledSslProtocols { get; set; }

    /// <summary>Some option says what our certificate is.</summary>
    internal bool HasCertificate => Certificate is not null || CertificateSelector is not null || CertificatePath is not null;

    /// <summary>Some option says whose certificates are taken.</summary>
    internal bool HasTrust =>
        TrustedCertificates.Count > 0 || TrustedCertificatesPath is not null || CertificateChainPolicy is not null || RemoteCertificateValidation is not null;

    internal ZmqTlsOptions Copy()
    {
        var copy = (ZmqTlsOptions)MemberwiseClone();
        copy.TrustedCertificates = [.. TrustedCertificates];
        return copy;
    }

    /// <summary>What our certificate is; no secrets.</summary>
    public override string ToString() => this switch
    {
        { Certificate: { } certificate } => $"TLS with {certificate.Subject}",
        { CertificatePath: { } path } => $"TLS with {path}",
        { CertificateSelector: not null } => "TLS with a certificate for each name",
        _ => "TLS without a certificate",
    };
}
