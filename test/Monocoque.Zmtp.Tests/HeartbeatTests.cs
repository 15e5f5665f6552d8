using System.Buffers;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

public sealed class HeartbeatTests
{
    [Fact]
    public void Ping_is_answered_with_its_context()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Ping));
        Assert.Equal(Vectors.Pong, driver.TakeOutput());
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.PingAbc));
        Assert.Equal(Vectors.PongAbc, driver.TakeOutput());
    }

    [Theory]
    [InlineData(ZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.Push)]
    [InlineData(ZmqSocketType.XSub)]
    public void Ping_is_answered_by_every_type_and_to_3_0_peers_too(ZmqSocketType type)
    {
        using var driver = Driver.Connected(type, is30: true);

        driver.Feed(Vectors.PingAbc);

        Assert.Equal(Vectors.PongAbc, driver.TakeOutput());
    }

    [Theory]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void Context_beyond_16_octets_is_cut(int size)
    {
        byte[] context = [.. Enumerable.Range(0, size).Select(i => (byte)i)];
        using var driver = Driver.Connected(ZmqSocketType.Dealer);

        driver.Feed(Command("PING", [0, 0, .. context]));

        Assert.Equal(Command("PONG", context[..16]), driver.TakeOutput());
    }

    [Fact]
    public void Of_the_answers_nobody_took_only_the_newest_is_kept()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);

        for (var i = 0; i < 1000; i++)
            driver.Feed(Vectors.Ping);
        driver.Feed(Vectors.PingAbc);

        Assert.Equal(Vectors.PongAbc, driver.TakeOutput());
    }

    [Fact]
    public void Time_to_live_is_that_of_the_last_ping()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        Assert.Equal(0, driver.Session.PeerTtl);

        driver.Feed(Vectors.PingTtl);
        Assert.Equal(50, driver.Session.PeerTtl);
        driver.Feed(Command("PING", 0xFF, 0xFF));
        Assert.Equal(65_535, driver.Session.PeerTtl);
        driver.Feed(Vectors.Ping);
        Assert.Equal(0, driver.Session.PeerTtl);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(16)]
    public void Pong_is_taken_without_a_word(int size)
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Command("PONG", new byte[size])));

        Assert.False(driver.Session.HasOutput);
        Assert.Equal(0, driver.Session.IgnoredCommands);
    }

    [Fact]
    public void The_context_of_a_pong_says_which_ping_it_answers_and_those_of_heartbeats_leave_it()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        Assert.True(driver.Session.PongContext.IsEmpty);

        driver.Feed(Command("PONG", [.. "a"u8]));
        driver.Feed(Command("PONG"));
        Assert.Equal("a"u8, driver.Session.PongContext);
        driver.Feed(Command("PONG", [.. "0123456789abcdef"u8]));
        Assert.Equal("0123456789abcdef"u8, driver.Session.PongContext);
    }

    [Fact]
    public void Ping_is_written_as_captured()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        var output = new ArrayBufferWriter<byte>();

        driver.Session.WritePing(output, ttl: 50, default);
        driver.Session.WritePing(output, ttl: 100, "abc"u8);

        Assert.Equal(Hex.Join(Vectors.PingTtl, Vectors.PingAbc), output.WrittenSpan.ToArray());
        Assert.Throws<ArgumentException>(() => driver.Session.WritePing(output, ttl: 0, new byte[17]));
    }

    [Fact]
    public void Nothing_may_be_written_before_the_handshake_is_completed()
    {
        using var driver = new Driver(ZmqSocketType.Sub);
        var output = new ArrayBufferWriter<byte>();

        Assert.Throws<InvalidOperationException>(() => driver.Session.WritePing(output, ttl: 0, default));
        Assert.Throws<InvalidOperationException>(() => driver.Session.WriteSubscription(output, default, subscribe: true));
    }
}
