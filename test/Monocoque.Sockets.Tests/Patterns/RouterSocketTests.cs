using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class RouterSocketTests : SocketTest
{
    [Fact]
    public async Task An_anonymous_peer_gets_an_id_of_zero_and_four_octets()
    {
        await using var router = Create<IRouterSocket>();
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        var address = await JoinAsync(router, one);
        await two.ConnectAsync(address, Token);
        await SendAsync(one, "1");
        using var first = await router.ReceiveAsync(Token);
        await SendAsync(two, "2");
        using var second = await router.ReceiveAsync(Token);
        foreach (var message in (ZmqMessage[])[first, second])
        {
            Assert.Equal(5, message.First.Length);
            Assert.Equal(0, message.First.Span[0]);
            Assert.True(message.Peer!.RoutingId.Span.SequenceEqual(message.First.Span));
        }
        Assert.False(first.First.Span.SequenceEqual(second.First.Span));
        await router.SendAsync(ZmqMessage.Create([second.First, "to two"u8.ToArray()]), Token);
        Assert.Equal("to two", await ReceiveAsync(two));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.RoutingId))]
    public async Task A_peer_is_known_by_its_identity_both_ways()
    {
        await using var router = Create<IRouterSocket>();
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "worker");
        await JoinAsync(router, dealer);
        await SendAsync(router, "worker", "a", "b");
        Assert.Equal("a|b", await ReceiveAsync(dealer));
        await SendAsync(dealer, "c", "", "d");
        Assert.Equal("worker|c||d", await ReceiveAsync(router));
    }

    [Fact]
    public async Task A_newcomer_with_an_id_in_use_is_closed_and_the_holder_goes_on()
    {
        await using var router = Create<IRouterSocket>();
        var address = await router.BindAsync(FreeAddress(), Token);
        using var holder = await DialAsync(address, "DEALER", "same");
        await Until(() => Core(router).PeerCount == 1);
        using var newcomer = await DialAsync(address, "DEALER", "same");
        await newcomer.ReadToEndAsync();
        Assert.Equal(1, Meter.Read("zmq.routing_id.duplicates"));
        Assert.Equal(1, Log.Count(3004));
        await SendAsync(router, "same", "x");
        Assert.Equal("x", await holder.ReadMessageAsync());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.RouterHandover))]
    public async Task With_handover_the_newcomer_takes_the_id_over()
    {
        await using var router = Create<IRouterSocket>(o => o.RouterHandover = true);
        var address = await router.BindAsync(FreeAddress(), Token);
        using var holder = await DialAsync(address, "DEALER", "same");
        await Until(() => Core(router).PeerCount == 1);
        using var newcomer = await DialAsync(address, "DEALER", "same");
        await holder.ReadToEndAsync();
        await Until(() => Core(router).PeerCount == 1);
        await SendAsync(router, "same", "x");
        Assert.Equal("x", await newcomer.ReadMessageAsync());
        await newcomer.SendMessageAsync("y");
        Assert.Equal("same|y", await ReceiveAsync(router));
    }

    [Fact]
    public async Task An_id_is_free_again_when_its_peer_has_gone()
    {
        await using var router = Create<IRouterSocket>();
        var address = await router.BindAsync(FreeAddress(), Token);
        (await DialAsync(address, "DEALER", "same")).Dispose();
        await Until(() => Core(router).PeerCount == 0 && Log.Count(1000) == 1);
        using var next = await DialAsync(address, "DEALER", "same");
        await Until(() => Core(router).PeerCount == 1);
        await SendAsync(router, "same", "x");
        Assert.Equal("x", await next.ReadMessageAsync());
    }

    [Fact]
    public async Task A_message_to_nobody_is_dropped_and_counted()
    {
        await using var router = Create<IRouterSocket>();
        Assert.True(router.TrySend(ZmqMessage.Text("nobody", "x")));
        await SendAsync(router, "nobody", "y");
        Assert.Equal(2, CountersOf(router).GetDropped(DropReason.NoRoute));
        Assert.Equal(2, Meter.Read("zmq.messages.dropped", "error.type", "no_route"));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.RouterMandatory))]
    public async Task With_mandatory_a_message_to_nobody_throws_and_stays_the_callers()
    {
        await using var router = Create<IRouterSocket>(o => o.RouterMandatory = true);
        using var message = ZmqMessage.Text("nobody", "x");
        await ThrowsAsync(ZmqError.HostUnreachable, () => router.SendAsync(message, Token).AsTask());
        Throws(ZmqError.HostUnreachable, () => router.TrySend(message));
        Assert.Equal("x", message.GetString(1));
    }

    [Fact]
    public async Task A_message_without_a_body_is_refused()
    {
        await using var router = Create<IRouterSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync(router, "id only"));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.SendHighWaterMark))]
    public async Task A_message_to_a_full_peer_is_dropped_and_counted()
    {
        var network = UseMemory();
        await using var router = Create<IRouterSocket>(o => o.SendHighWaterMark = 2);
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "d");
        await JoinAsync(router, dealer);
        network.Links.Single().Pause();
        for (var i = 0; i < 100; i++)
            await router.SendAsync(ZmqMessage.Create(["d"u8.ToArray(), new byte[500]]), Token);
        var dropped = CountersOf(router).GetDropped(DropReason.HighWaterMark);
        Assert.InRange(dropped, 90, 99);
        network.Links.Single().Resume();
        for (var i = 0; i < 100 - dropped; i++)
            (await dealer.ReceiveAsync(Token)).Dispose();
    }

    [Fact]
    public async Task With_mandatory_a_full_peer_throws_and_holds_up_nobody_else()
    {
        var network = UseMemory();
        await using var router = Create<IRouterSocket>(o => (o.SendHighWaterMark, o.RouterMandatory) = (2, true));
        await using var full = Create<IDealerSocket>(o => o.RoutingId = "full");
        await using var other = Create<IDealerSocket>(o => o.RoutingId = "other");
        var address = await JoinAsync(router, full);
        network.Links.Single().Pause();
        await other.ConnectAsync(address, Token);
        await Until(() => Core(router).PeerCount == 2);
        using var refused = ZmqMessage.Create(["full"u8.ToArray(), new byte[500]]);
        var sent = 0;
        while (router.TrySend(refused.Share()))
            sent++;
        Assert.InRange(sent, 1, 20);
        await ThrowsAsync(ZmqError.WouldBlock, () => router.SendAsync(refused, Token).AsTask());
        Assert.Equal(500, refused[1].Length);
        await SendAsync(router, "other", "x");
        Assert.Equal("x", await ReceiveAsync(other));
        network.Links.First().Resume();
        for (var i = 0; i < sent; i++)
            (await full.ReceiveAsync(Token)).Dispose();
        await Until(() => router.TrySend(refused.Share()));
    }

    [Fact]
    public async Task Peers_are_received_from_in_turn()
    {
        await using var router = Create<IRouterSocket>();
        var address = await router.BindAsync(FreeAddress(), Token);
        using var flood = await DialAsync(address, "DEALER", "flood");
        for (var i = 0; i < 100; i++)
            await flood.SendMessageAsync("x");
        using var one = await DialAsync(address, "DEALER", "one");
        using var two = await DialAsync(address, "DEALER", "two");
        await one.SendMessageAsync("x");
        await two.SendMessageAsync("x");
        await Until(() => Core(router).FairQueue.Count == 102);
        var first = new HashSet<string>();
        for (var i = 0; i < 4; i++)
            first.Add(await ReceiveAsync(router));
        Assert.Equal(["flood|x", "one|x", "two|x"], first.Order(StringComparer.Ordinal));
    }

    private MemoryNetwork UseMemory()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        return network;
    }
}
