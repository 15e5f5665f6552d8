using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

public sealed class TrafficTests
{
    private const string Ready = "HandshakeCompleted ";
    private const string Hi = "Message([4869]) ";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(4096)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(200_000)]
    public void Message_of_any_size_arrives_in_pieces(int size)
    {
        var body = new byte[size];
        new Random(size).NextBytes(body);
        byte[] frames = [.. Frame(1, 7), .. Frame(0, body), .. Vectors.Hi];

        foreach (var piece in new[] { 1, 2, 9, 4096, 70_000, int.MaxValue })
        {
            using var driver = Driver.Connected(ZmqSocketType.Dealer);
            using var message = FirstMessage(driver.Session, frames, piece);
            Assert.Equal(2, message.Count);
            Assert.Equal(body, message[1].ToArray());
        }
    }

    [Fact]
    public void Long_form_of_a_small_size_is_accepted()
    {
        byte[] input = [.. Handshake(ZmqSocketType.Dealer), .. LongHeader(2, 2), 0x48, 0x69, .. LongHeader(3, 0), .. Vectors.Hi];

        Assert.Equal(Ready + Hi + "Message([][4869]) ", Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), input).Events);
    }

    [Fact]
    public void Message_at_every_limit_is_accepted()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxMessageSize = 300, MaxFrames = 3, MaxCommandSize = 30 };
        byte[] message = [.. Frame(1, new byte[100]), .. Command("X", new byte[28]), .. Frame(1, new byte[200]), 0, 0];
        byte[] input = [.. Handshake(ZmqSocketType.Dealer), .. message, .. message, .. Frame(0, new byte[300])];

        var transcript = Transcript.OfEverySplit(options, input);

        var two = $"Message([{new string('0', 200)}][{new string('0', 400)}][]) ";
        Assert.Equal($"{Ready}{two}{two}Message([{new string('0', 600)}]) ", transcript.Events);
    }

    [Fact]
    public void Message_of_65535_frames_is_accepted_and_one_more_is_not()
    {
        var frames = new byte[2 * ushort.MaxValue];
        for (var i = 0; i < frames.Length - 2; i += 2)
            frames[i] = 1;
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        ReadOnlySpan<byte> input = frames;

        Assert.Equal(ZmtpEvent.Message, driver.Session.Read(ref input, out var message));
        using (message)
            Assert.Equal(ushort.MaxValue, message.Count);

        frames[^2] = 1;
        input = frames;
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Session.Read(ref input, out _));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(0, 0));
        Assert.Equal(ZmtpError.TooManyFrames, driver.Session.Error);
    }

    [Fact]
    public void Commands_between_the_frames_of_a_message_leave_it_alone()
    {
        byte[] input =
        [
            .. Handshake(ZmqSocketType.XPub), 1, 1, 0x61, .. Vectors.PingAbc, 1, 0, .. Vectors.SubscribeAbc, .. Command("FUTURE"), 0, 1, 0x62,
        ];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.XPub), input);

        Assert.Equal(Ready + "Subscribe(616263) Message([61][][62]) ", transcript.Events);
        Assert.EndsWith(Convert.ToHexString(Vectors.PongAbc), transcript.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("READY")]
    [InlineData("ERROR")]
    [InlineData("HELLO")]
    [InlineData("JOIN")]
    [InlineData("LEAVE")]
    [InlineData("SUBSCRIBE")]
    [InlineData("CANCEL")]
    [InlineData("ping")]
    [InlineData("PING ")]
    [InlineData("\u0001\u0002\u007F")]
    public void Command_without_a_meaning_here_is_ignored_and_counted(string name)
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Command(name, 1, 2, 3)));
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Command(name)));

        Assert.Equal(2, driver.Session.IgnoredCommands);
        Assert.False(driver.Session.HasOutput);
        Assert.Equal(ZmtpEvent.Message, driver.Feed(Vectors.Hi));
    }

    [Theory]
    [InlineData(ZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.Push)]
    public void Message_to_a_socket_that_only_sends_is_dropped_and_counted(ZmqSocketType type)
    {
        byte[] messages = [.. Vectors.Hi, .. Vectors.ThreeFrames, 0, 0, .. Frame(0, [9, .. new byte[300]]), 1, 1, 1, 0, 1, 1];
        using var driver = Driver.Connected(type);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(messages));

        Assert.Equal(5, driver.Session.DroppedMessages);
        Assert.Equal(0, driver.Pool.BytesOut);
        var transcript = Transcript.OfEverySplit(Transcript.Options(type), Hex.Join(Handshake(type), messages, Vectors.Ping));
        Assert.Equal(Ready, transcript.Events);
        Assert.EndsWith(Convert.ToHexString(Vectors.Pong), transcript.Output, StringComparison.Ordinal);

        driver.Session.Dispose();
        Assert.Equal(5, driver.Session.DroppedMessages);
    }

    [Fact]
    public void Messages_before_a_fault_are_delivered()
    {
        byte[] input = [.. Handshake(ZmqSocketType.Dealer), .. Vectors.Hi, 1, 2, 3, 4, 0x80];

        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), input);

        Assert.Equal(Ready + Hi + "Failed ", transcript.Events);
    }

    [Fact]
    public void Idle_session_holds_no_memory_of_the_pool()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        Assert.Equal(0, driver.Pool.BytesOut);
        driver.Feed(Vectors.Hi);
        Assert.NotEqual(0, driver.Pool.BytesOut);

        driver.Session.Idle();

        Assert.Equal(0, driver.Pool.BytesOut);
    }

    [Fact]
    public void Idle_session_keeps_the_half_of_a_message_it_has()
    {
        byte[] input = Vectors.ThreeFrames;
        for (var cut = 1; cut < input.Length; cut++)
        {
            using var driver = Driver.Connected(ZmqSocketType.Dealer);
            Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(input[..cut]));
            driver.Session.Idle();

            ReadOnlySpan<byte> rest = input.AsSpan(cut);
            Assert.Equal(ZmtpEvent.Message, driver.Session.Read(ref rest, out var message));
            using (message)
                Assert.Equal("ab", message.GetString(0) + message.GetString(1) + message.GetString(2));
        }
    }

    [Fact]
    public void Disposed_session_returns_its_memory_and_leaves_messages_alone()
    {
        var driver = Driver.Connected(ZmqSocketType.Dealer);
        ReadOnlySpan<byte> input = (byte[])[.. Vectors.Hi, 1, 3, 1, 2];
        driver.Session.Read(ref input, out var message);
        driver.Session.Read(ref input, out _);

        driver.Dispose();

        Assert.Equal("Hi", message.GetString(0));
        message.Dispose();
        Assert.Equal(0, driver.Pool.BytesOut);
        Assert.Throws<ObjectDisposedException>(() => driver.Feed(0));
    }

    private static ZmqMessage FirstMessage(ZmtpSession session, ReadOnlySpan<byte> octets, int piece)
    {
        while (true)
        {
            var input = octets[..Math.Min(piece, octets.Length)];
            octets = octets[input.Length..];
            if (session.Read(ref input, out var message) == ZmtpEvent.Message)
                return message;
            Assert.False(octets.IsEmpty);
        }
    }
}
