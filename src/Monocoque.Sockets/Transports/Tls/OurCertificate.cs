using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque.Transports;

/// <summary>A certificate with its private key, and those between it and its authority, ready to be shown.</summary>
internal sealed class OurCertificate
{
    internal OurCertificate(X509Certificate2 certificate, X509Certificate2Collection? others = null) =>
        Context = SslStreamCertificateContext.Create(certificate, others, offline: true);

    /// <summary>Made once, because TLS keeps its sessions by it.</summary>
    internal SslStreamCertificateContext Context { get; }

    /// <exception cref="CryptographicException">It is not what it should be.</exception>
    internal static OurCertificate Load(string path, string? keyPath, string? password)
    {
        var octets = File.ReadAllBytes(path);
        return octets.AsSpan().IndexOf("-----BEGIN "u8) >= 0 ? LoadPem(path, keyPath, password) : LoadPfx(octets, keyPath, password);
    }

    private static OurCertificate LoadPem(string path, string? keyPath, string? password)
    {
        var certificate = password is null
            ? X509Certificate2.CreateFromPemFile(path, keyPath)
            : X509Certificate2.CreateFromEncryptedPemFile(path, password, keyPath);
        // There the system does not do TLS with a key that is in memory only.
        if (OperatingSystem.IsWindows())
            certificate = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        var others = new X509Certificate2Collection();
        others.ImportFromPemFile(path);
        return new OurCertificate(certificate, others);
    }

    private static OurCertificate LoadPfx(byte[] octets, string? keyPath, string? password)
    {
        if (keyPath is not null)
            throw new CryptographicException("It is not PEM, and a PFX file has its private key inside: remove CertificateKeyPath.");
        var all = X509CertificateLoader.LoadPkcs12Collection(octets, password);
        var certificate = all.FirstOrDefault(static candidate => candidate.HasPrivateKey) ?? throw new CryptographicException("It has no private key.");
        return new OurCertificate(certificate, all);
    }
}
