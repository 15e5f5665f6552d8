using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>Made for this run and trusted by nobody else.</summary>
internal static class TestCertificate
{
    internal static X509Certificate2 Value { get; } = Create();

    private static X509Certificate2 Create()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var now = DateTimeOffset.UtcNow;
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}
