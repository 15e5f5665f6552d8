namespace Monocoque.Zmtp.Tests;

public sealed class FrameEncoderTests
{
    [Theory]
    [InlineData(0, "0000")]
    [InlineData(1, "0001")]
    [InlineData(255, "00FF")]
    [InlineData(256, "020000000000000100")]
    [InlineData(65_535, "02000000000000FFFF")]
    [InlineData(65_536, "020000000000010000")]
    public void Message_is_written_in_the_shortest_form(int size, string header)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        using var message = ZmqMessage.Copy(body);

        Assert.Equal(header + Convert.ToHexString(body), Encoded(message));
    }

    [Theory]
    [InlineData(0L, false, "0000")]
    [InlineData(0L, true, "0100")]
    [InlineData(255L, true, "01FF")]
    [InlineData(256L, true, "030000000000000100")]
    [InlineData(4_294_967_296L, false, "020000000100000000")]
    [InlineData(long.MaxValue, false, "027FFFFFFFFFFFFFFF")]
    public void Header_is_written_octet_for_octet(long length, bool more, string expected)
    {
        Span<byte> header = stackalloc byte[FrameEncoder.MaxHeaderSize];

        var size = FrameEncoder.WriteHeader(header, length, more);

        Assert.Equal(expected, Convert.ToHexString(header[..size]));
    }

    [Fact]
    public void Header_of_two_octets_needs_no_more_space()
    {
        Span<byte> header = stackalloc byte[2];

        Assert.Equal(2, FrameEncoder.WriteHeader(header, 255, more: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => FrameEncoder.WriteHeader(new byte[9], -1, more: false));
    }

    [Fact]
    public void Multipart_message_is_written_as_captured()
    {
        using var message = ZmqMessage.Text("a", "", "b");
        using var request = ZmqMessage.Text("", "Q");
        using var reply = ZmqMessage.Text("id1", "", "A");

        Assert.Equal(Convert.ToHexString(Vectors.ThreeFrames), Encoded(message));
        Assert.Equal(Convert.ToHexString(Vectors.Request), Encoded(request));
        Assert.Equal(Convert.ToHexString(Vectors.Reply), Encoded(reply));
    }

    [Fact]
    public void Sizes_may_be_mixed_in_one_message()
    {
        int[] sizes = [256, 0, 255, 65_536, 1];
        var frames = sizes.Select(size => (ReadOnlyMemory<byte>)Enumerable.Repeat((byte)size, size).ToArray()).ToArray();
        using var message = ZmqMessage.Create(frames);

        var expected = string.Concat(frames.Select((frame, i) =>
            Convert.ToHexString(Peer.Frame((byte)(i < frames.Length - 1 ? 1 : 0), frame.ToArray()))));
        Assert.Equal(expected, Encoded(message));
    }

    [Fact]
    public void Wrapped_memory_and_shared_tails_are_written_like_any_message()
    {
        using var wrapped = ZmqMessage.Wrap("Hi"u8.ToArray());
        using var whole = ZmqMessage.Text("envelope", "a", "", "b");
        using var tail = whole.Skip(1);

        Assert.Equal(Convert.ToHexString(Vectors.Hi), Encoded(wrapped));
        Assert.Equal(Convert.ToHexString(Vectors.ThreeFrames), Encoded(tail));
    }

    [Fact]
    public void Empty_message_takes_no_octet()
    {
        Assert.Equal(0, FrameEncoder.GetEncodedLength(default));
        Assert.Equal(0, FrameEncoder.Write([], default));
    }

    [Fact]
    public void Destination_that_is_too_small_is_a_mistake_of_the_caller()
    {
        using var message = ZmqMessage.Text("abc", "d");
        for (var size = 0; size < FrameEncoder.GetEncodedLength(message); size++)
            Assert.Throws<ArgumentException>(() => FrameEncoder.Write(new byte[size], message));
    }

    [Fact]
    public void Spent_message_is_not_written()
    {
        var message = ZmqMessage.Text("a");
        message.Dispose();

        Assert.Throws<ObjectDisposedException>(() => FrameEncoder.GetEncodedLength(message));
        Assert.Throws<ObjectDisposedException>(() => FrameEncoder.Write(new byte[100], message));
    }

    private static string Encoded(in ZmqMessage message)
    {
        var octets = new byte[FrameEncoder.GetEncodedLength(message)];
        Assert.Equal(octets.Length, FrameEncoder.Write(octets, message));
        return Convert.ToHexString(octets);
    }
}
