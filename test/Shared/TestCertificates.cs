using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque.Testing;

/// <summary>An authority of a test and what it issues. Keys are made when they are needed and kept nowhere.</summary>
internal sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static int s_serial;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    internal TestCertificates(string name = "Test authority")
    {
        var request = CreateAuthority(name, _key);
        Authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddYears(-2), DateTimeOffset.UtcNow.AddYears(2));
    }

    private TestCertificates(string name, X509Certificate2 issuer)
    {
        using var issued = CreateAuthority(name, _key).Create(issuer, issuer.NotBefore, issuer.NotAfter, NextSerial());
        Authority = issued.CopyWithPrivateKey(_key);
    }

    private TestCertificates(X509Certificate2 twin)
    {
        var request = CreateAuthority(twin.GetNameInfo(X509NameType.SimpleName, forIssuer: false), _key);
        using var issued = request.Create(
            twin.SubjectName, X509SignatureGenerator.CreateForECDsa(_key), twin.NotBefore, twin.NotAfter, twin.SerialNumberBytes.Span);
        Authority = issued.CopyWithPrivateKey(_key);
    }

    internal X509Certificate2 Authority { get; }

    /// <summary>Another authority, with the name and the number of this one.</summary>
    internal TestCertificates MakeTwin() => new(Authority);

    /// <summary>One that this one vouches for.</summary>
    internal TestCertificates IssueAuthority(string name) => new(name, Authority);

    /// <summary>For a server with these names; addresses are names too.</summary>
    internal X509Certificate2 IssueServer(params string[] names) => Issue(names[0], names, ServerAuthentication, isExpired: false);

    internal X509Certificate2 IssueExpiredServer(params string[] names) => Issue(names[0], names, ServerAuthentication, isExpired: true);

    internal X509Certificate2 IssueClient(string name) => Issue(name, [], ClientAuthentication, isExpired: false);

    internal X509Certificate2 IssueExpiredClient(string name) => Issue(name, [], ClientAuthentication, isExpired: true);

    public void Dispose()
    {
        Authority.Dispose();
        _key.Dispose();
    }

    private static CertificateRequest CreateAuthority(string name, ECDsa key)
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request;
    }

    private static byte[] NextSerial() => [1, .. BitConverter.GetBytes(Interlocked.Increment(ref s_serial))];

    private X509Certificate2 Issue(string subject, string[] names, string purpose, bool isExpired)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={subject}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        var alternatives = new SubjectAlternativeNameBuilder();
        foreach (var name in names)
        {
            if (IPAddress.TryParse(name, out var address))
                alternatives.AddIpAddress(address);
            else
                alternatives.AddDnsName(name);
        }
        if (names.Length > 0)
            request.CertificateExtensions.Add(alternatives.Build());
        var now = DateTimeOffset.UtcNow;
        using var issued = request.Create(Authority, now.AddYears(-1), isExpired ? now.AddDays(-1) : now.AddYears(1), NextSerial());
        using var whole = issued.CopyWithPrivateKey(key);
        // What it was made of is not what a file would hold.
        return X509CertificateLoader.LoadPkcs12(whole.Export(X509ContentType.Pkcs12), password: null, X509KeyStorageFlags.Exportable);
    }
}
