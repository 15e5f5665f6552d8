using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Grammar;

/// <summary>
/// Frames of CURVE as one makes them who has the keys and bad intentions: the boxes are right, and what is in them may be anything. Both ends of the conversation are
/// known beforehand, because the random numbers of the session are.
/// </summary>
internal static class CurveFrames
{
    internal const int ServerKeyByte = 3;
    internal const int ClientKeyByte = 5;
    internal const int TransientKeyByte = 7;

    internal static byte[] Secret(int value)
    {
        var key = new byte[Sodium.KeySize];
        Array.Fill(key, (byte)value);
        return key;
    }

    internal static byte[] Public(byte[] secret)
    {
        var key = new byte[Sodium.KeySize];
        Sodium.DerivePublicKey(key, secret);
        return key;
    }

    internal static byte[] Agree(ReadOnlySpan<byte> theirs, ReadOnlySpan<byte> secret)
    {
        var key = new byte[Sodium.KeySize];
        _ = Sodium.TryAgree(key, theirs, secret);
        return key;
    }

    /// <summary>A nonce with a counter and the box that was made with it: what the commands with counters end in.</summary>
    internal static byte[] Counted(ReadOnlySpan<byte> purpose, ulong counter, ReadOnlySpan<byte> text, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, counter);
        return [.. nonce.AsSpan(CurveNonce.RandomSize), .. Seal(text, nonce, key)];
    }

    /// <summary>A nonce of 16 octets, and the box.</summary>
    internal static byte[] Random(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> text, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, new byte[CurveNonce.RandomSize]);
        return [.. nonce.AsSpan(purpose.Length), .. Seal(text, nonce, key)];
    }

    internal static byte[] Open(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> nonceAndBox, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, nonceAndBox[..CurveNonce.RandomSize]);
        var box = nonceAndBox[CurveNonce.RandomSize..];
        var text = new byte[box.Length - Sodium.MacSize];
        return Sodium.TryOpen(text, box, nonce, key) ? text : throw new InvalidOperationException("A box that does not open.");
    }

    /// <summary>
    /// Messages whose boxes hold what the octets say: flags, a length, and that many octets; again and again. With the highest flags the counter stays where it was.
    /// </summary>
    internal static byte[] Messages(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> purpose, ulong counter, byte[] key)
    {
        var frames = new List<byte>();
        while (octets.Length >= 2)
        {
            var (flags, size) = (octets[0], Math.Min(octets[1], octets.Length - 2));
            counter += (flags & 0xF0) == 0xF0 ? 0u : 1u;
            frames.AddRange(Wire.Frame(0, Wire.CommandBody("MESSAGE", Counted(purpose, counter, [(byte)(flags & 0x0F), .. octets.Slice(2, size)], key))));
            octets = octets[(2 + size)..];
        }
        return [.. frames];
    }

    /// <summary>What is in the boxes of such messages, mostly legal.</summary>
    internal static byte[] AnyTexts(Random random) => Wire.Many(random, 6, static random =>
    {
        byte[] body = random.Next(3) == 0 ? Wire.CommandBody(Wire.AnyCommand(random), OctetMutator.Noise(random, 20)) : OctetMutator.Noise(random, 40);
        return [(byte)(random.Next(10) == 0 ? random.Next(256) : random.Next(3)), (byte)body.Length, .. body];
    });

    private static byte[] Seal(ReadOnlySpan<byte> text, byte[] nonce, byte[] key)
    {
        var box = new byte[text.Length + Sodium.MacSize];
        Sodium.Seal(box, text, nonce, key);
        return box;
    }
}
