using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;

namespace Monocoque.Transports;

/// <summary>
/// The TLS of a socket at one time, as its connections use it. A change of the options makes another; connections keep the one they were made with.
/// </summary>
internal sealed class SocketTls
{
    private readonly ZmqRuntime _runtime;
    private readonly ZmqTlsOptions _options;
    private readonly OurCertificate? _fixed;
    private readonly FileContent<OurCertificate>? _file;
    private readonly Lazy<FileContent<OurCertificate>?> _default;
    private readonly FileContent<X509Certificate2Collection>? _trusted;

    /// <summary>TLS keeps its sessions by the context, so that has to live as long as the certificate.</summary>
    private readonly ConditionalWeakTable<X509Certificate2, OurCertificate> _selected = [];

    /// <param name="socket">Its name.</param>
    /// <param name="options">Its options, which have been validated.</param>
    /// <param name="runtime">Where it lives.</param>
    /// <exception cref="OptionsValidationException">A file is not what it should be.</exception>
    internal SocketTls(string socket, ZmqTlsOptions options, ZmqRuntime runtime)
    {
        _runtime = runtime;
        _options = options;
        // Of no concern to sockets that are not bound to TLS, whatever is in the file. If it is of no use the next bind looks again.
        _default = new Lazy<FileContent<OurCertificate>?>(
            () => runtime.Options.DefaultCertificate is { } file ? Read(socket, file) : null, LazyThreadSafetyMode.PublicationOnly);
        // There is no TLS in memory, and tests with the settings of production need no files.
        if (runtime.Options.InMemory)
            return;
        if (options.Certificate is { } certificate)
            _fixed = new OurCertificate(certificate);
        else if (options.CertificatePath is { } path)
            _file = Read(socket, new CertificateFile($"Tls: {nameof(options.CertificatePath)}", path, options.CertificateKeyPath, options.CertificatePassword));
        if (options.TrustedCertificatesPath is { } trusted)
            _trusted = Read(socket, $"Tls: {nameof(options.TrustedCertificatesPath)}", [trusted], LoadTrusted);
    }

    /// <summary>What it was made from.</summary>
    internal ZmqTlsOptions Options => _options;

    internal void ThrowIfCannotServe(string socket, ZmqAddress address)
    {
        if (_options.HasCertificate || _default.Value is not null)
            return;
        throw new ZmqException(
            ZmqError.NotSupported,
            $"{address} cannot be bound: the socket '{socket}' has no certificate to show. Set Tls:{nameof(_options.CertificatePath)} to a PEM or PFX file, or in code"
            + $" Tls.{nameof(_options.Certificate)} or Tls.{nameof(_options.CertificateSelector)}.");
    }

    /// <summary>For a peer that connects to us.</summary>
    internal CertificateCheck CreateClientCheck(string connectionId) => new(_options, host: null, connectionId, _runtime.ConnectionLog);

    /// <summary>For the peer at an address.</summary>
    internal CertificateCheck CreateServerCheck(string connectionId, ZmqAddress address) =>
        new(_options, _options.TargetHost ?? address.Host, connectionId, _runtime.ConnectionLog);

    internal ValueTask<SslServerAuthenticationOptions> ChooseServerOptionsAsync(
        SslStream stream, SslClientHelloInfo hello, object? check, CancellationToken cancellationToken) =>
        new(CreateServerOptions(hello.ServerName, (CertificateCheck)check!));

    internal SslClientAuthenticationOptions CreateClientOptions(CertificateCheck check) => new()
    {
        TargetHost = check.Host,
        ClientCertificateContext = ChooseOurs(check.Host, check)?.Context,
        RemoteCertificateValidationCallback = check.Validate,
        CertificateChainPolicy = CreateChainPolicy(),
        EnabledSslProtocols = _options.EnabledSslProtocols,
        AllowRenegotiation = false,
    };

    private SslServerAuthenticationOptions CreateServerOptions(string? name, CertificateCheck check)
    {
        var ours = ChooseOurs(string.IsNullOrEmpty(name) ? null : name, check);
        if (ours is null && check.Fault is null)
            check.ReportNoCertificate(name);
        return new SslServerAuthenticationOptions
        {
            // Without one the handshake fails.
            ServerCertificateContext = ours?.Context,
            ClientCertificateRequired = _options.ClientCertificateMode != ZmqClientCertificateMode.None,
            RemoteCertificateValidationCallback = _options.ClientCertificateMode == ZmqClientCertificateMode.None ? null : check.Validate,
            CertificateChainPolicy = CreateChainPolicy(),
            EnabledSslProtocols = _options.EnabledSslProtocols,
            AllowRenegotiation = false,
        };
    }

    private OurCertificate? ChooseOurs(string? host, CertificateCheck check)
    {
        if (_options.CertificateSelector is not { } select)
            return _fixed ?? (_file ?? (check.Host is null ? _default.Value : null))?.Current;
        try
        {
            return select(host) is { } certificate ? _selected.GetValue(certificate, static certificate => new OurCertificate(certificate)) : null;
        }
        catch (Exception exception)
        {
            check.ReportFailure(nameof(_options.CertificateSelector), exception);
            throw;
        }
    }

    /// <summary>Each handshake has its own: the framework writes in it.</summary>
    private X509ChainPolicy CreateChainPolicy()
    {
        if (_options.CertificateChainPolicy is { } given)
            return given.Clone();
        var policy = new X509ChainPolicy
        {
            RevocationMode = _options.CheckCertificateRevocation ? X509RevocationMode.Online : X509RevocationMode.NoCheck,
        };
        if (_trusted is null && _options.TrustedCertificates.Count == 0)
            return policy;
        policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        policy.CustomTrustStore.AddRange(_options.TrustedCertificates);
        if (_trusted is not null)
            policy.CustomTrustStore.AddRange(_trusted.Current);
        return policy;
    }

    private X509Certificate2Collection LoadTrusted()
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(_options.TrustedCertificatesPath!);
        return certificates.Count > 0 ? certificates : throw new CryptographicException("There is no certificate in PEM in it.");
    }

    private FileContent<OurCertificate> Read(string socket, CertificateFile file) => Read(socket, file.Option, file.Paths, file.Load);

    private FileContent<T> Read<T>(string socket, string option, IReadOnlyList<string> paths, Func<T> load)
        where T : class
    {
        try
        {
            return new FileContent<T>(paths, load, exception => _runtime.Log.CertificateNotReloaded(socket, option, string.Join(", ", paths), exception.Message));
        }
        catch (Exception exception) when (exception is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            var files = string.Join(" with ", paths.Select(static path => $"'{path}'"));
            throw new OptionsValidationException(
                socket, typeof(ZmqSocketOptions), [$"Socket '{socket}': {option} {files} cannot be used: {exception.Message}"]);
        }
    }
}
