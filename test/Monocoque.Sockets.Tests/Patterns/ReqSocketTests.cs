using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class ReqSocketTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Requests_and_replies_alternate(string transport)
    {
        await using var rep = Create<IRepSocket>();
        await using var req = Create<IReqSocket>();
        req.Connect((await rep.BindAsync(FreeAddress(transport), Token)).ToString());
        for (var i = 0; i < 200; i++)
        {
            await SendAsync(req, "hello", $"{i}");
            Assert.Equal($"hello|{i}", await ReceiveAsync(rep));
            await SendAsync(rep, "world", $"{i}");
            Assert.Equal($"world|{i}", await ReceiveAsync(req));
        }
    }

    [Fact]
    public async Task Requests_go_to_the_peers_in_turn()
    {
        await using var req = Create<IReqSocket>();
        var reps = Enumerable.Range(0, 3).Select(_ => Create<IRepSocket>()).ToList();
        foreach (var rep in reps)
            await JoinAsync(rep, req);
        for (var i = 0; i < 9; i++)
        {
            await SendAsync(req, $"{i}");
            Assert.Equal($"{i}", await ReceiveAsync(reps[i % 3]));
            await SendAsync(reps[i % 3], "ok");
            Assert.Equal("ok", await ReceiveAsync(req));
        }
    }

    [Fact]
    public async Task A_second_send_before_the_reply_is_an_invalid_state()
    {
        await using var rep = Create<IRepSocket>();
        await using var req = Create<IReqSocket>();
        await JoinAsync(rep, req);
        await SendAsync(req, "one");
        using var second = ZmqMessage.Text("two");
        await ThrowsAsync(ZmqError.InvalidState, () => req.SendAsync(second, Token).AsTask());
        Throws(ZmqError.InvalidState, () => req.TrySend(second));
        Assert.Equal("two", second.GetString(0));
        await ReceiveAsync(rep);
        await SendAsync(rep, "reply");
        Assert.Equal("reply", await ReceiveAsync(req));
    }

    [Fact]
    public async Task Receiving_before_a_request_is_an_invalid_state()
    {
        await using var req = Create<IReqSocket>();
        await ThrowsAsync(ZmqError.InvalidState, () => req.ReceiveAsync(Token).AsTask());
        Throws(ZmqError.InvalidState, () => req.TryReceive(out _));
    }

    [Fact]
    public async Task A_send_while_another_waits_for_a_peer_is_an_invalid_state()
    {
        await using var req = Create<IReqSocket>();
        using var stop = new CancellationTokenSource();
        using var first = ZmqMessage.Text("one");
        var waiting = req.SendAsync(first, stop.Token).AsTask();
        await ThrowsAsync(ZmqError.InvalidState, () => req.SendAsync(ZmqMessage.Text("two"), Token).AsTask());
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("one", first.GetString(0));
        await ThrowsAsync(ZmqError.InvalidState, () => req.ReceiveAsync(Token).AsTask());
    }

    [Fact]
    public async Task A_request_in_flight_does_not_take_part_in_the_turns()
    {
        await using var req = Create<IReqSocket>();
        using var stop = new CancellationTokenSource();
        var pending = req.RequestAsync(ZmqMessage.Text("waits for a peer"), Timeout.InfiniteTimeSpan, stop.Token).AsTask();
        await ThrowsAsync(ZmqError.InvalidState, () => req.ReceiveAsync(Token).AsTask());
        var turn = req.SendAsync(ZmqMessage.Text("turn"), Token).AsTask();
        await using var rep = Create<IRepSocket>();
        await JoinAsync(rep, req);
        await turn;
        for (var i = 0; i < 2; i++)
        {
            var request = await rep.ReceiveAsync(Token);
            await rep.SendAsync(request, Token);
        }
        Assert.Equal("turn", await ReceiveAsync(req));
        Assert.Equal("waits for a peer", Spend(await pending));
    }

    [Fact]
    public async Task The_wire_has_an_empty_delimiter_before_the_body()
    {
        await using var req = Create<IReqSocket>();
        using var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        await SendAsync(req, "a", "b");
        Assert.Equal("|a|b", await peer.ReadMessageAsync());
        await peer.SendMessageAsync("", "c", "d");
        Assert.Equal("c|d", await ReceiveAsync(req));
    }

    [Fact]
    public async Task Replies_of_a_peer_that_was_not_asked_are_dropped()
    {
        await using var req = Create<IReqSocket>();
        var address = await req.BindAsync(FreeAddress(), Token);
        using var asked = await DialAsync(address, "REP");
        await Until(() => Core(req).PeerCount == 1);
        await SendAsync(req, "question");
        Assert.Equal("|question", await asked.ReadMessageAsync());

        using var stranger = await DialAsync(address, "REP");
        await stranger.SendMessageAsync("", "wrong");
        await Until(() => CountersOf(req).GetDropped(DropReason.Unexpected) == 1);
        await asked.SendMessageAsync("", "right");
        Assert.Equal("right", await ReceiveAsync(req));
    }

    [Fact]
    public async Task A_second_reply_and_replies_to_nobody_do_not_stop_the_connection()
    {
        await using var req = Create<IReqSocket>(o => o.ReceiveHighWaterMark = 4);
        using var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        for (var i = 0; i < 100; i++)
            await peer.SendMessageAsync("", "unasked");
        await Until(() => CountersOf(req).GetDropped(DropReason.Unexpected) == 100);

        var reply = req.RequestAsync(ZmqMessage.Text("q"), TimeSpan.FromSeconds(30), Token).AsTask();
        var request = await peer.ReadMessageAsync();
        await peer.SendAsync([.. RawPeer.Encode(System.Text.Encoding.Latin1.GetBytes(request[..4]), more: true), .. RawPeer.Encode("", "answer")]);
        Assert.Equal("answer", Spend(await reply));
    }

    [Fact]
    public async Task A_malformed_reply_closes_that_connection_only()
    {
        await using var req = Create<IReqSocket>();
        var address = await req.BindAsync(FreeAddress(), Token);
        using var bad = await DialAsync(address, "REP");
        await Until(() => Core(req).PeerCount == 1);
        await SendAsync(req, "question");
        await bad.ReadMessageAsync();
        using var good = await DialAsync(address, "REP");
        await Until(() => Core(req).PeerCount == 2);

        await bad.SendMessageAsync("no delimiter", "reply");
        await bad.ReadToEndAsync();
        await ThrowsAsync(ZmqError.HostUnreachable, () => ReceiveAsync(req));
        await Until(() => CountersOf(req).ProtocolErrors == 1);

        await SendAsync(req, "again");
        Assert.Equal("|again", await good.ReadMessageAsync());
        await good.SendMessageAsync("", "reply");
        Assert.Equal("reply", await ReceiveAsync(req));
    }

    [Fact]
    public async Task The_end_of_the_asked_peer_fails_the_receive_and_frees_the_turn()
    {
        await using var req = Create<IReqSocket>();
        var address = await req.BindAsync(FreeAddress(), Token);
        var first = await DialAsync(address, "REP");
        await Until(() => Core(req).PeerCount == 1);
        await SendAsync(req, "one");
        await first.ReadMessageAsync();
        var receiving = req.ReceiveAsync(Token).AsTask();
        first.Dispose();
        await ThrowsAsync(ZmqError.HostUnreachable, () => receiving);
        await ThrowsAsync(ZmqError.HostUnreachable, () => ReceiveAsync(req));

        using var second = await DialAsync(address, "REP");
        await SendAsync(req, "two");
        Assert.Equal("|two", await second.ReadMessageAsync());
        await second.SendMessageAsync("", "reply");
        Assert.Equal("reply", await ReceiveAsync(req));
    }

    [Fact]
    public async Task The_end_of_the_asked_peer_wakes_who_waits_to_receive()
    {
        await using var req = Create<IReqSocket>();
        var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        await SendAsync(req, "one");
        await peer.ReadMessageAsync();
        var waiting = req.WaitToReceiveAsync(Token).AsTask();
        peer.Dispose();
        Assert.True(await waiting.WaitAsync(Token));
        Assert.True(await req.WaitToReceiveAsync(Token));
        Throws(ZmqError.HostUnreachable, () => req.TryReceive(out _));
    }

    [Fact]
    public async Task A_reply_that_came_before_its_peer_went_is_delivered()
    {
        await using var req = Create<IReqSocket>();
        var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        await SendAsync(req, "one");
        await peer.ReadMessageAsync();
        await peer.SendMessageAsync("", "reply");
        await Until(() => Core(req).FairQueue.Count == 1);
        peer.Dispose();
        await Until(() => Core(req).PeerCount == 0);
        Assert.Equal("reply", await ReceiveAsync(req));
    }

    [Fact]
    public async Task A_request_that_never_left_goes_to_the_next_connection()
    {
        await using var req = Create<IReqSocket>();
        using var listener = new RawListener();
        req.Connect(listener.Address);
        await SendAsync(req, "queued");
        using var peer = await listener.AcceptAsync("REP", Token);
        Assert.Equal("|queued", await peer.ReadMessageAsync());
        await peer.SendMessageAsync("", "reply");
        Assert.Equal("reply", await ReceiveAsync(req));
    }
}
