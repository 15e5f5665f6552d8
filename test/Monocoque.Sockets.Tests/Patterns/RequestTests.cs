using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class RequestTests : SocketTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();

    public static TheoryData<bool> BothPatterns => [true, false];

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task Many_requests_at_once_get_their_own_replies_in_any_order(bool isDealer)
    {
        var request = Requester(isDealer, out var socket);
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, socket);
        var replies = Enumerable.Range(0, 500).Select(i => request(ZmqMessage.Text($"{i}"), s_long, Token).AsTask()).ToList();
        var requests = new List<ZmqMessage>();
        for (var i = 0; i < replies.Count; i++)
            requests.Add(await router.ReceiveAsync(Token));
        requests.Reverse();
        foreach (var message in requests)
            await router.SendAsync(message, Token);
        for (var i = 0; i < replies.Count; i++)
            Assert.Equal($"{i}", Spend(await replies[i]));
    }

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task A_request_without_a_reply_times_out_and_the_late_reply_is_dropped(bool isDealer)
    {
        RuntimeOptions.TimeProvider = _clock;
        var request = Requester(isDealer, out var socket);
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, socket);
        var late = request(ZmqMessage.Text("late"), TimeSpan.FromSeconds(5), Token).AsTask();
        var message = await router.ReceiveAsync(Token);
        _clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(late.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(0.2));
        await Assert.ThrowsAsync<TimeoutException>(() => late);

        await router.SendAsync(message, Token);
        await Until(() => CountersOf(socket).GetDropped(DropReason.Unexpected) == 1);
        Assert.Equal(1, Meter.Read("zmq.messages.dropped", "error.type", "unexpected"));

        var next = request(ZmqMessage.Text("next"), s_long, Token).AsTask();
        await router.SendAsync(await router.ReceiveAsync(Token), Token);
        Assert.Equal("next", Spend(await next));
    }

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task A_cancelled_request_throws_with_the_callers_token(bool isDealer)
    {
        var request = Requester(isDealer, out var socket);
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, socket);
        using var stop = new CancellationTokenSource();
        var cancelled = request(ZmqMessage.Text("x"), s_long, stop.Token).AsTask();
        Spend(await router.ReceiveAsync(Token));
        await stop.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.Equal(stop.Token, exception.CancellationToken);
    }

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task A_request_with_a_token_that_has_fired_sends_nothing(bool isDealer)
    {
        var request = Requester(isDealer, out var socket);
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, socket);
        using var message = ZmqMessage.Text("mine");
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request(message, s_long, new CancellationToken(canceled: true)).AsTask());
        Assert.Equal("mine", message.GetString(0));
    }

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task A_request_that_times_out_before_there_is_a_peer_was_not_sent(bool isDealer)
    {
        RuntimeOptions.TimeProvider = _clock;
        var request = Requester(isDealer, out _);
        using var message = ZmqMessage.Text("mine");
        var waiting = request(message, TimeSpan.FromSeconds(1), Token).AsTask();
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Assert.ThrowsAsync<TimeoutException>(() => waiting);
        Assert.Equal("mine", message.GetString(0));
    }

    [Theory]
    [MemberData(nameof(BothPatterns))]
    public async Task Closing_the_socket_fails_requests_that_wait_for_a_reply_or_for_a_peer(bool isDealer)
    {
        var request = Requester(isDealer, out var socket);
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, socket);
        var sent = request(ZmqMessage.Text("x"), s_long, Token).AsTask();
        var lonely = Requester(isDealer, out var alone)(ZmqMessage.Text("y"), s_long, Token).AsTask();
        await socket.DisposeAsync();
        await alone.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => sent);
        await ThrowsAsync(ZmqError.Terminated, () => lonely);
        await ThrowsAsync(ZmqError.Terminated, () => request(ZmqMessage.Text("z"), s_long, Token).AsTask());
    }

    [Fact]
    public async Task Messages_that_are_no_replies_still_reach_the_receiver_of_a_dealer()
    {
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "d");
        await using var router = Create<IRouterSocket>();
        await JoinAsync(router, dealer);
        var reply = dealer.RequestAsync(ZmqMessage.Text("q"), s_long, Token).AsTask();
        var request = await router.ReceiveAsync(Token);
        await SendAsync(router, "d", "news");
        await SendAsync(router, "d", "four", "", "no id of ours");
        await router.SendAsync(request, Token);
        Assert.Equal("q", Spend(await reply));
        Assert.Equal("news", await ReceiveAsync(dealer));
        Assert.Equal("four||no id of ours", await ReceiveAsync(dealer));
    }

    private Func<ZmqMessage, TimeSpan, CancellationToken, ValueTask<ZmqMessage>> Requester(bool isDealer, out IZmqSocket socket)
    {
        if (isDealer)
        {
            var dealer = Create<IDealerSocket>();
            socket = dealer;
            return dealer.RequestAsync;
        }
        var req = Create<IReqSocket>();
        socket = req;
        return req.RequestAsync;
    }
}
