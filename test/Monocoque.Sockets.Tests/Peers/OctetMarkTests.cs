using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>High-water marks in octets, and the budget of a socket.</summary>
public sealed class OctetMarkTests : SocketTest
{
    private const int Kilobyte = 1024;

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.SendHighWaterMarkBytes))]
    public async Task A_sender_waits_at_the_mark_in_octets_and_goes_on_in_order()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes) = (0, 10 * Kilobyte));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        var sent = 0;
        while (dealer.TrySend(Message(sent, Kilobyte)))
            sent++;
        Assert.InRange(sent, 9, 11);
        var waiting = dealer.SendAsync(Message(sent, Kilobyte), Token).AsTask();
        Assert.False(waiting.IsCompleted);
        using var peer = await listener.AcceptAsync("DEALER", Token);
        await waiting;
        for (var i = 0; i <= sent; i++)
            Assert.StartsWith($"{i}|", await peer.ReadMessageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_below_its_mark_takes_a_message_of_any_size()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.SendHighWaterMarkBytes = 1);
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        Assert.True(dealer.TrySend(Message(0, 500 * Kilobyte)));
        Assert.False(dealer.TrySend(Message(1, 1)));
        using var peer = await listener.AcceptAsync("DEALER", Token);
        Assert.StartsWith("0|", await peer.ReadMessageAsync(), StringComparison.Ordinal);
        await SendAsync(dealer, "1");
        Assert.Equal("1", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task A_publisher_drops_at_the_mark_in_octets_and_counts()
    {
        await using var pub = Create<IPubSocket>(static o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes) = (0, 64 * Kilobyte));
        using var stopped = await SubscribeAsync(pub);
        for (var i = 0; i < 20_000; i++)
            await SendAsync(pub, "a", new string('x', Kilobyte));
        // The system may have taken the last of it by now.
        Assert.InRange(Core(pub).Outboxes.Single().Octets, 0, 66 * Kilobyte);
        Assert.True(Meter.Read("zmq.messages.dropped", "error.type", "high_water_mark") > 0);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ReceiveHighWaterMarkBytes))]
    public async Task A_receiver_at_its_mark_in_octets_stops_reading_and_loses_nothing()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.ReceiveHighWaterMark, o.ReceiveHighWaterMarkBytes) = (0, 10 * Kilobyte));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address, "DEALER");
        const int Count = 20;
        var sending = SendAllAsync();
        await Until(() => Core(dealer).FairQueue.Count > 0);
        await Until(() => Core(dealer).FairQueue.Count == 1);
        for (var i = 0; i < Count; i++)
        {
            Assert.StartsWith($"{i}|", await ReceiveAsync(dealer), StringComparison.Ordinal);
            Assert.InRange(Core(dealer).FairQueue.Count, 0, 1);
        }
        await sending;

        async Task SendAllAsync()
        {
            for (var i = 0; i < Count; i++)
                await peer.SendMessageAsync($"{i}", new string('x', 1000 * Kilobyte));
        }
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MemoryBudget))]
    public async Task A_queue_never_emptied_leaves_half_of_the_budget_to_the_others()
    {
        await using var router = Create<IRouterSocket>(static o =>
            (o.SendHighWaterMark, o.MemoryBudget, o.RouterMandatory) = (0, 1000 * Kilobyte, true));
        var address = await router.BindAsync(FreeAddress(), Token);
        using var stopped = await DialAsync(address, "DEALER", "stopped");
        using var reading = await DialAsync(address, "DEALER", "reading");
        await router.WaitForPeerAsync(2, Token);
        await Until(() =>
        {
            // What the system still takes leaves the queue.
            while (router.TrySend(ZmqMessage.Text("stopped", new string('x', 10 * Kilobyte))))
            {
            }
            return Core(router).Budget!.Used >= 450 * Kilobyte;
        });
        // Half, and half a message.
        Assert.InRange(Core(router).Budget!.Used, 0, 506 * Kilobyte);
        for (var i = 0; i < 500; i++)
        {
            await SendAsync(router, "reading", $"{i}", new string('y', 10 * Kilobyte));
            Assert.StartsWith($"{i}|", await reading.ReadMessageAsync(), StringComparison.Ordinal);
        }
        Assert.InRange(Core(router).Budget!.Used, 0, 1000 * Kilobyte);
    }

    [Fact]
    public async Task Senders_that_wait_for_the_budget_go_on_when_another_queue_is_emptied()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.SendHighWaterMark, o.ReceiveHighWaterMark, o.MemoryBudget) = (0, 0, 100 * Kilobyte));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address, "DEALER");
        for (var i = 0; i < 60; i++)
            await peer.SendMessageAsync($"{i}", new string('x', Kilobyte));
        await Until(() => Core(dealer).Budget!.Used >= 50 * Kilobyte);
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        // The one peer takes what the system has room for, the other is not there.
        while (dealer.TrySend(Message(0, 5 * Kilobyte)))
        {
        }
        var waiting = dealer.SendAsync(Message(1, 5 * Kilobyte), Token).AsTask();
        for (var i = 0; i < 60; i++)
            Assert.StartsWith($"{i}|", await ReceiveAsync(dealer), StringComparison.Ordinal);
        await waiting;
    }

    [Fact]
    public async Task Readers_that_wait_for_the_budget_go_on_when_there_is_room()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.ReceiveHighWaterMark, o.MemoryBudget) = (0, 200 * Kilobyte));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "DEALER");
        using var two = await DialAsync(address, "DEALER");
        const int Count = 300;
        var sending = Task.WhenAll(FloodAsync(one, "1"), FloodAsync(two, "2"));
        await Until(() => Core(dealer).Budget!.Used >= 100 * Kilobyte);
        var received = new Dictionary<string, int> { ["1"] = 0, ["2"] = 0 };
        for (var i = 0; i < 2 * Count; i++)
        {
            var parts = (await ReceiveAsync(dealer)).Split('|');
            Assert.Equal($"{received[parts[0]]++}", parts[1]);
        }
        await sending;
        Assert.Equal(0, Core(dealer).Budget!.Used);

        async Task FloodAsync(RawPeer peer, string name)
        {
            for (var i = 0; i < Count; i++)
                await peer.SendMessageAsync(name, $"{i}", new string('x', 10 * Kilobyte));
        }
    }

    [Fact]
    public async Task What_leaves_the_queues_leaves_the_budget()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.MemoryBudget = 1000 * Kilobyte);
        await using var peer = Create<IDealerSocket>(static o => o.MemoryBudget = 1000 * Kilobyte);
        await JoinAsync(peer, dealer);
        foreach (var size in (int[])[1, 100, 300, 40 * Kilobyte, 200 * Kilobyte])
        {
            await dealer.SendAsync(Message(size, size), Token);
            await ReceiveAsync(peer);
        }
        Assert.Equal(0, await dealer.DrainAsync(Timeout.InfiniteTimeSpan, Token));
        Assert.Equal(0, Core(dealer).Budget!.Used);
        Assert.Equal(0, Core(peer).Budget!.Used);

        var listener = new RawListener();
        var address = listener.Address;
        listener.Dispose();
        dealer.Connect(address);
        while (dealer.TrySend(Message(0, Kilobyte)) && Core(dealer).Budget!.Used < 100 * Kilobyte)
        {
        }
        await dealer.DisconnectAsync(address, Token);
        Assert.Equal(0, await dealer.DrainAsync(Timeout.InfiniteTimeSpan, Token));
        Assert.Equal(0, Core(dealer).Budget!.Used);
    }

    private static ZmqMessage Message(int number, int size) => ZmqMessage.Text($"{number}", new string('x', size));

    private async Task<RawPeer> SubscribeAsync(IPubSocket pub)
    {
        var peer = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "SUB");
        await peer.SendAsync([4, 10, 9, .. "SUBSCRIBE"u8]);
        await pub.WaitForSubscriberAsync(cancellationToken: Token);
        return peer;
    }
}
