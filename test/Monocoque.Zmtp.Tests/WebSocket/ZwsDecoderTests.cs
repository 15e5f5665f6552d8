using Monocoque.Testing;

namespace Monocoque.Zmtp.Tests;

/// <summary>WebSocket messages to frames (RFC 45).</summary>
public sealed class ZwsDecoderTests
{
    private const int Limit = 100_000;

    public static TheoryData<string, string> Frames => new()
    {
        { "00 48 69", "00 02 48 69" },
        { "01 61", "01 01 61" },
        { "00", "00 00" },
        { "02 05 52 45 41 44 59", "04 06 05 52 45 41 44 59" },
    };

    [Theory]
    [MemberData(nameof(Frames))]
    public void Message_becomes_the_frame_that_zmtp_has_for_it(string message, string frame) =>
        Assert.Equal(Hex.Of(frame), DecodeEverySplit(Hex.Of(message)));

    [Theory]
    [InlineData(255, 2)]
    [InlineData(256, 9)]
    [InlineData(5_000, 9)]
    [InlineData(70_000, 9)]
    public void Header_is_short_up_to_255_octets(int body, int header)
    {
        byte[] message = [ZwsFrame.More, .. Enumerable.Range(0, body).Select(static i => (byte)i)];

        var frame = Decode(new ZwsDecoder { MaxBodySize = Limit }, [message]);

        Assert.Equal(header + body, frame.Length);
        Assert.Equal(message[1..], frame[header..]);
        Assert.Equal(header == 2 ? 0x01 : 0x03, frame[0]);
    }

    [Fact]
    public void Messages_follow_each_other()
    {
        var decoder = new ZwsDecoder { MaxBodySize = Limit };

        Assert.Equal(Hex.Of("00 01 61"), Decode(decoder, [Hex.Of("00 61")]));
        Assert.Equal(9 + 40_000, Decode(decoder, [[0, .. new byte[40_000]]]).Length);
        Assert.Equal(Hex.Of("00 01 62"), Decode(decoder, [Hex.Of("00"), Hex.Of("62")]));
    }

    [Theory]
    [InlineData("03 61")]
    [InlineData("04 61")]
    [InlineData("80 61")]
    [InlineData("FF")]
    public void Other_flags_are_refused_with_the_first_octet(string message)
    {
        var decoder = new ZwsDecoder { MaxBodySize = Limit };

        Assert.Equal(ZwsStatus.Failed, Feed(decoder, Hex.Of(message).AsSpan(0, 1), endOfMessage: false));
        Assert.Equal(ZmtpError.MalformedFrame, decoder.Fault.Error);
    }

    [Fact]
    public void Empty_message_is_refused()
    {
        var decoder = new ZwsDecoder { MaxBodySize = Limit };

        Assert.Equal(ZwsStatus.NeedMoreData, Feed(decoder, [], endOfMessage: false));
        Assert.Equal(ZwsStatus.Failed, Feed(decoder, [], endOfMessage: true));
        Assert.Equal(ZmtpError.MalformedFrame, decoder.Fault.Error);
    }

    [Fact]
    public void Text_is_refused()
    {
        var decoder = new ZwsDecoder { MaxBodySize = Limit };

        Assert.Equal(ZwsStatus.Failed, decoder.RefuseText());
        Assert.Equal(ZmtpError.MalformedFrame, decoder.Fault.Error);
    }

    [Fact]
    public void Limit_holds_for_the_octets_that_came_and_not_only_for_whole_messages()
    {
        var exact = new ZwsDecoder { MaxBodySize = 10 };
        Assert.Equal(12, Decode(exact, [[0, .. new byte[10]]]).Length);

        var decoder = new ZwsDecoder { MaxBodySize = 10 };
        Assert.Equal(ZwsStatus.NeedMoreData, Feed(decoder, new byte[11], endOfMessage: false));
        Assert.Equal(ZwsStatus.Failed, Feed(decoder, new byte[1], endOfMessage: false));
        Assert.Equal(ZmtpError.MessageTooLarge, decoder.Fault.Error);
    }

    [Fact]
    public void Memory_grows_with_what_has_come()
    {
        var decoder = new ZwsDecoder { MaxBodySize = long.MaxValue };

        Assert.InRange(decoder.GetMemory().Length, 1, 8 * 1024);
        for (var sent = 0; sent < 1_000_000; sent += 1_000)
        {
            Assert.Equal(ZwsStatus.NeedMoreData, Feed(decoder, new byte[1_000], endOfMessage: false));
            Assert.InRange(decoder.GetMemory().Length, 1, 8 * 1024 + 2 * (sent + 1_000));
        }
        decoder.Dispose();
    }

    private static byte[] DecodeEverySplit(byte[] message)
    {
        var expected = Decode(new ZwsDecoder { MaxBodySize = Limit }, [message]);
        foreach (var split in SplitReplay.Of(message.Length))
            Assert.Equal(expected, Decode(new ZwsDecoder { MaxBodySize = Limit }, split.Cut(message).Select(static piece => piece.ToArray())));
        // A last fragment may be empty.
        Assert.Equal(expected, Decode(new ZwsDecoder { MaxBodySize = Limit }, [message, []]));
        return expected;
    }

    private static byte[] Decode(ZwsDecoder decoder, IEnumerable<byte[]> pieces)
    {
        var all = pieces.ToArray();
        for (var i = 0; i < all.Length; i++)
            Assert.Equal(i == all.Length - 1 ? ZwsStatus.Frame : ZwsStatus.NeedMoreData, Feed(decoder, all[i], i == all.Length - 1));
        return decoder.Frame.ToArray();
    }

    private static ZwsStatus Feed(ZwsDecoder decoder, ReadOnlySpan<byte> octets, bool endOfMessage)
    {
        while (true)
        {
            var memory = decoder.GetMemory();
            Assert.False(memory.IsEmpty);
            var count = Math.Min(memory.Length, octets.Length);
            octets[..count].CopyTo(memory.Span);
            octets = octets[count..];
            var status = decoder.Advance(count, endOfMessage && octets.IsEmpty);
            if (octets.IsEmpty || status != ZwsStatus.NeedMoreData)
                return status;
        }
    }
}
