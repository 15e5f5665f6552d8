using System.Security.Cryptography;

namespace Monocoque.Zmtp;

/// <summary>
/// A key that must not outlive its use: in memory the garbage collector does not move, so that no copy stays behind, and overwritten with zeros in the
/// end, whoever forgets to.
/// </summary>
internal sealed class SecretOctets : IDisposable
{
    private readonly byte[] _octets = GC.AllocateArray<byte>(Sodium.KeySize, pinned: true);

    internal SecretOctets()
    {
    }

    internal SecretOctets(ReadOnlySpan<byte> octets) => octets.CopyTo(_octets);

#pragma warning disable MA0055 // Not a resource: what nobody wiped in time is wiped here.
    ~SecretOctets() => CryptographicOperations.ZeroMemory(_octets);
#pragma warning restore MA0055

    internal Span<byte> Span => _octets;

    internal bool IsWiped => !_octets.AsSpan().ContainsAnyExcept((byte)0);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_octets);
        GC.SuppressFinalize(this);
    }

    public override string ToString() => "(secret)";
}
