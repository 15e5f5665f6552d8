using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Sockets.Tests.Tls;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Closing asks the peer whether it has read what it was sent. Time stands still here: whoever gets to the end was answered.</summary>
public sealed class FarewellTests : TlsSocketTest
{
    private const string Farewell = "<\u0004PING\0\0farewell>";

    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(30);
    private static readonly byte[] s_answer = [4, 13, 4, .. "PONGfarewell"u8];

    private readonly TestClock _clock = new();

    public FarewellTests() => RuntimeOptions.TimeProvider = _clock;

    /// <summary>A connection that is closed with octets unread is reset, and with it goes what its peer has not read yet.</summary>
    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    [InlineData("tls")]
    [InlineData("curve")]
    public async Task What_was_sent_last_reaches_a_subscriber_that_cancels_subscriptions_meanwhile(string way)
    {
        for (var i = 0; i < 20; i++)
        {
            await using var sub = Create<ISubSocket>(o => SecureClient(way, o));
            await using var pub = Create<IPubSocket>(o =>
            {
                o.Linger = s_linger;
                SecureServer(way, o);
            });
            sub.Connect($"{await pub.BindAsync(way is "tls" ? AnyPort : FreeAddress(way is "ipc" ? "ipc" : "tcp"), Token)}");
            var topics = Enumerable.Range(0, 500).Select(static number => $"topic {number}").ToList();
            topics.ForEach(sub.Subscribe);
            sub.Subscribe("m");
            await pub.WaitForSubscriberAsync("m"u8.ToArray(), 1, Token);
            var cancelling = Task.Run(() => topics.ForEach(sub.Unsubscribe), Token);
            for (var message = 0; message < 20; message++)
                await SendAsync(pub, $"m{message}");
            await pub.DisposeAsync();
            for (var message = 0; message < 20; message++)
                Assert.Equal($"m{message}", await ReceiveAsync(sub));
            await cancelling;
        }
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task What_was_sent_last_reaches_a_router_that_answers_meanwhile(string transport)
    {
        for (var i = 0; i < 20; i++)
        {
            await using var router = Create<IRouterSocket>();
            await using var dealer = Create<IDealerSocket>(o => (o.Linger, o.RoutingId) = (s_linger, "d"));
            dealer.Connect((await router.BindAsync(FreeAddress(transport), Token)).ToString());
            await SendAsync(dealer, "first");
            Assert.Equal("d|first", await ReceiveAsync(router));
            for (var message = 0; message < 500; message++)
                await SendAsync(router, "d", "answer that is not waited for");
            for (var message = 0; message < 20; message++)
                await SendAsync(dealer, $"{message}");
            await dealer.DisposeAsync();
            for (var message = 0; message < 20; message++)
                Assert.Equal($"d|{message}", await ReceiveAsync(router));
        }
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(30, 5)]
    [InlineData(-1, 5)]
    public async Task A_peer_that_does_not_answer_is_waited_for_as_long_as_the_linger_but_no_longer_than_five_seconds(int linger, int seconds)
    {
        var (sender, peer) = await SendOneAsync(linger < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(linger));
        using var _ = peer;
        var time = TimeSpan.FromSeconds(seconds);
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        await Until(() => _clock.Pending.Contains(time));
        _clock.Advance(time - TimeSpan.FromTicks(1));
        Assert.False(closing.IsCompleted);
        _clock.Advance(TimeSpan.FromTicks(1));
        await closing.WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task The_answer_ends_the_connection_whatever_comes_before_it()
    {
        var (sender, peer) = await SendOneAsync();
        using var _ = peer;
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        // Of a heartbeat, and of somebody who answers what was not asked.
        await peer.SendAsync([4, 5, 4, .. "PONG"u8, 4, 13, 4, .. "PONGsomebody"u8]);
        await peer.SendMessageAsync("nobody takes this");
        Assert.False(closing.IsCompleted);
        await peer.SendAsync(s_answer);
        await closing.WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_peer_that_ends_the_connection_is_not_waited_for()
    {
        var (sender, peer) = await SendOneAsync();
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        peer.Dispose();
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task Dispose_ends_the_wait_for_the_answer()
    {
        var (sender, peer) = await SendOneAsync();
        using var _ = peer;
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        sender.Dispose();
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task Whoever_was_sent_nothing_is_not_asked()
    {
        await using var sender = Create<IDealerSocket>(o => o.Linger = s_linger);
        using var peer = await DialAsync(await sender.BindAsync(FreeAddress(), Token), "DEALER");
        await Until(() => Core(sender).PeerCount == 1);
        await sender.DisposeAsync().AsTask().WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Without_linger_nobody_is_asked()
    {
        var (sender, peer) = await SendOneAsync(TimeSpan.Zero);
        using var _ = peer;
        await sender.DisposeAsync().AsTask().WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_peer_of_ZMTP_3_0_is_not_asked()
    {
        await using var sender = Create<IDealerSocket>(o => o.Linger = s_linger);
        using var peer = await DialAsync(await sender.BindAsync(FreeAddress(), Token));
        var greeting = RawPeer.Greeting;
        greeting[11] = 0;
        await peer.SendAsync([.. greeting, .. RawPeer.Ready("DEALER")]);
        await peer.ReadAsync(64);
        await peer.ReadFrameAsync();
        await SendAsync(sender, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
        await sender.DisposeAsync().AsTask().WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Dispose_asks_nobody()
    {
        var (sender, peer) = await SendOneAsync();
        using var _ = peer;
        sender.Dispose();
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task A_peer_that_takes_nothing_costs_the_others_nothing()
    {
        using var listener = new RawListener();
        var (sender, peer) = await SendOneAsync(listener);
        using var _ = peer;
        // Two messages, one for each in turn.
        sender.Connect($"ipc://{FreePath()}");
        sender.TrySend(ZmqMessage.Text("y"));
        sender.TrySend(ZmqMessage.Text("y"));
        Assert.Equal("y", await peer.ReadMessageAsync());
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        await peer.SendAsync(s_answer);
        Assert.Equal(0, await peer.ReadToEndAsync());
        Assert.False(closing.IsCompleted);
        sender.Dispose();
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task The_time_to_live_that_the_peer_was_told_stays_in_the_question()
    {
        await using var sender = Create<IDealerSocket>(o => (o.Linger, o.HeartbeatInterval, o.HeartbeatTtl) = (s_linger, s_linger, TimeSpan.FromSeconds(100)));
        using var peer = await DialAsync(await sender.BindAsync(FreeAddress(), Token), "DEALER");
        await SendAsync(sender, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
        var closing = sender.DisposeAsync().AsTask();
        Assert.Equal("<\u0004PING\u0003\u00E8farewell>", await peer.ReadMessageAsync());
        await peer.SendAsync(s_answer);
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task The_answer_is_read_behind_messages_that_nobody_has_room_for_which_are_counted()
    {
        using var listener = new RawListener();
        await using var sender = Create<IDealerSocket>(o => (o.Linger, o.ReceiveHighWaterMark) = (s_linger, 2));
        sender.Connect(listener.Address);
        using var peer = await listener.AcceptAsync("DEALER", Token);
        for (var i = 0; i < 5; i++)
            await peer.SendMessageAsync($"{i}");
        await Until(() => Core(sender).FairQueue.Count == 2);
        await SendAsync(sender, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
        var leaving = sender.DisconnectAsync(listener.Address, Token).AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        await peer.SendAsync(s_answer);
        await leaving.WaitAsync(Token);
        Assert.Equal("0", await ReceiveAsync(sender));
        Assert.Equal("1", await ReceiveAsync(sender));
        Assert.False(sender.TryReceive(out var _));
        Assert.Equal(3, CountersOf(sender).GetDropped(Diagnostics.DropReason.Closed));
    }

    [Fact]
    public async Task Who_gives_up_waiting_for_a_disconnect_does_not_wait_for_the_answer()
    {
        using var listener = new RawListener();
        var (sender, peer) = await SendOneAsync(listener);
        using var _ = peer;
        using var patience = new CancellationTokenSource();
        var leaving = sender.DisconnectAsync(listener.Address, patience.Token).AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        await patience.CancelAsync();
        await leaving.WaitAsync(Token);
        Assert.Equal(0, await peer.ReadToEndAsync());
    }

    [Fact]
    public async Task Disconnecting_asks_too_and_what_comes_before_the_answer_is_received()
    {
        using var listener = new RawListener();
        var (sender, peer) = await SendOneAsync(listener);
        using var _ = peer;
        var leaving = sender.DisconnectAsync(listener.Address, Token).AsTask();
        Assert.Equal(Farewell, await peer.ReadMessageAsync());
        await peer.SendMessageAsync("sent before it knew");
        await peer.SendAsync(s_answer);
        await leaving.WaitAsync(Token);
        Assert.Equal("sent before it knew", await ReceiveAsync(sender));
    }

    private void SecureServer(string way, ZmqSocketOptions options)
    {
        if (way is "tls")
            Server(options);
        else if (way is "curve")
            CurveServer(options);
    }

    private void SecureClient(string way, ZmqSocketOptions options)
    {
        if (way is "tls")
            Client(options);
        else if (way is "curve")
            CurveClient(options);
    }

    /// <summary>A socket whose only peer, which connected to it, has read its only message.</summary>
    private async Task<(IDealerSocket Sender, RawPeer Peer)> SendOneAsync(TimeSpan? linger = null)
    {
        var sender = Create<IDealerSocket>(o => o.Linger = linger ?? s_linger);
        return (sender, await SendOneAsync(sender, await DialAsync(await sender.BindAsync(FreeAddress(), Token), "DEALER")));
    }

    /// <summary>As the other, but the socket connected.</summary>
    private async Task<(IDealerSocket Sender, RawPeer Peer)> SendOneAsync(RawListener listener)
    {
        var sender = Create<IDealerSocket>(o => o.Linger = s_linger);
        sender.Connect(listener.Address);
        return (sender, await SendOneAsync(sender, await listener.AcceptAsync("DEALER", Token)));
    }

    private async Task<RawPeer> SendOneAsync(IDealerSocket sender, RawPeer peer)
    {
        await SendAsync(sender, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
        return peer;
    }
}
