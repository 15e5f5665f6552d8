using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class TimeoutTests : SocketTest
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly TestClock _clock = new();

    public TimeoutTests() => RuntimeOptions.TimeProvider = _clock;

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.SendTimeout))]
    public async Task A_send_that_finds_no_peer_in_time_throws_and_the_message_is_still_the_callers()
    {
        await using var dealer = Create<IDealerSocket>(o => o.SendTimeout = s_second);
        using var message = ZmqMessage.Text("mine");
        var sending = dealer.SendAsync(message, Token).AsTask();
        _clock.Advance(s_second * 0.9);
        Assert.False(sending.IsCompleted);
        _clock.Advance(s_second * 0.2);
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => sending);
        Assert.Contains("SendTimeout", exception.Message, StringComparison.Ordinal);
        Assert.Equal("mine", message.GetString(0));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ReceiveTimeout))]
    public async Task A_receive_that_gets_nothing_in_time_throws()
    {
        await using var dealer = Create<IDealerSocket>(o => o.ReceiveTimeout = s_second);
        var receiving = dealer.ReceiveAsync(Token).AsTask();
        _clock.Advance(s_second * 0.9);
        Assert.False(receiving.IsCompleted);
        _clock.Advance(s_second * 0.2);
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => receiving);
        Assert.Contains("ReceiveTimeout", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Octets_of_a_message_that_does_not_end_do_not_prolong_a_receive()
    {
        await using var dealer = Create<IDealerSocket>(o => o.ReceiveTimeout = s_second);
        using var peer = await DialAsync(await dealer.BindAsync(FreeAddress(), Token), "DEALER");
        await Until(() => Core(dealer).PeerCount == 1);
        await peer.SendAsync([0, 200]);
        var receiving = dealer.ReceiveAsync(Token).AsTask();
        for (var i = 0; i < 9; i++)
        {
            _clock.Advance(s_second * 0.1);
            await peer.SendAsync([(byte)i]);
        }
        Assert.False(receiving.IsCompleted);
        _clock.Advance(s_second * 0.1);
        await Assert.ThrowsAsync<TimeoutException>(() => receiving);
    }

    [Fact]
    public async Task Zero_is_not_to_wait_at_all()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.SendTimeout, o.ReceiveTimeout) = (TimeSpan.Zero, TimeSpan.Zero));
        using var message = ZmqMessage.Text("mine");
        await Assert.ThrowsAsync<TimeoutException>(() => dealer.SendAsync(message, Token).AsTask());
        await Assert.ThrowsAsync<TimeoutException>(() => dealer.ReceiveAsync(Token).AsTask());
        Assert.Equal("mine", message.GetString(0));
    }

    [Fact]
    public async Task What_can_be_done_at_once_is_done_and_what_comes_in_time_is_taken()
    {
        await using var one = Create<IDealerSocket>(o => (o.SendTimeout, o.ReceiveTimeout) = (s_second, s_second));
        await using var other = Create<IDealerSocket>();
        var sending = SendAsync(one, "waits for the peer");
        var receiving = ReceiveAsync(one);
        await JoinAsync(other, one);
        await sending;
        Assert.Equal("waits for the peer", await ReceiveAsync(other));
        await SendAsync(other, "in time");
        Assert.Equal("in time", await receiving);
        await SendAsync(other, "there already");
        await Until(() => Core(one).FairQueue.Count == 1);
        Assert.Equal("there already", await ReceiveAsync(one));
    }

    [Fact]
    public async Task The_callers_token_comes_first()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.SendTimeout, o.ReceiveTimeout) = (s_second, s_second));
        using var stop = new CancellationTokenSource();
        using var message = ZmqMessage.Text("mine");
        var sending = dealer.SendAsync(message, stop.Token).AsTask();
        var receiving = dealer.ReceiveAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending)).CancellationToken);
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receiving)).CancellationToken);
    }

    [Fact]
    public async Task Requests_have_a_timeout_of_their_own()
    {
        await using var req = Create<IReqSocket>(o => (o.SendTimeout, o.ReceiveTimeout) = (TimeSpan.Zero, TimeSpan.Zero));
        await using var rep = Create<IRepSocket>();
        var reply = req.RequestAsync(ZmqMessage.Text("q"), s_second, Token).AsTask();
        await JoinAsync(rep, req);
        await rep.SendAsync(await rep.ReceiveAsync(Token), Token);
        Assert.Equal("q", Spend(await reply));
    }

    [Fact]
    public async Task A_req_that_got_no_reply_in_time_may_receive_again()
    {
        await using var req = Create<IReqSocket>(o => o.ReceiveTimeout = s_second);
        await using var rep = Create<IRepSocket>();
        await JoinAsync(rep, req);
        await SendAsync(req, "q");
        var receiving = req.ReceiveAsync(Token).AsTask();
        _clock.Advance(s_second);
        await Assert.ThrowsAsync<TimeoutException>(() => receiving);
        await rep.SendAsync(await rep.ReceiveAsync(Token), Token);
        Assert.Equal("q", await ReceiveAsync(req));
    }
}
