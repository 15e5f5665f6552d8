using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class RepSocketTests : SocketTest
{
    [Fact]
    public async Task Sending_before_a_request_and_receiving_before_the_reply_are_invalid_states()
    {
        await using var rep = Create<IRepSocket>();
        await using var req = Create<IReqSocket>();
        await JoinAsync(rep, req);
        await ThrowsAsync(ZmqError.InvalidState, () => SendAsync(rep, "early"));
        Throws(ZmqError.InvalidState, () => rep.TrySend(ZmqMessage.Text("early")));
        await SendAsync(req, "q");
        await ReceiveAsync(rep);
        await ThrowsAsync(ZmqError.InvalidState, () => ReceiveAsync(rep));
        Throws(ZmqError.InvalidState, () => rep.TryReceive(out _));
        await SendAsync(rep, "a");
        await ThrowsAsync(ZmqError.InvalidState, () => SendAsync(rep, "twice"));
        Assert.Equal("a", await ReceiveAsync(req));
    }

    [Fact]
    public async Task An_envelope_of_several_addresses_comes_back_whole()
    {
        await using var rep = Create<IRepSocket>();
        using var peer = await DialAsync(await rep.BindAsync(FreeAddress(), Token), "DEALER");
        var address = new string('x', 300);
        await peer.SendMessageAsync("one", address, "three", "", "", "body");
        Assert.Equal("|body", await ReceiveAsync(rep));
        await SendAsync(rep, "reply", "");
        Assert.Equal($"one|{address}|three||reply|", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task A_request_without_a_delimiter_or_without_a_body_is_dropped()
    {
        await using var rep = Create<IRepSocket>();
        using var peer = await DialAsync(await rep.BindAsync(FreeAddress(), Token), "DEALER");
        await peer.SendMessageAsync("no", "delimiter");
        await peer.SendMessageAsync("no body", "");
        await peer.SendMessageAsync("");
        await peer.SendMessageAsync("", "good");
        Assert.Equal("good", await ReceiveAsync(rep));
        Assert.Equal(3, CountersOf(rep).GetDropped(DropReason.Unexpected));
    }

    [Fact]
    public async Task A_reply_to_a_requester_that_has_gone_is_dropped_and_counted()
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        var gone = await DialAsync(address, "REQ");
        await gone.SendMessageAsync("", "q");
        await ReceiveAsync(rep);
        gone.Dispose();
        await Until(() => Core(rep).PeerCount == 0);
        await SendAsync(rep, "nobody reads this");
        Assert.Equal(1, CountersOf(rep).GetDropped(DropReason.NoRoute));

        using var next = await DialAsync(address, "REQ");
        await next.SendMessageAsync("", "q");
        await ReceiveAsync(rep);
        await SendAsync(rep, "a");
        Assert.Equal("|a", await next.ReadMessageAsync());
    }

    [Fact]
    public async Task Requests_are_taken_from_each_peer_in_turn()
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var flood = await DialAsync(address, "DEALER");
        for (var i = 0; i < 50; i++)
            await flood.SendMessageAsync("", "flood");
        await Until(() => Core(rep).FairQueue.Count == 50);
        using var quiet = await DialAsync(address, "DEALER");
        await quiet.SendMessageAsync("", "quiet");
        await Until(() => Core(rep).FairQueue.Count == 51);
        var order = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            order.Add(await ReceiveAsync(rep));
            await SendAsync(rep, "ok");
        }
        Assert.Contains("quiet", order);
    }

    [Fact]
    public async Task Who_waits_while_a_reply_is_due_gets_the_next_request_after_it()
    {
        await using var rep = Create<IRepSocket>();
        using var peer = await DialAsync(await rep.BindAsync(FreeAddress(), Token), "DEALER");
        var first = rep.ReceiveAsync(Token).AsTask();
        var second = rep.ReceiveAsync(Token).AsTask();
        await peer.SendMessageAsync("", "1");
        await peer.SendMessageAsync("", "2");
        Assert.Equal("1", Spend(await first));
        await Until(() => Core(rep).FairQueue.Count == 1);
        Assert.False(second.IsCompleted);
        await SendAsync(rep, "a");
        Assert.Equal("2", Spend(await second));
        await SendAsync(rep, "b");
        Assert.Equal("|a", await peer.ReadMessageAsync());
        Assert.Equal("|b", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task A_reply_to_a_requester_that_does_not_read_is_dropped_at_the_mark()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var rep = Create<IRepSocket>(o => o.SendHighWaterMark = 2);
        await using var dealer = Create<IDealerSocket>();
        await JoinAsync(rep, dealer);
        network.Links.Single().Pause();
        network.Links.Single().Resume();
        for (var i = 0; i < 40; i++)
            await dealer.SendAsync(ZmqMessage.Create([Array.Empty<byte>(), "q"u8.ToArray()]), Token);
        await Until(() => Core(rep).FairQueue.Count == 40);
        network.Links.Single().Pause();
        for (var i = 0; i < 40; i++)
        {
            await ReceiveAsync(rep);
            await rep.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
        }
        Assert.InRange(CountersOf(rep).GetDropped(DropReason.HighWaterMark), 20, 39);
    }
}
