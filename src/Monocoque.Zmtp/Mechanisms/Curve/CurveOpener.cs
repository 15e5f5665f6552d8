using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>Opens the boxes of a peer, in the order it made them: <c>message = %d7 "MESSAGE" short-nonce box</c>, the box with <c>flags payload</c>.</summary>
internal sealed class CurveOpener : IDisposable
{
    private const int CounterOffset = 8;
    private const int BoxOffset = CounterOffset + CurveNonce.CounterSize;
    private const int FlagsOffset = BoxOffset + Sodium.MacSize;
    private const int PayloadOffset = FlagsOffset + 1;
    private const byte InnerMore = 0x01;
    private const byte InnerCommand = 0x02;

    private readonly CurveStream _stream;
    private ulong _received;

    internal CurveOpener(ReadOnlySpan<byte> key, ReadOnlySpan<byte> purpose, ulong received)
    {
        _stream = new CurveStream(key, purpose);
        _received = received;
    }

    /// <summary>Opens <paramref name="message"/>, the body of a frame, into <paramref name="buffer"/>, which may start with it already.</summary>
    /// <param name="message">The body of the outer frame.</param>
    /// <param name="buffer">At least as long.</param>
    /// <param name="frame">The frame that was in the box, as it would have come in the clear: a part of the buffer.</param>
    internal ZmtpFault Open(ReadOnlySpan<byte> message, Span<byte> buffer, out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (!message.StartsWith("\u0007MESSAGE"u8))
            return new ZmtpFault(ZmtpError.UnexpectedCommand, "a frame that is no MESSAGE of CURVE");
        if (message.Length < PayloadOffset)
            return new ZmtpFault(ZmtpError.MalformedBox, $"a MESSAGE of {message.Length} octets, fewer than {PayloadOffset}");
        var counter = BinaryPrimitives.ReadUInt64BigEndian(message[CounterOffset..]);
        if (counter <= _received)
            return new ZmtpFault(ZmtpError.InvalidSequence, "the counter of a MESSAGE is not above the last one");
        if (!_stream.TryOpen(buffer[FlagsOffset..message.Length], message[BoxOffset..], counter))
            return new ZmtpFault(ZmtpError.Cryptographic, "a MESSAGE that does not open");
        _received = counter;

        var flags = buffer[FlagsOffset];
        if (flags > InnerCommand)
            return new ZmtpFault(ZmtpError.MalformedBox, "the flags in a box have reserved bits, or MORE on a command");
        var plain = flags switch
        {
            InnerMore => FrameFlags.More,
            InnerCommand => FrameFlags.Command,
            _ => FrameFlags.None,
        };
        // In front of the payload there is room for the header it would have had.
        var length = message.Length - PayloadOffset;
        var start = PayloadOffset - FrameHeader.SizeFor(length);
        FrameHeader.Write(buffer[start..], plain, length);
        frame = buffer[start..message.Length];
        return default;
    }

    public void Dispose() => _stream.Dispose();
}
