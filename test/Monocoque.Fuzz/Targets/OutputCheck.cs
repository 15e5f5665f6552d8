using System.Buffers.Binary;
using Monocoque.Fuzz.Engine;

namespace Monocoque.Fuzz.Targets;

/// <summary>What a session says is ZMTP, whatever it was told: a greeting or the beginning of one, then whole frames with legal flags.</summary>
internal static class OutputCheck
{
    private const int Start = 11;
    private const int Greeting = 64;

    internal static void Check(ReadOnlySpan<byte> output, bool hasGreeting)
    {
        if (hasGreeting)
        {
            Finding.Unless(output.Length >= Start && output[0] == 0xFF && output[9] == 0x7F && output[10] == 3, "a greeting that is none");
            if (output.Length == Start)
                return;
            // To a ZMTP 2.0 peer the greeting ends with the type, and an identity follows.
            var is20 = output.Length < Greeting || output[12] != (byte)'N' && output[12] != (byte)'P' && output[12] != (byte)'C';
            Finding.Unless(is20 || output[11] == 1, "a version that is not ours");
            output = output[(is20 ? Start + 1 : Greeting)..];
        }
        while (!output.IsEmpty)
        {
            Finding.Unless(output.Length >= 2 && output[0] is 0 or 1 or 2 or 3 or 4 or 6, "flags that are none");
            var isLong = (output[0] & 2) != 0;
            Finding.Unless(!isLong || output.Length >= 9, "half a header");
            var header = isLong ? 9 : 2;
            var size = isLong ? BinaryPrimitives.ReadUInt64BigEndian(output[1..]) : output[1];
            Finding.Unless(size <= (ulong)(output.Length - header) && (!isLong || size > byte.MaxValue), $"a frame of {size} octets where {output.Length - header} are");
            output = output[(header + (int)size)..];
        }
    }
}
