namespace Monocoque.Zmtp.Tests;

/// <summary>A peer pays for memory with octets: what it announces costs nothing.</summary>
public sealed class MemoryTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    public void Announced_size_allocates_next_to_nothing(byte flags)
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxMessageSize = -1, MaxCommandSize = int.MaxValue };
        using var driver = Driver.Connected(options);
        driver.Feed(Vectors.Hi);
        var header = Peer.LongHeader(flags, 1_000_000_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        ReadOnlySpan<byte> input = header;
        driver.Session.Read(ref input, out _);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200);
    }

    [Fact]
    public void Large_message_that_dribbles_costs_a_small_multiple_of_what_came()
    {
        using var driver = Driver.Connected(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxMessageSize = -1 });
        driver.Feed(Peer.LongHeader(2, 1_000_000_000));
        var piece = new byte[1000];
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            ReadOnlySpan<byte> input = piece;
            driver.Session.Read(ref input, out _);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 6_000_000);
        Assert.Equal(ZmtpError.None, driver.Session.Error);
    }

    [Fact]
    public void Handshake_costs_no_more_than_its_limit_whatever_is_sent()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer };
        var attack = Hex.Join(Vectors.Greeting, Peer.LongHeader(6, 8 * 1024), new byte[8 * 1024 - 1]);
        Spend(options, attack);

        Assert.InRange(Spend(options, attack), 1, 40 * 1024);
    }

    [Fact]
    public void Output_of_a_peer_that_never_reads_does_not_grow()
    {
        using var driver = Driver.Connected(ZmqSocketType.Dealer);
        driver.Feed(Vectors.PingAbc);
        ReadOnlySpan<byte> pings = Hex.Join([.. Enumerable.Repeat(Vectors.PingAbc, 1000)]);
        var before = GC.GetAllocatedBytesForCurrentThread();

        driver.Session.Read(ref pings, out _);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Vectors.PongAbc.Length, driver.TakeOutput().Length);
    }

    private static long Spend(ZmtpSessionOptions options, byte[] attack)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var session = new ZmtpSession(options);
        for (var i = 0; i < attack.Length; i++)
        {
            ReadOnlySpan<byte> octet = attack.AsSpan(i, 1);
            session.Read(ref octet, out _);
        }
        var spent = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(ZmtpError.None, session.Error);
        return spent;
    }
}
