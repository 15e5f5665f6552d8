using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class ReconnectTests : SocketTest
{
    private readonly TestClock _clock = new();

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ReconnectInterval))]
    [ProvesOption(nameof(ZmqSocketOptions.ReconnectIntervalMax))]
    public async Task A_peer_that_accepts_and_closes_at_once_is_not_hammered()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var dealer = Create<IDealerSocket>(o => (o.ReconnectInterval, o.ReconnectIntervalMax) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1000)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        for (var wait = 10; wait <= 160; wait *= 2)
        {
            (await listener.AcceptAsync(Token)).Dispose();
            await WaitForRetryAsync(wait);
            _clock.Advance(TimeSpan.FromSeconds(wait * 1.25));
        }
    }

    [Fact]
    public async Task A_peer_that_breaks_the_protocol_is_tried_ever_more_slowly()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var dealer = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromSeconds(5));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        for (var wait = 5; wait <= 20; wait *= 2)
        {
            using var peer = await listener.AcceptAsync(Token);
            await peer.SendAsync(new byte[64]);
            await WaitForRetryAsync(wait);
            _clock.Advance(TimeSpan.FromSeconds(wait * 1.25));
        }
        Assert.Equal(3, Meter.Read("zmq.reconnects"));
    }

    [Fact]
    public async Task A_refusal_by_the_peer_is_a_warning_with_its_words()
    {
        await using var dealer = Create<IDealerSocket>();
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        using var peer = await listener.AcceptAsync(Token);
        await peer.SendAsync([.. RawPeer.Greeting, 4, 9, 5, .. "ERROR"u8, 2, .. "no"u8]);
        await Until(() => Log.Count(2002) == 1);
        Assert.Contains(Log.Entries, static entry => entry.Id == 2002 && entry.Text.Contains("no", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_listener_that_restarts_on_its_port_is_found_again()
    {
        await using var dealer = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        var first = Create<IDealerSocket>();
        var address = await JoinAsync(first, dealer);
        await SendAsync(dealer, "1");
        Assert.Equal("1", await ReceiveAsync(first));
        await first.DisposeAsync();
        await Until(() => Core(dealer).PeerCount == 0);
        await SendAsync(dealer, "2");
        await using var second = Create<IDealerSocket>();
        await second.BindAsync(address, Token);
        Assert.Equal("2", await ReceiveAsync(second));
        await SendAsync(second, "3");
        Assert.Equal("3", await ReceiveAsync(dealer));
    }

    [Fact]
    public async Task Disconnecting_sends_what_is_queued_and_ends_the_connection()
    {
        await using var dealer = Create<IDealerSocket>(o => o.Linger = TimeSpan.FromSeconds(30));
        await using var peer = Create<IDealerSocket>();
        var address = await JoinAsync(peer, dealer);
        for (var i = 0; i < 500; i++)
            await SendAsync(dealer, $"{i}");
        await dealer.DisconnectAsync(address, Token);
        for (var i = 0; i < 500; i++)
            Assert.Equal($"{i}", await ReceiveAsync(peer));
        await Until(() => Core(peer).PeerCount == 0);
        Assert.False(dealer.TrySend(ZmqMessage.Text("nobody")));
        await ThrowsAsync(ZmqError.NotFound, () => dealer.DisconnectAsync(address, Token).AsTask());
        await dealer.ConnectAsync(address, Token);
        await SendAsync(dealer, "again");
        Assert.Equal("again", await ReceiveAsync(peer));
    }

    [Fact]
    public async Task A_cancelled_disconnect_still_ends_the_connection_and_counts_what_is_lost()
    {
        await using var dealer = Create<IDealerSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
        using var stop = new CancellationTokenSource();
        string address;
        using (var listener = new RawListener())
            address = listener.Address;
        dealer.Connect(address);
        await SendAsync(dealer, "never");
        var leaving = dealer.DisconnectAsync(address, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaving);
        Assert.Equal(1, CountersOf(dealer).TotalDropped);
        Assert.Equal(0, Core(dealer).SendQueueLength);
    }

    [Fact]
    public async Task Closing_now_ends_a_disconnect_that_lingers()
    {
        var dealer = Create<IDealerSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
        string address;
        using (var listener = new RawListener())
            address = listener.Address;
        dealer.Connect(address);
        await SendAsync(dealer, "never");
        var leaving = dealer.DisconnectAsync(address, Token).AsTask();
        Assert.False(leaving.IsCompleted);
        dealer.Dispose();
        await leaving.WaitAsync(Token);
        await Until(() => !Runtime.Sockets.Any());
        Assert.Equal(1, CountersOf(dealer).TotalDropped);
    }

    [Fact]
    public async Task Disconnecting_does_not_wait_for_messages_that_nobody_takes()
    {
        await using var dealer = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 1);
        await using var peer = Create<IDealerSocket>();
        var address = await JoinAsync(peer, dealer);
        await SendAsync(peer, "1");
        await SendAsync(peer, "2");
        await Until(() => Core(dealer).FairQueue.Count == 1);
        await dealer.DisconnectAsync(address, Token);
        Assert.Equal("1", await ReceiveAsync(dealer));
    }

    [Fact]
    public async Task Connecting_twice_to_one_address_is_one_connection()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        var address = await JoinAsync(peer, dealer);
        dealer.Connect(address);
        await dealer.ConnectAsync(address, Token);
        for (var i = 0; i < 4; i++)
            await SendAsync(dealer, $"{i}");
        for (var i = 0; i < 4; i++)
            Assert.Equal($"{i}", await ReceiveAsync(peer));
        Assert.Equal(1, Core(peer).PeerCount);
    }

    [Theory]
    [InlineData(ZmqSocketType.Dealer, 1)]
    [InlineData(ZmqSocketType.Sub, 1)]
    [InlineData(ZmqSocketType.Pub, 1)]
    [InlineData(ZmqSocketType.Req, 1)]
    [InlineData(ZmqSocketType.Push, 2)]
    [InlineData(ZmqSocketType.Pull, 2)]
    public async Task Connecting_twice_is_one_connection_or_two_as_the_pattern_has_it(ZmqSocketType type, int expected)
    {
        await using IZmqSocket socket = type switch
        {
            ZmqSocketType.Dealer => Create<IDealerSocket>(),
            ZmqSocketType.Sub => Create<ISubSocket>(),
            ZmqSocketType.Pub => Create<IPubSocket>(),
            ZmqSocketType.Req => Create<IReqSocket>(),
            ZmqSocketType.Push => Create<IPushSocket>(),
            _ => Create<IPullSocket>(),
        };
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        socket.Connect(listener.Address);
        Assert.Equal(expected, socket.GetPeers().Count);
    }

    [Fact]
    public async Task A_connection_with_itself_is_dropped_and_tried_again()
    {
        RuntimeOptions.TimeProvider = _clock;
        var network = new MemoryNetwork { MeetsItself = true };
        RuntimeOptions.ConnectionFactory = network;
        await using var listener = await network.BindAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 7), Token);
        await using var dealer = Create<IDealerSocket>();
        dealer.Connect("tcp://127.0.0.1:7");
        await Until(() => network.Links.Count == 1 && network.Links.First().Connecting.IsDisposed);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return network.Attempts > 1;
        });
        Assert.Equal(0, Core(dealer).PeerCount);
    }

    [Fact]
    public async Task A_transport_that_fails_to_close_does_not_end_the_attempts()
    {
        RuntimeOptions.TimeProvider = _clock;
        var network = new MemoryNetwork();
        RuntimeOptions.ConnectionFactory = network;
        RuntimeOptions.ListenerFactories.Add(network);
        await using var peer = Create<IDealerSocket>();
        await using var dealer = Create<IDealerSocket>();
        await JoinAsync(peer, dealer);
        network.Links.Single().Connecting.DisposeFault = new InvalidOperationException("broken transport");
        network.Links.Single().Listening.DisposeFault = new InvalidOperationException("broken transport");
        network.Links.Single().Cut();
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return network.Links.Count == 2 && Core(dealer).PeerCount == 1;
        });
    }

    [Fact]
    public async Task A_cancelled_connect_goes_on_in_the_background()
    {
        await using var dealer = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        using var stop = new CancellationTokenSource();
        using var listener = new RawListener();
        var connecting = dealer.ConnectAsync(listener.Address, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        using var peer = await listener.AcceptAsync("DEALER", Token);
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task A_connect_that_waits_ends_with_its_socket()
    {
        await using var dealer = Create<IDealerSocket>();
        using var listener = new RawListener();
        var connecting = dealer.ConnectAsync(listener.Address, Token).AsTask();
        await dealer.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => connecting);
    }

    private Task WaitForRetryAsync(int seconds) =>
        Until(() => _clock.Pending.Any(wait => wait >= TimeSpan.FromSeconds(seconds) && wait <= TimeSpan.FromSeconds(seconds * 1.25)));
}
