using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>Waiting for peers before the first message, and for the last message to leave.</summary>
public sealed class ReadinessTests : SocketTest
{
    [Fact]
    public async Task A_peer_is_waited_for_from_either_side()
    {
        await using var router = Create<IRouterSocket>();
        await using var dealer = Create<IDealerSocket>();
        var ready = router.WaitForPeerAsync(cancellationToken: Token).AsTask();
        Assert.False(ready.IsCompleted);
        var address = await router.BindAsync(FreeAddress(), Token);
        dealer.Connect($"{address}");
        await dealer.WaitForPeerAsync(cancellationToken: Token);
        await ready;
        await router.WaitForPeerAsync(1, Token);
    }

    [Fact]
    public async Task A_number_of_peers_is_waited_for()
    {
        await using var router = Create<IRouterSocket>();
        var address = await router.BindAsync(FreeAddress(), Token);
        var ready = router.WaitForPeerAsync(3, Token).AsTask();
        var peers = new List<RawPeer>();
        for (var i = 0; i < 3; i++)
        {
            Assert.False(ready.IsCompleted);
            peers.Add(await DialAsync(address, "DEALER"));
        }
        await ready;
        peers.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task All_addresses_are_waited_for()
    {
        await using var dealer = Create<IDealerSocket>();
        await dealer.WaitForAllPeersAsync(Token);
        using var one = new RawListener();
        using var two = new RawListener();
        dealer.Connect(one.Address);
        dealer.Connect(two.Address);
        var ready = dealer.WaitForAllPeersAsync(Token).AsTask();
        using var first = await one.AcceptAsync("DEALER", Token);
        await dealer.WaitForPeerAsync(1, Token);
        Assert.False(ready.IsCompleted);
        using var second = await two.AcceptAsync("DEALER", Token);
        await ready;
    }

    [Fact]
    public async Task An_address_that_is_disconnected_is_not_waited_for()
    {
        await using var dealer = Create<IDealerSocket>();
        using var nobody = new RawListener();
        dealer.Connect(nobody.Address);
        var ready = dealer.WaitForAllPeersAsync(Token).AsTask();
        Assert.False(ready.IsCompleted);
        await dealer.DisconnectAsync(nobody.Address, Token);
        await ready;
    }

    [Fact]
    public async Task Nothing_is_lost_that_is_published_once_a_subscriber_is_there()
    {
        await using var pub = Create<IPubSocket>();
        await using var sub = Create<ISubSocket>();
        var address = await pub.BindAsync(FreeAddress(), Token);
        sub.Connect($"{address}");
        await pub.WaitForPeerAsync(1, Token);
        var any = pub.WaitForSubscriberAsync(cancellationToken: Token).AsTask();
        var exact = pub.WaitForSubscriberAsync("prices.EUR", cancellationToken: Token).AsTask();
        Assert.False(any.IsCompleted);
        sub.Subscribe("news.");
        await any;
        Assert.False(exact.IsCompleted);
        sub.Subscribe("prices.");
        await exact;
        await SendAsync(pub, "prices.EUR", "1.1");
        Assert.Equal("prices.EUR|1.1", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task Subscribers_are_counted_once_however_much_they_subscribe_to()
    {
        await using var pub = Create<IPubSocket>();
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var first = await DialAsync(address, "SUB");
        var two = pub.WaitForSubscriberAsync(2, Token).AsTask();
        var twoOfTopic = pub.WaitForSubscriberAsync("ab", 2, Token).AsTask();
        await first.SendMessageAsync("\u0001a");
        await first.SendMessageAsync("\u0001ab");
        await pub.WaitForSubscriberAsync("ab", cancellationToken: Token);
        Assert.False(two.IsCompleted);
        Assert.False(twoOfTopic.IsCompleted);
        using var second = await DialAsync(address, "SUB");
        await second.SendMessageAsync("\u0001");
        await two;
        await twoOfTopic;
    }

    [Fact]
    public async Task An_XPUB_tells_of_its_subscribers_as_a_PUB_does()
    {
        await using var xpub = Create<IXPubSocket>();
        await using var sub = Create<ISubSocket>();
        sub.Connect($"{await xpub.BindAsync(FreeAddress(), Token)}");
        await xpub.WaitForPeerAsync(1, Token);
        var any = xpub.WaitForSubscriberAsync(cancellationToken: Token).AsTask();
        var exact = xpub.WaitForSubscriberAsync("prices.EUR", cancellationToken: Token).AsTask();
        sub.Subscribe("news.");
        await any;
        Assert.False(exact.IsCompleted);
        sub.Subscribe("prices.");
        await exact;
        await SendAsync(xpub, "prices.EUR", "1.1");
        Assert.Equal("prices.EUR|1.1", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task An_XPUB_that_decides_by_hand_has_a_subscriber_when_it_has_decided()
    {
        await using var xpub = Create<IXPubSocket>(static o => o.XPubManual = true);
        await using var sub = Create<ISubSocket>();
        sub.Subscribe("a");
        sub.Connect($"{await xpub.BindAsync(FreeAddress(), Token)}");
        var subscriber = xpub.WaitForSubscriberAsync("b", cancellationToken: Token).AsTask();
        using var wish = await xpub.ReceiveAsync(Token);
        Assert.False(subscriber.IsCompleted);
        xpub.Subscribe(wish.Peer!, "b"u8);
        await subscriber;
    }

    [Fact]
    public async Task Waits_end_with_their_token_or_their_socket()
    {
        var pub = Create<IPubSocket>();
        using var stop = new CancellationTokenSource();
        var cancelled = pub.WaitForPeerAsync(1, stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await cancelled);
        var peer = pub.WaitForPeerAsync(1, Token).AsTask();
        var subscriber = pub.WaitForSubscriberAsync(1, Token).AsTask();
        await pub.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, async () => await peer);
        await ThrowsAsync(ZmqError.Terminated, async () => await subscriber);
        await ThrowsAsync(ZmqError.Terminated, async () => await pub.WaitForPeerAsync(1, Token));
        await ThrowsAsync(ZmqError.Terminated, async () => await pub.DrainAsync(TimeSpan.Zero, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await pub.WaitForPeerAsync(0, Token));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await pub.WaitForSubscriberAsync(0, Token));
    }

    [Fact]
    public async Task Draining_reports_what_is_left_at_the_deadline()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        await using var dealer = Create<IDealerSocket>();
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        for (var i = 0; i < 3; i++)
            await SendAsync(dealer, $"{i}");
        Assert.Equal(3, await dealer.DrainAsync(TimeSpan.Zero, Token));
        var draining = dealer.DrainAsync(TimeSpan.FromSeconds(5), Token).AsTask();
        await Until(() => clock.Pending.Contains(TimeSpan.FromSeconds(5)));
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(3, await draining);
        var rest = dealer.DrainAsync(Timeout.InfiniteTimeSpan, Token).AsTask();
        using var peer = await listener.AcceptAsync("DEALER", Token);
        Assert.Equal(0, await rest);
        for (var i = 0; i < 3; i++)
            Assert.Equal($"{i}", await peer.ReadMessageAsync());
    }
}
