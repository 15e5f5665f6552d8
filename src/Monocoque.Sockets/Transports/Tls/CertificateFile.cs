namespace Monocoque.Transports;

/// <summary>Where a certificate of ours is.</summary>
/// <param name="Option">What says so, for messages.</param>
/// <param name="Path">PEM or PFX.</param>
/// <param name="KeyPath">The private key, if it has a file of its own.</param>
/// <param name="Password">What the key is encrypted with; null: it is not.</param>
internal sealed record CertificateFile(string Option, string Path, string? KeyPath, string? Password)
{
    internal IReadOnlyList<string> Paths => KeyPath is null ? [Path] : [Path, KeyPath];

    internal OurCertificate Load() => OurCertificate.Load(Path, KeyPath, Password);
}
