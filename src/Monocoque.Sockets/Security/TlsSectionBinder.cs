using Microsoft.Extensions.Configuration;
using Monocoque.Hosting;

namespace Monocoque.Security;

/// <summary>Binds the section <c>Tls</c> of a socket.</summary>
internal static class TlsSectionBinder
{
    /// <summary>All keys; the other properties are for code.</summary>
    internal static string KnownKeys { get; } = string.Join(", ",
    [
        nameof(ZmqTlsOptions.CertificateKeyPath), nameof(ZmqTlsOptions.CertificatePassword), nameof(ZmqTlsOptions.CertificatePath),
        nameof(ZmqTlsOptions.CheckCertificateRevocation), nameof(ZmqTlsOptions.ClientCertificateMode), nameof(ZmqTlsOptions.EnabledSslProtocols),
        nameof(ZmqTlsOptions.TargetHost), nameof(ZmqTlsOptions.TrustedCertificatesPath),
    ]);

    internal static void Bind(IConfigurationSection section, ZmqTlsOptions options, List<string> failures)
    {
        if (!string.IsNullOrEmpty(section.Value))
            failures.Add($"{section.Path} is a text, but is a section. Known keys: {KnownKeys}.");
        foreach (var child in section.GetChildren())
            Bind(child, new ConfigurationValue(child, failures), options, failures);
    }

    private static void Bind(IConfigurationSection child, ConfigurationValue value, ZmqTlsOptions options, List<string> failures)
    {
        switch (child.Key.ToUpperInvariant())
        {
            case "CERTIFICATEPATH": value.Read((string text) => options.CertificatePath = text); break;
            case "CERTIFICATEKEYPATH": value.Read((string text) => options.CertificateKeyPath = text); break;
            case "CERTIFICATEPASSWORD": value.Read((string text) => options.CertificatePassword = text); break;
            case "CLIENTCERTIFICATEMODE": value.ReadEnum<ZmqClientCertificateMode>(mode => options.ClientCertificateMode = mode); break;
            case "TRUSTEDCERTIFICATESPATH": value.Read((string text) => options.TrustedCertificatesPath = text); break;
            case "CHECKCERTIFICATEREVOCATION": value.Read((bool flag) => options.CheckCertificateRevocation = flag); break;
            case "TARGETHOST": value.Read((string text) => options.TargetHost = text); break;
            case "ENABLEDSSLPROTOCOLS": value.ReadProtocols(protocols => options.EnabledSslProtocols = protocols); break;
            default: failures.Add($"{child.Path} is not an option of a socket's TLS. Known keys: {KnownKeys}."); break;
        }
    }
}
