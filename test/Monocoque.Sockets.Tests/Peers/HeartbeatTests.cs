using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>Heartbeats against a peer whose every octet the test decides, on a clock that the test turns.</summary>
public sealed partial class HeartbeatTests : SocketTest
{
    private const string Ping = "<\u0004PING\0\0>";

    private readonly TestClock _clock = new();

    public HeartbeatTests() => RuntimeOptions.TimeProvider = _clock;

    [Fact]
    public async Task Nothing_is_pinged_by_default()
    {
        await using var dealer = Create<IDealerSocket>();
        using var peer = await JoinAsync(dealer);
        Assert.Equal(0, Runtime.Deadlines.Count);
        _clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.HeartbeatInterval))]
    public async Task An_idle_peer_is_pinged_at_every_interval_and_lives_by_its_answers()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        using var peer = await JoinAsync(dealer);
        for (var i = 0; i < 5; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(Ping, await peer.ReadMessageAsync());
            await PongAsync(dealer, peer);
        }
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    /// <summary>The DISH of libzmq ends a connection on which a PING comes.</summary>
    [Fact]
    public async Task A_pattern_that_is_not_pinged_refuses_the_addresses_where_heartbeats_were_ignored()
    {
        await using var radio = Create<IRadioSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        await using var dish = Create<IDishSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(1));
        foreach (var transport in (string[])["tcp", "ipc"])
        {
            var exception = await ThrowsAsync(ZmqError.NotSupported, () => radio.BindAsync(FreeAddress(transport), Token).AsTask());
            Assert.Contains("HeartbeatInterval is 00:00:01", exception.Message, StringComparison.Ordinal);
            Assert.Contains("TcpKeepAlive finds peers that are gone. Remove the option.", exception.Message, StringComparison.Ordinal);
        }
        Throws(ZmqError.NotSupported, () => dish.Connect("tcp://127.0.0.1:1"));
        await ThrowsAsync(ZmqError.NotSupported, () => dish.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        Throws(ZmqError.NotSupported, () => radio.Connect("udp://127.0.0.1:1"));
        // Nothing of a heartbeat is asked for inside the process, by any pattern.
        dish.Connect((await radio.BindAsync(FreeAddress("inproc"), Token)).ToString());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.HeartbeatTtl))]
    public async Task The_ping_carries_the_time_to_live_in_tenths_of_a_second()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.HeartbeatInterval, o.HeartbeatTtl) = (TimeSpan.FromSeconds(1), TimeSpan.FromMilliseconds(2599)));
        using var peer = await JoinAsync(dealer);
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("<\u0004PING\0\u0019>", await peer.ReadMessageAsync());
    }

    [Theory]
    [InlineData(null, 10)]
    [InlineData(3, 3)]
    [InlineData(25, 25)]
    [ProvesOption(nameof(ZmqSocketOptions.HeartbeatTimeout))]
    public async Task A_peer_that_does_not_answer_is_disconnected_after_the_timeout(int? timeout, int expected)
    {
        await using var dealer = Create<IDealerSocket>(o =>
        {
            o.HeartbeatInterval = TimeSpan.FromSeconds(10);
            o.HeartbeatTimeout = timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        });
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        _clock.Advance(TimeSpan.FromSeconds(10));
        _clock.Advance(TimeSpan.FromSeconds(expected - 1));
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var end = await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.IsType<TimeoutException>(end.Error);
        Assert.Equal(1, Meter.Read("zmq.heartbeat.timeouts"));
        await peer.ReadToEndAsync();
    }

    [Theory]
    [InlineData("message")]
    [InlineData("ping")]
    [InlineData("piece of a message")]
    public async Task Any_octet_is_an_answer(string kind)
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        using var peer = await JoinAsync(dealer);
        byte[] large = [2, 0, 0, 0, 0, 0, 0, 1, 0];
        for (var i = 0; i < 4; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(Ping, await peer.ReadMessageAsync());
            var before = LastSign(dealer);
            await peer.SendAsync(kind switch
            {
                "message" => RawPeer.Encode("x"),
                "ping" => [4, 7, 4, .. "PING"u8, 0, 0],
                _ => i == 0 ? large : [1],
            });
            await Until(() => LastSign(dealer) > before);
            if (kind == "ping")
                Assert.Equal("<\u0004PONG>", await peer.ReadMessageAsync());
        }
        Assert.Equal(1, Core(dealer).PeerCount);
    }

    [Fact]
    public async Task A_ping_behind_a_large_message_of_ours_is_unanswered_only_when_the_peer_takes_no_more_of_it()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        using var peer = await JoinAsync(dealer);
        await dealer.SendAsync(ZmqMessage.Wrap(new byte[64 << 20]), Token);
        var connection = Core(dealer).Connections.Single();
        for (var i = 0; i < 4; i++)
        {
            var before = connection.SentProgress;
            await peer.ReadAsync(8 << 20);
            await Until(() => connection.SentProgress > before);
            _clock.Advance(TimeSpan.FromSeconds(10));
            Assert.Equal(1, Core(dealer).PeerCount);
        }
        // What the system had room for is taken by now, and then no more.
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(10));
            return Core(dealer).PeerCount == 0;
        });
        Assert.Equal(1, Meter.Read("zmq.heartbeat.timeouts"));
    }

    [Fact]
    public async Task A_lost_peer_is_connected_to_again()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.HeartbeatInterval, o.ReconnectInterval) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(4)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        using var first = await listener.AcceptAsync("DEALER", Token);
        await Until(() => Core(dealer).PeerCount == 1);
        _clock.Advance(TimeSpan.FromSeconds(20));
        // Nothing else waits for as long as that: the end of the old connection has a second of its own.
        await Until(() => _clock.Pending.Any(static wait => wait >= TimeSpan.FromSeconds(4) && wait <= TimeSpan.FromSeconds(5)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var second = await listener.AcceptAsync("DEALER", Token);
        await SendAsync(dealer, "x");
        Assert.Equal("x", await second.ReadMessageAsync());
    }

    [Fact]
    public async Task A_full_inbox_is_no_silence_of_the_peer()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.HeartbeatInterval, o.ReceiveHighWaterMark) = (TimeSpan.FromSeconds(10), 2));
        using var peer = await JoinAsync(dealer);
        for (var i = 0; i < 10; i++)
            await peer.SendMessageAsync($"{i}");
        await Until(() => !Core(dealer).Connections[0].IsReading);
        for (var i = 0; i < 6; i++)
            _clock.Advance(TimeSpan.FromSeconds(10));
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(dealer));
        Assert.Equal(1, Core(dealer).PeerCount);
    }

    [Fact]
    public async Task A_peer_whose_own_time_to_live_passes_in_silence_is_disconnected()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 50);
        _clock.Advance(TimeSpan.FromSeconds(4));
        await PingAsync(peer, tenths: 50);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        await PingAsync(peer, tenths: 50);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.IsType<TimeoutException>((await events.WaitForAsync(ZmqEventKind.Disconnected)).Error);
    }

    [Fact]
    public async Task A_time_to_live_of_6553_seconds_is_that_long()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 65535);
        _clock.Advance(TimeSpan.FromSeconds(6553.4));
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task A_time_to_live_of_zero_ends_an_earlier_one()
    {
        await using var dealer = Create<IDealerSocket>();
        using var peer = await JoinAsync(dealer);
        await PingAsync(peer, tenths: 10);
        await PingAsync(peer, tenths: 0);
        await Until(() => Runtime.Deadlines.Count == 0);
        _clock.Advance(TimeSpan.FromHours(1));
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task Peers_of_version_3_0_are_pinged_as_libzmq_does()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address);
        await peer.SendAsync([.. RawPeer.Greeting[..11], 0, .. RawPeer.Greeting[12..], .. RawPeer.Ready("DEALER")]);
        await peer.ReadAsync(64);
        await peer.ReadFrameAsync();
        await Until(() => Core(dealer).PeerCount == 1);
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(Ping, await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task One_timer_serves_all_peers()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        var peers = new List<RawPeer>();
        for (var i = 0; i < 20; i++)
            peers.Add(await DialAsync(address, "DEALER"));
        await Until(() => Core(dealer).PeerCount == 20);
        Assert.Equal(20, Runtime.Deadlines.Count);
        Assert.Single(_clock.Pending);
        _clock.Advance(TimeSpan.FromSeconds(10));
        foreach (var peer in peers)
            Assert.Equal(Ping, await peer.ReadMessageAsync());
        foreach (var peer in peers)
            peer.Dispose();
        await Until(() => Runtime.Deadlines.Count == 0);
    }

    /// <summary>When the only peer was heard of last. It moves with a read if the clock has.</summary>
    private static TimeSpan LastSign(IZmqSocket socket) => Core(socket).Connections.Single().LastSign;

    private async Task<RawPeer> JoinAsync(IZmqSocket socket)
    {
        var address = await socket.BindAsync(FreeAddress(), Token);
        var peer = await DialAsync(address, "DEALER");
        await Until(() => Core(socket).PeerCount == 1);
        return peer;
    }

    private async Task PongAsync(IZmqSocket socket, RawPeer peer)
    {
        var before = LastSign(socket);
        await peer.SendAsync([4, 5, 4, .. "PONG"u8]);
        await Until(() => LastSign(socket) > before);
    }

    private static async Task PingAsync(RawPeer peer, ushort tenths)
    {
        await peer.SendAsync([4, 7, 4, .. "PING"u8, (byte)(tenths >> 8), (byte)tenths]);
        Assert.Equal("<\u0004PONG>", await peer.ReadMessageAsync());
    }
}
