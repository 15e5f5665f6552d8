using System.Security.Authentication;

namespace Monocoque.Security;

/// <summary>Checks <see cref="ZmqTlsOptions"/>. What is in the files is seen when the socket is made.</summary>
internal static class TlsOptionsValidator
{
    private const SslProtocols Sound = SslProtocols.Tls12 | SslProtocols.Tls13;

    internal static void Check(ZmqTlsOptions options, Action<string> fault)
    {
        void Fault(string text) => fault($"Tls: {text}");
        CheckOurs(options, Fault);
        CheckTheirs(options, Fault);
        if ((options.EnabledSslProtocols & ~Sound) != SslProtocols.None)
        {
            Fault($"{nameof(options.EnabledSslProtocols)} is {options.EnabledSslProtocols}. Use Tls12, Tls13 or both, or None for what the system takes;"
                + " older versions are broken.");
        }
        if (options.TargetHost is { } host && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            Fault($"{nameof(options.TargetHost)} is '{host}', which is no host name. Use one, without a port, or null for the host of the address.");
    }

    private static void CheckOurs(ZmqTlsOptions options, Action<string> fault)
    {
        var sources = new List<string>();
        if (options.Certificate is not null)
            sources.Add(nameof(options.Certificate));
        if (options.CertificateSelector is not null)
            sources.Add(nameof(options.CertificateSelector));
        if (options.CertificatePath is not null)
            sources.Add(nameof(options.CertificatePath));
        if (sources.Count > 1)
            fault($"{string.Join(" and ", sources)} are set, and only one of them can be our certificate. Keep one.");
        if (options.Certificate is { HasPrivateKey: false } certificate)
        {
            fault($"{nameof(options.Certificate)} ('{certificate.Subject}') has no private key, so it is of no use. Load it with its key, for example by"
                + " X509Certificate2.CreateFromPemFile.");
        }
        if (options.CertificatePath is null && options.CertificateKeyPath is not null)
            fault($"{nameof(options.CertificateKeyPath)} is set, but there is no {nameof(options.CertificatePath)}. Set that too, or remove the option.");
        if (options.CertificatePath is null && options.CertificatePassword is not null)
            fault($"{nameof(options.CertificatePassword)} is set, but there is no {nameof(options.CertificatePath)}. Set that too, or remove the option.");
    }

    private static void CheckTheirs(ZmqTlsOptions options, Action<string> fault)
    {
        const string Mode = nameof(options.ClientCertificateMode);
        if (!Enum.IsDefined(options.ClientCertificateMode))
            fault($"{Mode} is {(int)options.ClientCertificateMode}. Use None, Allow or Require.");
        else if (options is { ClientCertificateMode: not ZmqClientCertificateMode.None, HasTrust: false })
        {
            fault($"{Mode} is {options.ClientCertificateMode}, but nothing says whose certificates are taken; everybody with one of a public authority would be"
                + $" a user. Set {nameof(options.TrustedCertificatesPath)}, or in code {nameof(options.TrustedCertificates)}, {nameof(options.CertificateChainPolicy)} or"
                + $" {nameof(options.RemoteCertificateValidation)}.");
        }
        if (options.CertificateChainPolicy is null)
            return;
        if (options.TrustedCertificates.Count > 0 || options.TrustedCertificatesPath is not null || options.CheckCertificateRevocation)
        {
            fault($"{nameof(options.CertificateChainPolicy)} says all about the peer's chain. Remove {nameof(options.TrustedCertificates)},"
                + $" {nameof(options.TrustedCertificatesPath)} and {nameof(options.CheckCertificateRevocation)}.");
        }
    }
}
