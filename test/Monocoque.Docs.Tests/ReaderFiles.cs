using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;

namespace Monocoque.Docs;

/// <summary>The certificates that settings of the documentation name and that are the reader's to have, in a folder of their own.</summary>
internal sealed class ReaderFiles : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("monocoque-docs-").FullName;

    internal ReaderFiles()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=orders.example", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(PathOf(".crt"), certificate.ExportCertificatePem());
        File.WriteAllText(PathOf(".key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllBytes(PathOf(".pfx"), certificate.Export(X509ContentType.Pfx));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>What to put in place of the paths in <paramref name="settings"/>.</summary>
    internal IEnumerable<KeyValuePair<string, string?>> Replacing(IConfiguration settings) => settings.AsEnumerable()
        .Where(static setting => setting.Key.EndsWith("Path", StringComparison.Ordinal) && setting.Value is not null)
        .Select(setting => KeyValuePair.Create(setting.Key, (string?)PathOf(ExtensionOf(setting.Key, setting.Value!))));

    private static string ExtensionOf(string key, string path) =>
        path.EndsWith(".pfx", StringComparison.Ordinal) ? ".pfx"
        : key.EndsWith("KeyPath", StringComparison.Ordinal) ? ".key"
        : ".crt";

    private string PathOf(string extension) => Path.Combine(_folder, $"reader{extension}");
}
