using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Monocoque.Diagnostics;

namespace Monocoque.Transports;

/// <summary>Judges the certificate of one peer, and keeps in words what is wrong with it.</summary>
/// <param name="options">Of the socket.</param>
/// <param name="host">Whose it has to be, if the peer is a server; null: the peer is a client, which may have none.</param>
/// <param name="connectionId">For the log.</param>
/// <param name="log">For faults that are the application's.</param>
internal sealed class CertificateCheck(ZmqTlsOptions options, string? host, string connectionId, ConnectionLog log)
{
    /// <summary>The host we connect to; null if we are the server.</summary>
    internal string? Host => host;

    internal string? Fault { get; private set; }

    /// <summary>We are the server and have nothing to show.</summary>
    internal void ReportNoCertificate(string? name) =>
        Fault = $"{nameof(options.CertificateSelector)} has no certificate for {(string.IsNullOrEmpty(name) ? "clients that name no host" : $"'{name}'")}.";

    internal bool Validate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null && host is null)
        {
            if (options.ClientCertificateMode == ZmqClientCertificateMode.Allow)
                return true;
            Fault = $"The client shows no certificate, and {nameof(options.ClientCertificateMode)} is Require.";
            return false;
        }
        if (Judge(sender, certificate, chain, errors))
            return true;
        Fault ??= Describe(certificate as X509Certificate2, chain, errors);
        return false;
    }

    private bool Judge(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (options.RemoteCertificateValidation is not { } judge)
            return errors == SslPolicyErrors.None;
        try
        {
            return judge(sender, certificate, chain, errors);
        }
        catch (Exception exception)
        {
            ReportFailure(nameof(options.RemoteCertificateValidation), exception);
            return false;
        }
    }

    /// <summary>The application's code threw.</summary>
    internal void ReportFailure(string option, Exception exception)
    {
        log.TlsCallbackFailed(connectionId, option, exception);
        Fault = $"{option} threw {exception.GetType().Name}.";
    }

    private string Describe(X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is null)
            return "The server shows no certificate.";
        var faults = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            faults.Add($"it is for {DescribeNames(certificate)}, not for '{host}'");
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
            faults.AddRange((chain?.ChainStatus ?? []).Select(status => DescribeStatus(status, certificate)));
        if (faults.Count == 0)
            faults.Add($"{nameof(options.RemoteCertificateValidation)} refuses it");
        return $"The certificate '{certificate.Subject}' of the {(host is null ? "client" : "server")} is not taken: {string.Join("; ", faults)}.";
    }

    private static string DescribeStatus(X509ChainStatus status, X509Certificate2 certificate) => status.Status switch
    {
        X509ChainStatusFlags.NotTimeValid => string.Create(
            CultureInfo.InvariantCulture, $"it, or one of its authorities, is out of date; it is valid from {certificate.NotBefore:u} to {certificate.NotAfter:u}"),
        X509ChainStatusFlags.UntrustedRoot or X509ChainStatusFlags.PartialChain =>
            $"its authority '{certificate.Issuer}' is not trusted; {nameof(ZmqTlsOptions.TrustedCertificatesPath)} says whose certificates are",
        _ => $"{status.Status}, {status.StatusInformation.TrimEnd('.', ' ')}",
    };

    private static string DescribeNames(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>()
            .SelectMany(static names => names.EnumerateDnsNames().Concat(names.EnumerateIPAddresses().Select(static ip => ip.ToString())))
            .Select(static name => $"'{name}'").ToList();
        return names.Count == 0 ? "no host at all" : string.Join(", ", names);
    }
}
