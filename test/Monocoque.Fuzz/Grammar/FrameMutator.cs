using System.Buffers.Binary;

namespace Monocoque.Fuzz.Grammar;

/// <summary>
/// Variations of a ZMTP stream that know where its frames are: whole frames are dropped, doubled, exchanged and borrowed, and inside of one its flags, its length, its
/// command and its properties change. What does not look like frames is left as it is.
/// </summary>
internal static class FrameMutator
{
    /// <param name="stream">The octets.</param>
    /// <param name="other">Others to borrow from.</param>
    /// <param name="head">So many octets in front are not frames.</param>
    /// <param name="random">What to do.</param>
    internal static byte[] Vary(byte[] stream, byte[] other, int head, Random random)
    {
        if (stream.Length <= head || random.Next(3) == 0)
            return OctetMutator.Vary(stream, other, random);
        var frames = Cut(stream.AsSpan(head));
        var at = random.Next(frames.Count);
        switch (random.Next(8))
        {
            case 0:
                frames.RemoveAt(at);
                break;
            case 1:
                frames.Insert(at, frames[random.Next(frames.Count)]);
                break;
            case 2:
                var second = random.Next(frames.Count);
                (frames[at], frames[second]) = (frames[second], frames[at]);
                break;
            case 3 when other.Length > head:
                var borrowed = Cut(other.AsSpan(head));
                frames.Insert(at, borrowed[random.Next(borrowed.Count)]);
                break;
            case 4:
                frames.Insert(at, random.Next(2) == 0 ? Wire.AnyFrame(random) : Wire.AnyHandshakeCommand(random));
                break;
            default:
                frames[at] = VaryFrame(frames[at], random);
                break;
        }
        return [.. stream.AsSpan(0, head), .. frames.SelectMany(static frame => frame)];
    }

    /// <summary>The frames of a stream; the last may be no whole one. Never empty, unless the stream is.</summary>
    private static List<byte[]> Cut(ReadOnlySpan<byte> stream)
    {
        var frames = new List<byte[]>();
        while (!stream.IsEmpty)
        {
            var size = SizeOf(stream);
            frames.Add(stream[..size].ToArray());
            stream = stream[size..];
        }
        return frames;
    }

    private static int SizeOf(ReadOnlySpan<byte> stream)
    {
        var isLong = (stream[0] & 2) != 0;
        var header = isLong ? 9 : 2;
        if (stream.Length < header)
            return stream.Length;
        var size = isLong ? BinaryPrimitives.ReadUInt64BigEndian(stream[1..]) : stream[1];
        return size <= (ulong)(stream.Length - header) ? header + (int)size : stream.Length;
    }

    private static byte[] VaryFrame(byte[] frame, Random random)
    {
        var header = (frame[0] & 2) != 0 ? 9 : 2;
        if (frame.Length < header)
            return OctetMutator.Vary(frame, frame, random);
        var flags = frame[0];
        var body = frame[header..];
        return random.Next(7) switch
        {
            0 => [(byte)(flags ^ (1 << random.Next(4))), .. frame.AsSpan(1)],
            1 => [.. Wire.LongHeader((byte)(flags | 2), OctetMutator.Number(random)), .. body],
            2 => [.. Wire.LongHeader((byte)(flags | 2), (ulong)Math.Max(body.Length + random.Next(-2, 3), 0)), .. body],
            3 when body.Length > 0 => Wire.Frame((byte)(flags & ~2), Wire.CommandBody(Wire.AnyCommand(random), body.AsSpan(Math.Min(1 + body[0], body.Length)))),
            4 => Wire.Frame((byte)(flags & ~2), [.. body, .. Wire.AnyProperty(random)]),
            5 => Wire.Frame((byte)(flags & ~2), body, isLong: true),
            _ => Wire.Frame((byte)(flags & ~2), OctetMutator.Vary(body, body, random)),
        };
    }
}
