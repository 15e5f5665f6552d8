using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace Monocoque.Zmtp;

/// <summary>
/// The boxes of one direction of a connection: XSalsa20 and Poly1305, octet for octet what <c>crypto_secretbox</c> makes of them. Of the 24 octets of a nonce, the
/// first 16 are the same for all boxes of a direction, and what XSalsa20 makes of those and the key is worked out once.
/// </summary>
internal sealed class CurveStream : IDisposable
{
    private const int BlockSize = 64;
    private const int MacKeySize = 32;

    /// <summary>How much of the stream is had at once; of a larger box libsodium encrypts the rest where it is.</summary>
    private const int MostAtOnce = 2048;

    /// <summary>The vectorized Salsa20 makes four blocks in less time than one.</summary>
    private static readonly int s_leastAtOnce = Sse2.IsSupported ? 4 * BlockSize : BlockSize;

    private readonly SecretOctets _key = new();

    internal CurveStream(ReadOnlySpan<byte> key, ReadOnlySpan<byte> purpose) => Sodium.DeriveStreamKey(_key.Span, purpose, key);

    internal bool IsWiped => _key.IsWiped;

    /// <summary>Writes a text as <paramref name="box"/>: a MAC, then as many octets as the text has.</summary>
    /// <param name="box">Where the box goes.</param>
    /// <param name="first">The first octet of the text.</param>
    /// <param name="rest">The others, which are somewhere else and are encrypted from there.</param>
    /// <param name="counter">Has not been used before.</param>
    internal void Seal(Span<byte> box, byte first, ReadOnlySpan<byte> rest, ulong counter)
    {
        Span<byte> nonce = stackalloc byte[CurveNonce.CounterSize];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, counter);
        Span<byte> stream = stackalloc byte[AtOnce(1 + rest.Length)];
        Sodium.WriteStream(stream, nonce, _key.Span);
        var encrypted = box[Sodium.MacSize..];
        encrypted[0] = (byte)(stream[MacKeySize] ^ first);
        Apply(stream, MacKeySize + 1, rest, encrypted[1..], nonce);
        Sodium.Authenticate(box[..Sodium.MacSize], encrypted, stream[..MacKeySize]);
        CryptographicOperations.ZeroMemory(stream);
    }

    /// <summary>The reverse of <see cref="Seal"/>. False, and nothing is written, if the box was not made with this key and counter.</summary>
    internal bool TryOpen(Span<byte> text, ReadOnlySpan<byte> box, ulong counter)
    {
        Span<byte> nonce = stackalloc byte[CurveNonce.CounterSize];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, counter);
        Span<byte> stream = stackalloc byte[AtOnce(text.Length)];
        Sodium.WriteStream(stream, nonce, _key.Span);
        var encrypted = box[Sodium.MacSize..];
        var isGenuine = Sodium.IsAuthentic(box[..Sodium.MacSize], encrypted, stream[..MacKeySize]);
        if (isGenuine)
            Apply(stream, MacKeySize, encrypted, text, nonce);
        CryptographicOperations.ZeroMemory(stream);
        return isGenuine;
    }

    public void Dispose() => _key.Dispose();

    private static int AtOnce(int textLength) => textLength >= MostAtOnce - MacKeySize ? MostAtOnce : Math.Max(RoundUp(MacKeySize + textLength), s_leastAtOnce);

    private static int RoundUp(int size) => (size + s_leastAtOnce - 1) / s_leastAtOnce * s_leastAtOnce;

    /// <summary>A text is encrypted, or decrypted, with what comes behind the MAC's key in the stream.</summary>
    /// <param name="stream">Its beginning, which is whole blocks.</param>
    /// <param name="used">So much of it is used up.</param>
    /// <param name="source">The text, or what is left of it.</param>
    /// <param name="destination">As long as it.</param>
    /// <param name="nonce">Of the stream.</param>
    private void Apply(ReadOnlySpan<byte> stream, int used, ReadOnlySpan<byte> source, Span<byte> destination, ReadOnlySpan<byte> nonce)
    {
        var ready = Math.Min(source.Length, stream.Length - used);
        Combine(stream.Slice(used, ready), source[..ready], destination[..ready]);
        if (ready < source.Length)
            Sodium.ApplyStream(destination[ready..], source[ready..], nonce, (ulong)(stream.Length / BlockSize), _key.Span);
    }

    private static void Combine(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var i = 0;
        for (; i <= source.Length - Vector<byte>.Count; i += Vector<byte>.Count)
            (new Vector<byte>(stream[i..]) ^ new Vector<byte>(source[i..])).CopyTo(destination[i..]);
        for (; i < source.Length; i++)
            destination[i] = (byte)(stream[i] ^ source[i]);
    }
}
