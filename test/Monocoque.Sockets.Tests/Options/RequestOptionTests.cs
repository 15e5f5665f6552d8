using System.Text;
using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class RequestOptionTests : SocketTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.RequestCorrelate))]
    public async Task A_correlated_request_has_a_number_and_replies_with_another_are_dropped()
    {
        await using var req = Create<IReqSocket>(o => o.RequestCorrelate = true);
        using var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        await SendAsync(req, "question", "part");
        var id = await ReadIdAsync(peer, "|question|part");

        var wrong = (byte[])id.Clone();
        wrong[3]++;
        await peer.SendAsync(RawPeer.Encode("", "without a number"));
        await peer.SendAsync([.. RawPeer.Encode(wrong, more: true), .. RawPeer.Encode("", "another number")]);
        await peer.SendAsync([.. RawPeer.Encode(id, more: true), .. RawPeer.Encode("", "right", "part")]);
        Assert.Equal("right|part", await ReceiveAsync(req));
        Assert.Equal(2, CountersOf(req).GetDropped(DropReason.Unexpected));

        await SendAsync(req, "next");
        Assert.NotEqual(id, await ReadIdAsync(peer, "|next"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [ProvesOption(nameof(ZmqSocketOptions.RequestRelaxed))]
    public async Task A_relaxed_req_may_ask_again_before_it_was_answered(bool isCorrelated)
    {
        await using var req = Create<IReqSocket>(o => (o.RequestRelaxed, o.RequestCorrelate) = (true, isCorrelated));
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, req);
        await SendAsync(req, "old");
        await SendAsync(req, "new");
        var old = await router.ReceiveAsync(Token);
        var latest = await router.ReceiveAsync(Token);
        if (isCorrelated)
            await router.SendAsync(old, Token);
        await router.SendAsync(latest, Token);
        Assert.Equal("new", await ReceiveAsync(req));
        await ThrowsAsync(ZmqError.InvalidState, () => ReceiveAsync(req));
    }

    [Fact]
    public async Task A_reply_that_waits_is_thrown_away_by_the_next_relaxed_request()
    {
        await using var req = Create<IReqSocket>(o => o.RequestRelaxed = true);
        await using var rep = Create<IRepSocket>();
        await JoinAsync(rep, req);
        await SendAsync(req, "old");
        await rep.SendAsync(await rep.ReceiveAsync(Token), Token);
        await Until(() => Core(req).FairQueue.Count == 1);
        await SendAsync(req, "new");
        Assert.Equal(0, Core(req).FairQueue.Count);
        await rep.SendAsync(await rep.ReceiveAsync(Token), Token);
        Assert.Equal("new", await ReceiveAsync(req));
        Assert.Equal(1, CountersOf(req).GetDropped(DropReason.Unexpected));
    }

    [Fact]
    public async Task Who_waits_for_the_reply_gets_that_to_the_latest_relaxed_request()
    {
        await using var req = Create<IReqSocket>(o => (o.RequestRelaxed, o.RequestCorrelate) = (true, true));
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, req);
        await SendAsync(req, "old");
        var receiving = ReceiveAsync(req);
        await SendAsync(req, "new");
        await router.SendAsync(await router.ReceiveAsync(Token), Token);
        await router.SendAsync(await router.ReceiveAsync(Token), Token);
        Assert.Equal("new", await receiving);
    }

    [Fact]
    public async Task Relaxed_and_correlated_act_at_once_when_changed()
    {
        await using var req = Create<IReqSocket>();
        using var peer = await DialAsync(await req.BindAsync(FreeAddress(), Token), "REP");
        await Until(() => Core(req).PeerCount == 1);
        await SendAsync(req, "one");
        Assert.Equal("|one", await peer.ReadMessageAsync());
        await ThrowsAsync(ZmqError.InvalidState, () => SendAsync(req, "refused"));
        req.ChangeOptions(o => (o.RequestRelaxed, o.RequestCorrelate) = (true, true));
        await SendAsync(req, "two");
        var id = await ReadIdAsync(peer, "|two");
        await peer.SendAsync(RawPeer.Encode("", "one"));
        await peer.SendAsync([.. RawPeer.Encode(id, more: true), .. RawPeer.Encode("", "two")]);
        Assert.Equal("two", await ReceiveAsync(req));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_whose_peer_goes_fails_at_once_and_does_not_time_out(bool isDealer)
    {
        await using var socket = Create(isDealer);
        var address = await socket.BindAsync(FreeAddress(), Token);
        var peer = await DialAsync(address, "ROUTER");
        await Until(() => Core(socket).PeerCount == 1);
        using var other = await DialAsync(address, "ROUTER");
        await Until(() => Core(socket).PeerCount == 2);
        var lost = RequestAsync(socket, "lost");
        await peer.ReadMessageAsync();
        var safe = RequestAsync(socket, "safe");
        var id = await ReadIdAsync(other, "|safe");
        peer.Dispose();
        await ThrowsAsync(ZmqError.HostUnreachable, () => lost);
        await other.SendAsync([.. RawPeer.Encode(id, more: true), .. RawPeer.Encode("", "reply")]);
        Assert.Equal("reply", Spend(await safe));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_that_has_not_left_goes_with_the_next_connection_and_one_that_has_fails(bool isDealer)
    {
        await using var socket = Create(isDealer, o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        var first = RequestAsync(socket, "first");
        using (var peer = await listener.AcceptAsync("ROUTER", Token))
            await ReadIdAsync(peer, "|first");
        await ThrowsAsync(ZmqError.HostUnreachable, () => first);

        var second = RequestAsync(socket, "second");
        using var next = await listener.AcceptAsync("ROUTER", Token);
        var id = await ReadIdAsync(next, "|second");
        await next.SendAsync([.. RawPeer.Encode(id, more: true), .. RawPeer.Encode("", "reply")]);
        Assert.Equal("reply", Spend(await second));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [ProvesOption(nameof(ZmqSocketOptions.RequestRetry))]
    public async Task A_request_is_sent_again_until_somebody_answers_it(bool isDealer)
    {
        await using var socket = Create(isDealer, o => (o.RequestRetry, o.ReconnectInterval) = (true, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        using var message = ZmqMessage.Text("stubborn");
        var reply = RequestAsync(socket, message, s_long);
        var ids = new List<byte[]>();
        for (var i = 0; i < 3; i++)
        {
            using var peer = await listener.AcceptAsync("ROUTER", Token);
            ids.Add(await ReadIdAsync(peer, "|stubborn"));
        }
        using var last = await listener.AcceptAsync("ROUTER", Token);
        var id = await ReadIdAsync(last, "|stubborn");
        Assert.Equal(4, ids.Append(id).Select(Convert.ToHexString).Distinct().Count());
        await last.SendAsync([.. RawPeer.Encode(id, more: true), .. RawPeer.Encode("", "at last")]);
        Assert.Equal("at last", Spend(await reply));
        Assert.Throws<ObjectDisposedException>(() => message.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task All_tries_of_a_request_share_one_timeout(bool isDealer)
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        await using var socket = Create(isDealer, o => o.RequestRetry = true);
        var address = await socket.BindAsync(FreeAddress(), Token);
        using var message = ZmqMessage.Text("mine");
        var reply = RequestAsync(socket, message, TimeSpan.FromSeconds(10));
        using (var peer = await DialAsync(address, "ROUTER"))
        {
            await ReadIdAsync(peer, "|mine");
            clock.Advance(TimeSpan.FromSeconds(6));
        }
        using var next = await DialAsync(address, "ROUTER");
        await ReadIdAsync(next, "|mine");
        clock.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(reply.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Contains("within 10 s", (await Assert.ThrowsAsync<TimeoutException>(() => reply)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_req_in_turns_is_never_stuck_by_a_peer_that_goes_however_often()
    {
        await using var req = Create<IReqSocket>();
        var address = await req.BindAsync(FreeAddress(), Token);
        for (var i = 0; i < 20; i++)
        {
            var peer = await DialAsync(address, "REP");
            await Until(() => Core(req).PeerCount == 1);
            await SendAsync(req, $"{i}");
            if (i % 2 == 0)
                await peer.ReadMessageAsync();
            peer.Dispose();
            await ThrowsAsync(ZmqError.HostUnreachable, () => ReceiveAsync(req));
            await Until(() => Core(req).PeerCount == 0);
        }
    }

    private IZmqSocket Create(bool isDealer, Action<ZmqSocketOptions>? configure = null) =>
        isDealer ? Create<IDealerSocket>(configure) : Create<IReqSocket>(configure);

    private Task<ZmqMessage> RequestAsync(IZmqSocket socket, string text) => RequestAsync(socket, ZmqMessage.Text(text), s_long);

    private Task<ZmqMessage> RequestAsync(IZmqSocket socket, ZmqMessage message, TimeSpan timeout) => socket is IDealerSocket dealer
        ? dealer.RequestAsync(message, timeout, Token).AsTask()
        : ((IReqSocket)socket).RequestAsync(message, timeout, Token).AsTask();

    /// <summary>Reads a request and returns the number in its envelope.</summary>
    private static async Task<byte[]> ReadIdAsync(RawPeer peer, string expected)
    {
        var message = await peer.ReadMessageAsync();
        Assert.Equal($"|{expected}", message[4..]);
        return Encoding.Latin1.GetBytes(message[..4]);
    }
}
