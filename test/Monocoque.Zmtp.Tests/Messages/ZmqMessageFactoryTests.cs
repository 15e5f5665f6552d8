using System.Text;

namespace Monocoque.Zmtp.Messages;

public class ZmqMessageFactoryTests
{
    [Fact]
    public void Collection_expression_makes_a_message_of_copies()
    {
        var topic = "topic"u8.ToArray();
        using ZmqMessage message = [topic, "body"u8.ToArray(), ReadOnlyMemory<byte>.Empty];
        topic[0] = (byte)'x';

        Assert.Equal(3, message.Count);
        Assert.Equal(9, message.Length);
        Assert.Equal("topic", message.GetString(0));
        Assert.Equal("body", message.GetString(1));
        Assert.Equal("", message.GetString(2));
        Assert.Equal(message.First, message[0]);
        Assert.Equal(message.Last, message[2]);
        Assert.Null(message.Peer);
    }

    [Fact]
    public void Message_without_frames_is_the_default_and_is_always_valid()
    {
        ZmqMessage none = [];

        Assert.Equal(default, none);
        Assert.Equal(default, ZmqMessage.Text());
        Assert.Equal(default, ZmqMessage.Create([]));
        Assert.Equal(0, none.Count);
        Assert.Equal(0, none.Length);
        Assert.Null(none.Peer);
        Assert.Equal(default, none.Share());
        Assert.Equal(default, none.Detach());
        Assert.Equal(default, none.Move());
        none.Dispose();
        Assert.False(none.IsSpent);
        foreach (var _ in none)
            Assert.Fail("there is no frame");
        Assert.Throws<ArgumentOutOfRangeException>(() => none[0]);
        Assert.Throws<ArgumentOutOfRangeException>(() => none.First);
        Assert.Throws<ArgumentOutOfRangeException>(() => none.Last);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(4_096)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(10_000_000)]
    public void Copy_is_one_frame_and_independent_of_its_source(int length)
    {
        var body = Octets(length);
        using var message = ZmqMessage.Copy(body);
        Array.Clear(body);

        Assert.Equal(1, message.Count);
        Assert.Equal(length, message.Length);
        Assert.True(message.First.Span.SequenceEqual(Octets(length)));
    }

    [Fact]
    public void Wrap_is_one_frame_over_the_memory_itself()
    {
        var body = "0123"u8.ToArray();
        using var message = ZmqMessage.Wrap(body.AsMemory(1, 2));
        body[1] = (byte)'x';

        Assert.Equal(1, message.Count);
        Assert.Equal("x2", message.GetString(0));
        Assert.Equal("x2", message.Share().GetString(0));
    }

    [Fact]
    public void Text_is_utf8_and_invalid_text_is_replaced()
    {
        using var message = ZmqMessage.Text("grün", "", "\ud800");

        Assert.Equal("grün"u8.ToArray(), message[0].ToArray());
        Assert.Equal(0, message[1].Length);
        Assert.Equal("\ufffd", message.GetString(2));
    }

    [Fact]
    public void Octets_that_are_no_text_are_replaced() =>
        Assert.Equal("a\ufffd", ZmqMessage.Copy([(byte)'a', 0xff]).GetString(0));

    [Fact]
    public void Written_message_has_the_frames_of_the_callback()
    {
        using var message = ZmqMessage.Write("state", static (writer, state) =>
        {
            writer.Frame("bytes"u8).Frame(state).EndFrame();
            Put(writer, "two ");
            Put(writer, "parts");
            writer.EndFrame();
            Put(writer, "closed by Frame");
            writer.Frame("chars");
            Put(writer, "left open");
        });

        Assert.Equal(["bytes", "state", "", "two parts", "closed by Frame", "chars", "left open"], Texts(message));
    }

    [Fact]
    public void Memory_and_span_have_the_room_asked_for()
    {
        using var message = ZmqMessage.Write(0, static (writer, _) =>
        {
            Assert.True(writer.GetMemory().Length > 0);
            Assert.True(writer.GetSpan(100_000).Length >= 100_000);
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.GetMemory(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(-1));
            Assert.Throws<ArgumentOutOfRangeException>(() => writer.Advance(int.MaxValue));
            writer.EndFrame();
        });

        Assert.Equal([""], Texts(message));
    }

