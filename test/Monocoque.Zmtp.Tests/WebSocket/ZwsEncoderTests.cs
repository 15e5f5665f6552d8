using System.Buffers;
using Monocoque.Testing;

namespace Monocoque.Zmtp.Tests;

/// <summary>Frames to WebSocket messages (RFC 45).</summary>
public sealed class ZwsEncoderTests
{
    [Fact]
    public void Every_frame_becomes_one_message_however_it_was_written()
    {
        var stream = Hex.Join(
            Hex.Of("01 01 61"), Hex.Of("00 00"), Hex.Of("04 06 05 52 45 41 44 59"), [0x02, 0, 0, 0, 0, 0, 0, 1, 0], new byte[256], Hex.Of("00 02 48 69"));
        string[] expected = ["0161", "00", "02055245414459", "00" + new string('0', 512), "004869"];

        foreach (var split in SplitReplay.Of(stream.Length))
        {
            using var encoder = new ZwsEncoder();
            var messages = new List<string>();
            foreach (var piece in split.Cut(stream))
            {
                encoder.Write(piece.Span);
                Read(encoder, messages);
            }
            Assert.True(expected.SequenceEqual(messages), $"{split}: {string.Join(' ', messages)}");
            Assert.Equal(0, encoder.Length);
        }
    }

    [Fact]
    public void Message_is_larger_than_any_buffer_so_far()
    {
        using var encoder = new ZwsEncoder();
        var message = ZmqMessage.Wrap(new byte[1_000_000]);
        var octets = new byte[FrameEncoder.GetEncodedLength(message)];
        FrameEncoder.Write(octets, message);
        encoder.Write("\0\u0001a"u8);
        foreach (var piece in octets.Chunk(65_536))
            encoder.Write(piece);

        Assert.True(encoder.TryRead(out var first));
        Assert.Equal("\0a"u8, first.Span);
        Assert.True(encoder.TryRead(out var second));
        Assert.Equal(1_000_001, second.Length);
        Assert.False(encoder.TryRead(out _));
    }

    [Fact]
    public void Release_keeps_half_a_frame()
    {
        using var encoder = new ZwsEncoder();
        encoder.Write("\0\u0003ab"u8);
        Assert.False(encoder.TryRead(out _));
        encoder.Release();
        encoder.Write("c"u8);

        Assert.True(encoder.TryRead(out var message));
        Assert.Equal("\0abc"u8, message.Span);
    }

    private static void Read(ZwsEncoder encoder, List<string> messages)
    {
        while (encoder.TryRead(out var message))
            messages.Add(Convert.ToHexString(message.Span));
        encoder.Release();
    }
}
