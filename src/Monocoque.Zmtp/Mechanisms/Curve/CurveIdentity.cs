namespace Monocoque.Zmtp;

/// <summary>The long-term keys of one end. The secret one is wiped when nobody refers to it any more.</summary>
internal sealed class CurveIdentity
{
    private readonly byte[] _publicKey = new byte[Sodium.KeySize];

    internal CurveIdentity(ReadOnlySpan<byte> secretKey)
    {
        if (secretKey.Length != Sodium.KeySize)
            throw new ArgumentException("A key of CURVE has 32 octets.", nameof(secretKey));
        Sodium.ThrowIfMissing();
        SecretKey = new SecretOctets(secretKey);
        Sodium.DerivePublicKey(_publicKey, secretKey);
    }

    internal SecretOctets SecretKey { get; }

    internal ReadOnlySpan<byte> PublicKey => _publicKey;
}
