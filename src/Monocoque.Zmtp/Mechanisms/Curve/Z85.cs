using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Monocoque;

/// <summary>Z85 (RFC 32): octets as text that can be pasted anywhere, four octets in five characters. Keys of CURVE are written so.</summary>
public static class Z85
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";
    private const byte None = 0xFF;

    private static readonly byte[] s_values = CreateValues();

    /// <summary>Writes octets as text.</summary>
    /// <param name="octets">A multiple of four; RFC 32 knows no padding.</param>
    /// <exception cref="ArgumentException">The number of octets is not a multiple of four.</exception>
    public static string Encode(ReadOnlySpan<byte> octets)
    {
        if (octets.Length % 4 != 0)
            throw new ArgumentException($"Z85 takes a multiple of four octets, not {octets.Length}.", nameof(octets));
        var text = new char[octets.Length / 4 * 5];
        for (var group = 0; group < octets.Length / 4; group++)
        {
            var value = BinaryPrimitives.ReadUInt32BigEndian(octets[(group * 4)..]);
            for (var i = 4; i >= 0; i--, value /= 85)
                text[group * 5 + i] = Alphabet[(int)(value % 85)];
        }
        return new string(text);
    }

    /// <summary>Reads text back.</summary>
    /// <exception cref="FormatException">The text is not Z85. It is not part of the message, because it may be a secret.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text) => TryDecode(text, out var octets)
        ? octets
        : throw new FormatException($"This is not Z85: a multiple of five characters out of {Alphabet}, no group above 32 bits.");

    /// <summary>Reads text back; false if it is not Z85.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        if (text.Length % 5 != 0)
            return false;
        var decoded = new byte[text.Length / 5 * 4];
        for (var group = 0; group < text.Length / 5; group++)
        {
            ulong value = 0;
            foreach (var character in text.Slice(group * 5, 5))
            {
                var digit = character < s_values.Length ? s_values[character] : None;
                if (digit == None)
                    return false;
                value = value * 85 + digit;
            }
            if (value > uint.MaxValue)
                return false;
            BinaryPrimitives.WriteUInt32BigEndian(decoded.AsSpan(group * 4), (uint)value);
        }
        octets = decoded;
        return true;
    }

    private static byte[] CreateValues()
    {
        var values = new byte[128];
        Array.Fill(values, None);
        for (var i = 0; i < Alphabet.Length; i++)
            values[Alphabet[i]] = (byte)i;
        return values;
    }
}
