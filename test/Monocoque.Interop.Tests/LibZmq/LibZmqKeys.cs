using System.Text;

namespace Monocoque.Interop.LibZmq;

/// <summary>What libzmq makes of keys and of Z85.</summary>
internal static class LibZmqKeys
{
    private const int TextSize = 41;

    internal static (string PublicKey, string SecretKey) GenerateKeyPair()
    {
        var (publicKey, secretKey) = (new byte[TextSize], new byte[TextSize]);
        return LibZmqNative.CurveKeyPair(publicKey, secretKey) == 0 ? (Text(publicKey), Text(secretKey)) : throw LibZmqException.Last("zmq_curve_keypair");
    }

    internal static string DerivePublicKey(string secretKey)
    {
        var publicKey = new byte[TextSize];
        return LibZmqNative.CurvePublic(publicKey, secretKey) == 0 ? Text(publicKey) : throw LibZmqException.Last("zmq_curve_public");
    }

    /// <summary>Null if libzmq does not write that.</summary>
    internal static string? Encode(byte[] octets)
    {
        var text = new byte[octets.Length / 4 * 5 + 1];
        return LibZmqNative.Z85Encode(text, octets, (nuint)octets.Length) == 0 ? null : Text(text);
    }

    /// <summary>Null if libzmq does not read that.</summary>
    internal static byte[]? Decode(string text)
    {
        // It writes while it reads, so there is room for what turns out to be none.
        var octets = new byte[text.Length + 8];
        return LibZmqNative.Z85Decode(octets, text) == 0 ? null : octets[..(text.Length / 5 * 4)];
    }

    private static string Text(byte[] octets) => Encoding.ASCII.GetString(octets.AsSpan(..^1));
}
