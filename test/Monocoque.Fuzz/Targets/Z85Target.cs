using System.Text;
using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;

namespace Monocoque.Fuzz.Targets;

/// <summary>Z85 both ways, compared with the arithmetic of RFC 32 done the slow way.</summary>
internal sealed class Z85Target : PlainTarget
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

    internal override string Name => "z85";

    internal override int MaxLength => 400;

    internal override byte[] Make(Random random)
    {
        var text = new string('#', random.Next(0, 12) * 5).Select(_ => Alphabet[random.Next(random.Next(3) == 0 ? 4 : 85)]).ToArray();
        return random.Next(4) == 0 ? OctetMutator.Noise(random, 60) : Encoding.Latin1.GetBytes(text);
    }

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        var octets = input[..(input.Length / 4 * 4)];
        var encoded = Z85.Encode(octets);
        Finding.Unless(encoded.Length == octets.Length / 4 * 5 && Z85.Decode(encoded).AsSpan().SequenceEqual(octets), "encoded and decoded it is something else");

        var text = Encoding.Latin1.GetString(input);
        var isZ85 = Z85.TryDecode(text, out var decoded);
        trace.Add(isZ85 ? "text" : "none", text.Length);
        Finding.Unless(isZ85 == (Reference(text) is { } expected && expected.AsSpan().SequenceEqual(decoded)), "RFC 32 says something else");
        Finding.Unless(!isZ85 || Z85.Encode(decoded) == text, "decoded and encoded it is something else");
        Finding.Unless(Throws(text) != isZ85, "Decode and TryDecode do not agree");
    }

    private static bool Throws(string text)
    {
        try
        {
            Z85.Decode(text);
            return false;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static byte[]? Reference(string text)
    {
        if (text.Length % 5 != 0 || text.Any(static c => !Alphabet.Contains(c)))
            return null;
        var octets = new List<byte>();
        foreach (var group in text.Chunk(5))
        {
            var value = group.Aggregate(0M, static (sum, c) => sum * 85 + Alphabet.IndexOf(c));
            if (value > uint.MaxValue)
                return null;
            for (var shift = 24; shift >= 0; shift -= 8)
                octets.Add((byte)((uint)value >> shift));
        }
        return [.. octets];
    }
}
