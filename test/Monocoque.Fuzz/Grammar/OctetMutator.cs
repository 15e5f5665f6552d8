using System.Buffers.Binary;

namespace Monocoque.Fuzz.Grammar;

/// <summary>Variations of octets that know nothing of what they mean.</summary>
internal static class OctetMutator
{
    private static readonly ulong[] s_interesting =
    [
        0, 1, 2, 3, 4, 6, 7, 8, 15, 16, 17, 31, 32, 33, 127, 128, 245, 246, 254, 255, 256, 257, 300, 512, 513, 4095, 4096, 4097, 8192, 8193, 65535, 65536,
        int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, 1UL << 63, ulong.MaxValue,
    ];

    internal static byte[] Vary(byte[] octets, byte[] other, Random random)
    {
        if (octets.Length == 0)
            return Noise(random, 16);
        var at = random.Next(octets.Length);
        var count = random.Next(1, Math.Min(octets.Length - at, 32) + 1);
        switch (random.Next(10))
        {
            case 0:
                return [.. octets[..at], .. octets[(at + count)..]];
            case 1:
                return [.. octets[..at], .. Noise(random, 16), .. octets[at..]];
            case 2:
                return With(octets, at, (byte)(octets[at] ^ (1 << random.Next(8))));
            case 3:
                return With(octets, at, (byte)random.Next(256));
            case 4:
                return With(octets, at, (byte)(octets[at] + random.Next(-3, 4)));
            case 5:
                return [.. octets[..at], .. octets[at..(at + count)], .. octets[at..]];
            case 6:
                return octets[..at];
            case 7:
                return [.. octets[..at], .. other.AsSpan(random.Next(other.Length + 1))];
            default:
                return WriteNumber(octets, at, random);
        }
    }

    /// <summary>Octets of no meaning, often all the same.</summary>
    internal static byte[] Noise(Random random, int most)
    {
        var octets = new byte[random.Next(most + 1)];
        if (random.Next(4) == 0)
            Array.Fill(octets, (byte)random.Next(256));
        else
            random.NextBytes(octets);
        return octets;
    }

    /// <summary>A number that code tends to get wrong.</summary>
    internal static ulong Number(Random random) => s_interesting[random.Next(s_interesting.Length)];

    private static byte[] With(byte[] octets, int at, byte value)
    {
        var copy = octets.ToArray();
        copy[at] = value;
        return copy;
    }

    private static byte[] WriteNumber(byte[] octets, int at, Random random)
    {
        var size = 1 << random.Next(4);
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(number, Number(random));
        var copy = octets.ToArray();
        var place = copy.AsSpan(at);
        number[(8 - size)..][..Math.Min(size, place.Length)].CopyTo(place);
        return copy;
    }
}
