using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class ConflateTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Conflate))]
    public async Task A_receiver_keeps_only_the_newest_message_of_each_peer()
    {
        await using var sub = Create<ISubSocket>(o => o.Conflate = true);
        sub.Subscribe("");
        var address = await sub.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "PUB");
        using var two = await DialAsync(address, "PUB");
        for (var i = 0; i < 2000; i++)
            await one.SendMessageAsync("one", $"{i}");
        await two.SendMessageAsync("two");
        await Until(() => CountersOf(sub).GetDropped(DropReason.Conflated) == 1999 && Core(sub).FairQueue.Count == 2);
        var received = new[] { await ReceiveAsync(sub), await ReceiveAsync(sub) };
        Assert.Equal(["one|1999", "two"], received.Order(StringComparer.Ordinal));
        Assert.False(sub.TryReceive(out _));
        Assert.Equal(1999, Meter.Read("zmq.messages.dropped", "error.type", "conflated"));
    }

    [Fact]
    public async Task A_sender_keeps_only_the_newest_message_for_a_peer_that_is_not_there()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.Conflate, o.SendHighWaterMark) = (true, 2));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        for (var i = 0; i < 100; i++)
            Assert.True(dealer.TrySend(ZmqMessage.Text("a", $"{i}")));
        using var peer = await listener.AcceptAsync("DEALER", Token);
        Assert.Equal("a|99", await peer.ReadMessageAsync());
        Assert.Equal(99, CountersOf(dealer).GetDropped(DropReason.Conflated));
        await SendAsync(dealer, "next");
        Assert.Equal("next", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task A_publisher_keeps_only_the_newest_message_for_a_slow_subscriber()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var pub = Create<IPubSocket>(o => o.Conflate = true);
        await using var slow = Create<ISubSocket>(o => o.Subscribe.Add(""));
        await JoinAsync(pub, slow);
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 1);
        network.Links.Single().Pause();
        var payload = new string('x', 400);
        for (var i = 0; i < 100; i++)
            await pub.PublishAsync($"{i}", payload, Token);
        var replaced = CountersOf(pub).GetDropped(DropReason.Conflated);
        Assert.InRange(replaced, 90, 99);
        network.Links.Single().Resume();
        var last = "";
        for (var i = 0; i < 100 - replaced; i++)
            last = await ReceiveAsync(slow);
        Assert.Equal($"99|{payload}", last);
    }
}