    [Fact]
    public void Callback_that_writes_no_frame_is_an_error_and_the_next_message_is_clean()
    {
        Assert.Throws<InvalidOperationException>(() => ZmqMessage.Write(0, static (_, _) => { }));
        Assert.Throws<ArgumentNullException>(() => ZmqMessage.Write(0, null!));

        Assert.Equal(["next"], Texts(ZmqMessage.Text("next")));
    }

    [Fact]
    public void Callback_that_throws_leaves_earlier_and_later_messages_clean()
    {
        using var earlier = ZmqMessage.Text("earlier");
        foreach (var length in (int[])[0, 10, 5_000, 100_000, 2_000_000])
        {
            Assert.Throws<FormatException>(() => ZmqMessage.Write(length, static (writer, length) =>
            {
                writer.Frame("lost"u8);
                writer.GetSpan(length).Clear();
                writer.Advance(length);
                throw new FormatException();
            }));
            Assert.Equal(["later"], Texts(ZmqMessage.Text("later")));
        }
        Assert.Equal(["earlier"], Texts(earlier));
    }

    [Fact]
    public void Callback_may_make_messages_of_its_own()
    {
        ZmqMessage inner = default;
        using var outer = ZmqMessage.Write(0, (writer, _) =>
        {
            Put(writer, "out");
            inner = ZmqMessage.Write(0, (nested, _) =>
            {
                Put(nested, "in");
                using var innermost = ZmqMessage.Text("deep");
                Put(nested, "ner");
                Assert.Equal(["deep"], Texts(innermost));
            });
            Put(writer, "er");
        });

        Assert.Equal(["outer"], Texts(outer));
        Assert.Equal(["inner"], Texts(inner));
    }

    [Theory]
    [InlineData(127, 0)]
    [InlineData(129, 0)]
    [InlineData(2_047, 0)]
    [InlineData(2_048, 0)]
    [InlineData(2_049, 0)]
    [InlineData(10_000, 0)]
    [InlineData(10_000, 3)]
    [InlineData(10_000, 100)]
    [InlineData(60_000, 2)]
    public void Thousands_of_frames_are_kept_apart(int count, int length)
    {
        using var message = ZmqMessage.Write((count, length), static (writer, state) =>
        {
            for (var i = 0; i < state.count; i++)
                writer.Frame(Octets(state.length, i));
        });

        Assert.Equal(count, message.Count);
        Assert.Equal((long)count * length, message.Length);
        var index = 0;
        foreach (var frame in message)
            Assert.True(frame.Span.SequenceEqual(Octets(length, index++)));
        Assert.Equal(count, index);
    }

    [Fact]
    public void Frames_of_all_sizes_survive_side_by_side()
    {
        var random = new Random(7);
        var kept = new List<(ZmqMessage Message, int[] Lengths, int Seed)>();
        for (var seed = 0; seed < 500; seed++)
        {
            var lengths = new int[random.Next(1, 6)];
            foreach (ref var length in lengths.AsSpan())
                length = random.Next(10) == 0 ? random.Next(200_000) : random.Next(500);
            kept.Add((ZmqMessage.Create(lengths.Select(length => (ReadOnlyMemory<byte>)Octets(length, seed)).ToArray()), lengths, seed));
            if (kept.Count > 100)
                Check(kept, random.Next(kept.Count));
        }
        while (kept.Count > 0)
            Check(kept, 0);

        static void Check(List<(ZmqMessage Message, int[] Lengths, int Seed)> kept, int index)
        {
            var (message, lengths, seed) = kept[index];
            Assert.Equal(lengths.Length, message.Count);
            for (var i = 0; i < lengths.Length; i++)
                Assert.True(message[i].Span.SequenceEqual(Octets(lengths[i], seed)));
            message.Dispose();
            kept.RemoveAt(index);
        }
    }

    internal static byte[] Octets(int length, int seed = 0)
    {
        var octets = new byte[length];
        for (var i = 0; i < length; i++)
            octets[i] = (byte)((i * 7) + seed);
        return octets;
    }

    internal static List<string> Texts(ZmqMessage message)
    {
        var texts = new List<string>();
        foreach (var frame in message)
            texts.Add(Encoding.UTF8.GetString(frame.Span));
        return texts;
    }

    private static void Put(ZmqMessageWriter writer, string text) =>
        writer.Advance(Encoding.UTF8.GetBytes(text, writer.GetSpan(Encoding.UTF8.GetByteCount(text))));
}
