using System.Buffers;
using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>
/// Puts frames into boxes: <c>message = %d7 "MESSAGE" short-nonce box</c>, <c>box</c> of <c>flags payload</c>, one for each frame, commands included. The outer frame
/// has no COMMAND flag, against RFC 26: libzmq sends none, and throws away what has one. For one writer at a time, which may be another than the reader.
/// </summary>
internal sealed class CurveSealer : IDisposable
{
    /// <summary>What a box is longer than what it holds.</summary>
    internal const int Overhead = 8 + CurveNonce.CounterSize + Sodium.MacSize + 1;

    private const int TextOffset = Overhead - 1;
    private const int CounterOffset = 8;
    private const byte None = 0x00;
    private const byte InnerMore = 0x01;
    private const byte InnerCommand = 0x02;

    private readonly CurveStream _stream;
    private ulong _sent;
    private bool _isDisposed;

    internal CurveSealer(ReadOnlySpan<byte> key, ReadOnlySpan<byte> purpose, ulong sent)
    {
        _stream = new CurveStream(key, purpose);
        _sent = sent;
    }

    /// <summary>The octets a frame with this body takes on the wire.</summary>
    internal static long SizeOf(long bodyLength) => FrameHeader.SizeFor(bodyLength + Overhead) + bodyLength + Overhead;

    /// <summary>Writes whole frames, each in its box.</summary>
    internal void Seal(ReadOnlySpan<byte> frames, IBufferWriter<byte> output)
    {
        var free = default(Span<byte>);
        var written = 0;
        while (!frames.IsEmpty)
        {
            var reader = default(FrameHeaderReader);
            _ = reader.Read(ref frames, out var header);
            var body = frames[..(int)header.Size];
            frames = frames[body.Length..];
            var size = (int)SizeOf(body.Length);
            if (free.Length - written < size)
            {
                output.Advance(written);
                free = output.GetSpan(size);
                written = 0;
            }
            Seal(header.Flags, body, free.Slice(written, size));
            written += size;
        }
        output.Advance(written);
    }

    /// <summary>Writes one frame in its box, which takes all of <paramref name="destination"/>.</summary>
    internal void Seal(FrameFlags flags, ReadOnlySpan<byte> body, Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var box = destination[FrameHeader.Write(destination, FrameFlags.None, body.Length + (long)Overhead)..];
        "\u0007MESSAGE"u8.CopyTo(box);
        // A connection ends before its counter does, or a box would be like another.
        BinaryPrimitives.WriteUInt64BigEndian(box[CounterOffset..], checked(++_sent));
        var inner = (flags & FrameFlags.Command) != FrameFlags.None ? InnerCommand : (flags & FrameFlags.More) != FrameFlags.None ? InnerMore : None;
        _stream.Seal(box[(TextOffset - Sodium.MacSize)..], inner, body, _sent);
    }

    /// <summary>Nobody writes any more.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _stream.Dispose();
    }
}
