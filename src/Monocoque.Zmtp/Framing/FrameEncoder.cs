using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Zmtp;

/// <summary>Writes messages as ZMTP 3.x frames: the short form up to 255 octets of body, the long form from 256.</summary>
public static class FrameEncoder
{
    /// <summary>Octets of a frame header at most.</summary>
    public const int MaxHeaderSize = FrameHeader.LongSize;

    /// <summary>The octets <paramref name="message"/> takes on the wire.</summary>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public static long GetEncodedLength(in ZmqMessage message)
    {
        long length = 0;
        var count = message.Count;
        for (var i = 0; i < count; i++)
        {
            var body = message[i].Length;
            length += FrameHeader.SizeFor(body) + body;
        }
        return length;
    }

    /// <summary>The octets that a message of one frame takes on the wire.</summary>
    internal static long GetFrameLength(int bodyLength) => FrameHeader.SizeFor(bodyLength) + (long)bodyLength;

    /// <summary>Writes a message of one frame; the destination holds at least <see cref="GetFrameLength"/>.</summary>
    internal static void WriteFrame(Span<byte> destination, ReadOnlySpan<byte> body) =>
        body.CopyTo(destination[FrameHeader.Write(destination, FrameFlags.None, body.Length)..]);

    /// <summary>Writes a frame header; returns its size (2 or 9).</summary>
    /// <param name="destination">At least <see cref="MaxHeaderSize"/> octets, or 2 for a body of up to 255.</param>
    /// <param name="bodyLength">The octets of the body that follows.</param>
    /// <param name="more">Another frame of the same message comes after this one.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="bodyLength"/> is negative.</exception>
    public static int WriteHeader(Span<byte> destination, long bodyLength, bool more)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bodyLength);
        return FrameHeader.Write(destination, more ? FrameFlags.More : FrameFlags.None, bodyLength);
    }

    /// <summary>Writes all frames of a message; the destination holds at least <see cref="GetEncodedLength"/>. Returns what was written.</summary>
    /// <exception cref="ArgumentException">The destination is too small.</exception>
    /// <exception cref="ObjectDisposedException">The message was disposed or sent.</exception>
    public static int Write(Span<byte> destination, in ZmqMessage message)
    {
        var written = 0;
        var last = message.Count - 1;
        for (var i = 0; i <= last; i++)
        {
            var body = message[i].Span;
            var rest = destination[written..];
            if (rest.Length < FrameHeader.SizeFor(body.Length) + (long)body.Length)
                ThrowTooSmall(nameof(destination));
            var header = FrameHeader.Write(rest, i < last ? FrameFlags.More : FrameFlags.None, body.Length);
            body.CopyTo(rest[header..]);
            written += header + body.Length;
        }
        return written;
    }

    [DoesNotReturn]
    private static void ThrowTooSmall(string parameter) =>
        throw new ArgumentException("The destination is smaller than GetEncodedLength() says.", parameter);
}
