using System.Buffers;
using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>Writes whole command frames. LONG is set when the body, name included, exceeds 255 octets.</summary>
internal static class CommandWriter
{
    /// <summary>The space the reason of an ERROR may take.</summary>
    internal const int MaxReason = byte.MaxValue;

    /// <summary><c>ready = %d5 "READY" metadata</c></summary>
    internal static void WriteReady(IBufferWriter<byte> output, ZmtpSessionOptions options)
    {
        var size = ZmtpMetadata.SizeOf(options);
        var data = Begin(output, "READY"u8, size, out var total);
        ZmtpMetadata.Write(data, options);
        output.Advance(total);
    }

    /// <summary><c>error = %d5 "ERROR" OCTET *VCHAR</c></summary>
    internal static void WriteError(IBufferWriter<byte> output, string reason)
    {
        var text = PrintableText.From(reason, MaxReason);
        var data = Begin(output, "ERROR"u8, 1 + text.Length, out var total);
        data[0] = (byte)System.Text.Encoding.ASCII.GetBytes(text, data[1..]);
        output.Advance(total);
    }

    /// <summary><c>ping = %d4 "PING" 2OCTET 0*16OCTET</c>; the ttl counts tenths of a second.</summary>
    internal static void WritePing(IBufferWriter<byte> output, ushort ttl, ReadOnlySpan<byte> context)
    {
        var data = Begin(output, "PING"u8, sizeof(ushort) + context.Length, out var total);
        BinaryPrimitives.WriteUInt16BigEndian(data, ttl);
        context.CopyTo(data[sizeof(ushort)..]);
        output.Advance(total);
    }

    /// <summary><c>pong = %d4 "PONG" 0*16OCTET</c></summary>
    internal static void WritePong(IBufferWriter<byte> output, ReadOnlySpan<byte> context)
    {
        var data = Begin(output, "PONG"u8, context.Length, out var total);
        context.CopyTo(data);
        output.Advance(total);
    }

    /// <summary><c>subscribe = %d9 "SUBSCRIBE" *OCTET</c>, <c>cancel = %d6 "CANCEL" *OCTET</c></summary>
    internal static void WriteSubscription(IBufferWriter<byte> output, ReadOnlySpan<byte> topic, bool subscribe)
    {
        var data = Begin(output, subscribe ? "SUBSCRIBE"u8 : "CANCEL"u8, topic.Length, out var total);
        topic.CopyTo(data);
        output.Advance(total);
    }

    /// <summary><c>join = %d4 "JOIN" group</c>, <c>leave = %d5 "LEAVE" group</c></summary>
    internal static void WriteGroup(IBufferWriter<byte> output, ReadOnlySpan<byte> group, bool join)
    {
        var data = Begin(output, join ? "JOIN"u8 : "LEAVE"u8, group.Length, out var total);
        group.CopyTo(data);
        output.Advance(total);
    }

    /// <summary>The form of ZMTP 3.0: a message of <c>(%x01 / %x00) topic</c>.</summary>
    internal static void WriteSubscriptionMessage(IBufferWriter<byte> output, ReadOnlySpan<byte> topic, bool subscribe)
    {
        var octets = output.GetSpan(FrameHeader.LongSize + 1 + topic.Length);
        var header = FrameHeader.Write(octets, FrameFlags.None, 1 + topic.Length);
        octets[header] = (byte)(subscribe ? 1 : 0);
        topic.CopyTo(octets[(header + 1)..]);
        output.Advance(header + 1 + topic.Length);
    }

    /// <summary>Writes header and name; returns the space for the data and what to advance when it is filled.</summary>
    internal static Span<byte> Begin(IBufferWriter<byte> output, ReadOnlySpan<byte> name, int dataLength, out int total)
    {
        var body = 1 + name.Length + dataLength;
        total = FrameHeader.SizeFor(body) + body;
        var octets = output.GetSpan(total)[..total];
        var position = FrameHeader.Write(octets, FrameFlags.Command, body);
        octets[position++] = (byte)name.Length;
        name.CopyTo(octets[position..]);
        return octets[(position + name.Length)..];
    }
}
