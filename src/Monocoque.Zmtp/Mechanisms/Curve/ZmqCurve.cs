using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Monocoque.Zmtp;

namespace Monocoque;

/// <summary>Keys for CURVE.</summary>
public static class ZmqCurve
{
    private const int TextLength = 40;

    /// <summary>Makes a new pair of keys from the system's random numbers (<c>zmq_curve_keypair</c>).</summary>
    /// <exception cref="DllNotFoundException">The system library libsodium is missing; the message says how to install it.</exception>
    public static CurveKeyPair GenerateKeyPair()
    {
        Sodium.ThrowIfMissing();
        using var secret = new SecretOctets();
        RandomNumberGenerator.Fill(secret.Span);
        return new CurveKeyPair(Derive(secret.Span), Z85.Encode(secret.Span));
    }

    /// <summary>The public key that belongs to a secret key (<c>zmq_curve_public</c>).</summary>
    /// <param name="secretKey">40 characters of Z85, or 64 of hexadecimal.</param>
    /// <returns>40 characters of Z85.</returns>
    /// <exception cref="FormatException">The text is no key. It is not part of the message.</exception>
    /// <exception cref="DllNotFoundException">The system library libsodium is missing; the message says how to install it.</exception>
    public static string DerivePublicKey(string secretKey)
    {
        ArgumentNullException.ThrowIfNull(secretKey);
        if (!TryParseKey(secretKey, out var octets))
            throw new FormatException("The secret key is not 40 characters of Z85 or 64 of hexadecimal.");
        Sodium.ThrowIfMissing();
        try
        {
            return Derive(octets);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(octets);
        }
    }

    /// <summary>Reads a key: 40 characters of Z85, or 64 of hexadecimal.</summary>
    internal static bool TryParseKey(string? text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (text is null)
            return false;
        if (text.Length == TextLength)
            return Z85.TryDecode(text, out octets);
        if (text.Length != Sodium.KeySize * 2 || !text.All(char.IsAsciiHexDigit))
            return false;
        octets = Convert.FromHexString(text);
        return true;
    }

    private static string Derive(ReadOnlySpan<byte> secretKey)
    {
        Span<byte> publicKey = stackalloc byte[Sodium.KeySize];
        Sodium.DerivePublicKey(publicKey, secretKey);
        return Z85.Encode(publicKey);
    }
}
