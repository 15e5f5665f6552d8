using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class PipelineTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_go_round_the_pulls_strictly(string transport)
    {
        await using var push = Create<IPushSocket>();
        var pulls = new List<IPullSocket>();
        for (var i = 0; i < 3; i++)
        {
            pulls.Add(Create<IPullSocket>());
            await push.ConnectAsync((await pulls[i].BindAsync(FreeAddress(transport), Token)).ToString(), Token);
        }
        for (var i = 0; i < 30; i++)
            await SendAsync(push, $"{i}", "", "body");
        for (var i = 0; i < 30; i++)
            Assert.Equal($"{i}||body", await ReceiveAsync(pulls[i % 3]));
    }

    [Fact]
    public async Task A_pull_takes_one_message_from_each_push_in_turn()
    {
        await using var pull = Create<IPullSocket>();
        var pushes = Enumerable.Range(0, 3).Select(_ => Create<IPushSocket>()).ToArray();
        await JoinAsync(pull, [.. pushes]);
        for (var i = 0; i < 3; i++)
        {
            for (var n = 0; n < 4; n++)
                await SendAsync(pushes[i], $"{i}");
        }
        await Until(() => Core(pull).FairQueue.Count == 12);
        for (var round = 0; round < 4; round++)
        {
            var seen = new List<string> { await ReceiveAsync(pull), await ReceiveAsync(pull), await ReceiveAsync(pull) };
            Assert.Equal(["0", "1", "2"], seen.Order());
        }
    }

    [Fact]
    public async Task Without_a_peer_a_push_waits_and_keeps_its_message()
    {
        await using var push = Create<IPushSocket>();
        await using var pull = Create<IPullSocket>();
        using var cancelled = new CancellationTokenSource();
        var message = ZmqMessage.Text("given up");
        Assert.False(push.TrySend(message));
        var sending = push.SendAsync(message, cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => sending.AsTask());
        Assert.Equal("given up", Spend(message));
        var second = push.SendAsync(ZmqMessage.Text("waits"), Token);
        await JoinAsync(push, pull);
        await second;
        Assert.Equal("waits", await ReceiveAsync(pull));
    }

    [Fact]
    public async Task Nothing_goes_to_a_peer_that_has_not_finished_its_handshake()
    {
        await using var push = Create<IPushSocket>();
        await using var pull = Create<IPullSocket>();
        var address = await push.BindAsync(FreeAddress(), Token);
        using var silent = await DialAsync(address);
        await silent.SendAsync(RawPeer.Greeting);
        await silent.ReadAsync(64);
        await pull.ConnectAsync(address.ToString(), Token);
        await Until(() => Core(push).PeerCount == 1);
        for (var i = 0; i < 10; i++)
            await SendAsync(push, $"{i}");
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(pull));
    }

    [Fact]
    public async Task What_a_peer_sends_to_a_push_is_dropped_and_counted()
    {
        await using var push = Create<IPushSocket>();
        using var pull = await DialAsync(await push.BindAsync(FreeAddress(), Token), "PULL");
        await pull.SendMessageAsync("unasked", "for");
        await Until(() => CountersOf(push).GetDropped(DropReason.Unexpected) == 1);
        await SendAsync(push, "still here");
        Assert.Equal("still here", await pull.ReadMessageAsync());
    }

    [Fact]
    public async Task A_subscription_sent_to_a_pull_is_no_message()
    {
        await using var pull = Create<IPullSocket>();
        using var push = await DialAsync(await pull.BindAsync(FreeAddress(), Token), "PUSH");
        await push.SendAsync([4, 11, 9, .. "SUBSCRIBEx"u8]);
        await push.SendMessageAsync("a message");
        Assert.Equal("a message", await ReceiveAsync(pull));
    }

    [Fact]
    public async Task A_message_that_broke_off_is_not_delivered()
    {
        await using var pull = Create<IPullSocket>();
        await using var other = Create<IPushSocket>();
        var address = await pull.BindAsync(FreeAddress(), Token);
        var push = await DialAsync(address, "PUSH");
        await push.SendAsync([1, 5, .. "first"u8, 0, 200, .. "half"u8]);
        push.Dispose();
        await Until(() => Core(pull).PeerCount == 0);
        await other.ConnectAsync(address.ToString(), Token);
        await SendAsync(other, "whole");
        Assert.Equal("whole", await ReceiveAsync(pull));
    }

    [Fact]
    public async Task Two_connects_to_one_address_are_two_connections_and_one_disconnect_ends_both()
    {
        await using var push = Create<IPushSocket>();
        await using var pull = Create<IPullSocket>();
        var address = (await pull.BindAsync(FreeAddress(), Token)).ToString();
        await push.ConnectAsync(address, Token);
        await push.ConnectAsync(address, Token);
        await Until(() => Core(pull).PeerCount == 2);
        await push.DisconnectAsync(address, Token);
        await Until(() => Core(pull).PeerCount == 0);
        await ThrowsAsync(ZmqError.NotFound, () => push.DisconnectAsync(address, Token).AsTask());
    }

    [Fact]
    public async Task A_push_that_loses_a_peer_goes_on_with_the_others()
    {
        await using var push = Create<IPushSocket>();
        var leaving = Create<IPullSocket>();
        await using var staying = Create<IPullSocket>();
        await JoinAsync(push, leaving, staying);
        leaving.Dispose();
        await Until(() => Core(push).PeerCount == 1);
        for (var i = 0; i < 10; i++)
            await SendAsync(push, $"{i}");
        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(staying));
    }
}
