namespace Monocoque.Zmtp.Messages;

public class MessageBuilderTests
{
    private const byte Poison = 0xDD;

    private readonly MessagePool _pool = new(poisonReturned: true);

    public static TheoryData<int> Sizes { get; } =
    [
        0, 1, 2_047, 2_048, 2_049, 4_095, 4_096, 4_097, 8_192,
        65_535, 65_536, 65_537, 131_072, 1_048_575, 1_048_576, 1_048_577, 3_000_000,
    ];

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Message_of_any_size_grows_in_pieces_of_any_size(int size)
    {
        foreach (var piece in (int[])[1_000, 4_096, 65_536, 100_000, int.MaxValue])
        {
            var builder = new MessageBuilder(_pool);
            builder.Prepare(1);
            using var neighbour = builder.Text("neighbour");
            var expected = ZmqMessageFactoryTests.Octets(size);
            for (var offset = 0; offset < size; offset += Math.Min(piece, size))
                builder.Append(expected.AsSpan(offset, Math.Min(piece, size - offset)));
            Assert.Equal(size, builder.Length);
            builder.EndFrame();
            using var message = builder.Complete();
            using var next = builder.Text("next");
            builder.Release();

            Assert.Equal(size, message.Length);
            Assert.True(message.First.Span.SequenceEqual(expected));
            Assert.Equal("neighbour", neighbour.GetString(0));
            Assert.Equal("next", next.GetString(0));
        }
        Assert.Equal(0, _pool.BytesOut);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Frames_finished_before_the_move_move_too(int size)
    {
        var builder = new MessageBuilder(_pool);
        builder.Prepare(1);
        builder.Append("first"u8);
        builder.EndFrame();
        builder.EndFrame();
        builder.Append("third"u8);
        builder.Append(ZmqMessageFactoryTests.Octets(size));
        builder.EndFrame();
        Assert.Equal(3, builder.FrameCount);
        using var message = builder.Complete();

        Assert.Equal("first", message.GetString(0));
        Assert.Equal(0, message[1].Length);
        Assert.Equal("third"u8.ToArray(), message[2][..5].ToArray());
        Assert.True(message[2][5..].Span.SequenceEqual(ZmqMessageFactoryTests.Octets(size)));
    }

    [Theory]
    [InlineData(1, 0, 5_000)]
    [InlineData(1, 1, 5_000)]
    [InlineData(1, 40, 5_000)]
    [InlineData(100_000, 0, 5_000)]
    [InlineData(100_000, 1, 5_000)]
    [InlineData(100_000, 31, 5_000)]
    [InlineData(100_000, 200, 70_000)]
    public void Frame_table_grows_with_the_message(int expected, int length, int frames)
    {
        var builder = new MessageBuilder(_pool);
        builder.Prepare(expected);
        // Messages before it, so that the table is not empty when the long one begins.
        var before = Enumerable.Range(0, 90).Select(i => builder.Text($"{i}")).ToList();
        for (var i = 0; i < frames; i++)
        {
            builder.Append(ZmqMessageFactoryTests.Octets(length, i));
            builder.EndFrame();
        }
        using var message = builder.Complete();

        Assert.Equal(frames, message.Count);
        for (var i = 0; i < frames; i++)
            Assert.True(message[i].Span.SequenceEqual(ZmqMessageFactoryTests.Octets(length, i)));
        Assert.Equal(Enumerable.Range(0, 90).Select(i => $"{i}"), before.Select(earlier => earlier.GetString(0)));
    }

    [Fact]
    public void Slab_full_of_entries_is_replaced()
    {
        foreach (var expected in (int[])[1, 100_000])
        {
            var builder = new MessageBuilder(_pool);
            var messages = new List<ZmqMessage>();
            for (var i = 0; i < 5_000; i++)
            {
                builder.Prepare(expected);
                messages.Add(builder.Octets(1, i));
            }
            builder.Release();

            for (var i = 0; i < messages.Count; i++)
                Assert.Equal((byte)i, messages[i].First.Span[0]);
            messages.ForEach(message => message.Dispose());
            Assert.Equal(0, _pool.BytesOut);
        }
    }

    [Fact]
    public void Discarded_message_leaves_no_trace()
    {
        var builder = new MessageBuilder(_pool);
        builder.Discard();
        using var earlier = builder.Text("earlier");
        builder.Append("lost"u8);
        builder.EndFrame();
        builder.Append("open"u8);
        builder.Discard();
        Assert.Equal(0, builder.Length);
        Assert.Equal(0, builder.FrameCount);

        using var next = builder.Text("a", "b");
        Assert.Equal(["a", "b"], ZmqMessageFactoryTests.Texts(next));
        Assert.Equal(["earlier"], ZmqMessageFactoryTests.Texts(earlier));
    }

    [Fact]
    public void Discarded_large_message_does_not_lend_its_memory_to_small_ones()
    {
        var builder = new MessageBuilder(_pool);
        builder.Append(new byte[1_000_000]);
        builder.Discard();

        Assert.InRange(builder.GetMemory(1).Length, 1, MessagePool.SlabSize);
    }

    [Fact]
    public void Released_builder_holds_nothing_and_can_begin_again()
    {
        var builder = new MessageBuilder(_pool);
        builder.Append("lost"u8);
        builder.EndFrame();
        Assert.NotEqual(0, _pool.BytesOut);

        builder.Release();
        Assert.Equal(0, _pool.BytesOut);
        Assert.Equal(0, builder.FrameCount);
        builder.Release();

        using var message = builder.Text("again");
        Assert.Equal(["again"], ZmqMessageFactoryTests.Texts(message));
    }

    [Fact]
    public void Advance_stays_inside_what_was_handed_out()
    {
        var builder = new MessageBuilder(_pool);
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Advance(1));
        builder.Advance(0);
        var free = builder.GetSpan(10).Length;
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Advance(free + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => builder.Advance(-1));
        builder.Advance(free);
        Assert.Equal(free, builder.Length);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(60_000)]
    [InlineData(200_000)]
    public void Returned_memory_is_poisoned_once_its_last_message_is_gone(int length)
    {
        var builder = new MessageBuilder(_pool);
        var message = builder.Octets(length);
        builder.Release();
        var share = message.Share();
        var memory = message.First;

        message.Dispose();
        Assert.True(memory.Span.SequenceEqual(ZmqMessageFactoryTests.Octets(length)));
        share.Dispose();

        Assert.False(memory.Span.ContainsAnyExcept(Poison));
    }
}
