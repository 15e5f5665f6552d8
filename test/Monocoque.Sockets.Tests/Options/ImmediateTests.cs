using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class ImmediateTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Immediate))]
    public async Task Messages_go_to_the_peers_that_are_there_and_not_to_those_that_may_come()
    {
        await using var dealer = Create<IDealerSocket>(o => o.Immediate = true);
        await using var other = Create<IDealerSocket>();
        string nobody;
        using (var listener = new RawListener())
            nobody = listener.Address;
        dealer.Connect(nobody);
        Assert.False(dealer.TrySend(ZmqMessage.Text("early")));
        await using var there = Create<IDealerSocket>();
        await JoinAsync(there, dealer, other);
        other.Connect(nobody);
        for (var i = 0; i < 10; i++)
            await SendAsync(dealer, $"{i}");
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(there));

        for (var i = 0; i < 10; i++)
            await SendAsync(other, $"{i}");
        await Until(() => Core(there).FairQueue.Count == 5);
        Assert.Equal(5, Core(other).SendQueueLength);
    }

    [Fact]
    public async Task Sends_wait_from_the_loss_of_the_only_peer_to_its_return()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.Immediate, o.ReconnectInterval) = (true, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        using (var peer = await listener.AcceptAsync("DEALER", Token))
        {
            await SendAsync(dealer, "one");
            Assert.Equal("one", await peer.ReadMessageAsync());
        }
        await Until(() => Core(dealer).PeerCount == 0);
        Assert.False(dealer.TrySend(ZmqMessage.Text("refused")));
        var waiting = SendAsync(dealer, "two");
        using var next = await listener.AcceptAsync("DEALER", Token);
        await waiting;
        Assert.Equal("two", await next.ReadMessageAsync());
    }

    [Fact]
    public async Task What_was_queued_for_a_connection_is_lost_with_it_and_counted()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var dealer = Create<IDealerSocket>(o => o.Immediate = true);
        await using var peer = Create<IDealerSocket>();
        await JoinAsync(peer, dealer);
        network.Links.Single().Pause();
        for (var i = 0; i < 50; i++)
            await dealer.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
        network.Links.Single().Cut();
        await Until(() => network.Links.Count == 2 && Core(dealer).PeerCount == 1);
        Assert.Equal(0, Core(dealer).SendQueueLength);
        Assert.InRange(CountersOf(dealer).TotalDropped, 40, 50);
        await SendAsync(dealer, "first of the new connection");
        Assert.Equal("first of the new connection", await ReceiveAsync(peer));
        Assert.Equal(0, CountersOf(dealer).GetDropped(DropReason.HighWaterMark));
    }

    [Fact]
    public async Task A_request_waits_for_a_peer_and_fails_when_that_goes()
    {
        await using var req = Create<IReqSocket>(o => (o.Immediate, o.ReconnectInterval) = (true, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        req.Connect(listener.Address);
        Assert.False(req.TrySend(ZmqMessage.Text("early")));
        using (var peer = await listener.AcceptAsync("REP", Token))
        {
            await SendAsync(req, "one");
            Assert.Equal("|one", await peer.ReadMessageAsync());
        }
        await ThrowsAsync(ZmqError.HostUnreachable, () => ReceiveAsync(req));
        using var next = await listener.AcceptAsync("REP", Token);
        await SendAsync(req, "two");
        Assert.Equal("|two", await next.ReadMessageAsync());
        await next.SendMessageAsync("", "reply");
        Assert.Equal("reply", await ReceiveAsync(req));
    }

    [Fact]
    public async Task Disconnecting_and_closing_end_such_connections_too()
    {
        await using var peer = Create<IDealerSocket>();
        var dealer = Create<IDealerSocket>(o => o.Immediate = true);
        var address = await JoinAsync(peer, dealer);
        await dealer.DisconnectAsync(address, Token);
        Assert.False(dealer.TrySend(ZmqMessage.Text("nobody")));
        await dealer.ConnectAsync(address, Token);
        await SendAsync(dealer, "again");
        Assert.Equal("again", await ReceiveAsync(peer));
        await dealer.DisposeAsync();
        await Until(() => Core(peer).PeerCount == 0);
    }

    [Fact]
    public async Task A_pair_has_one_address_to_connect_to_though_nobody_is_there_yet()
    {
        await using var pair = Create<IPairSocket>(o => o.Immediate = true);
        using var listener = new RawListener();
        pair.Connect(listener.Address);
        Throws(ZmqError.InvalidState, () => pair.Connect("tcp://127.0.0.1:1"));
        var waiting = SendAsync(pair, "waits for the peer");
        using (var peer = await listener.AcceptAsync("PAIR", Token))
        {
            await waiting;
            Assert.Equal("waits for the peer", await peer.ReadMessageAsync());
        }
        await Until(() => Core(pair).PeerCount == 0);
        await pair.DisconnectAsync(listener.Address, Token);
        pair.Connect("tcp://127.0.0.1:1");
        Assert.False(pair.TrySend(ZmqMessage.Text("refused")));
    }

    [Fact]
    public async Task A_push_hands_nothing_to_an_address_where_nobody_is()
    {
        await using var push = Create<IPushSocket>(o => o.Immediate = true);
        await using var pull = Create<IPullSocket>();
        using var nobody = new RawListener();
        push.Connect(nobody.Address);
        await JoinAsync(pull, push);
        for (var i = 0; i < 10; i++)
            await SendAsync(push, $"{i}");
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(pull));
    }
}
