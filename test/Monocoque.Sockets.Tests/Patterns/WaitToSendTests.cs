using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class WaitToSendTests : SocketTest
{
    [Fact]
    public async Task Room_is_there_with_the_first_peer()
    {
        var push = Create<IPushSocket>();
        var waiting = push.WaitToSendAsync(Token);
        Assert.False(waiting.IsCompleted);
        await JoinAsync(push, Create<IPullSocket>());

        Assert.True(await waiting);
        Assert.True(push.TrySend(ZmqMessage.Text("a")));
    }

    [Fact]
    public async Task Pair_has_room_while_it_has_a_peer()
    {
        var pair = Create<IPairSocket>();
        var waiting = pair.WaitToSendAsync(Token);
        Assert.False(waiting.IsCompleted);
        await JoinAsync(pair, Create<IPairSocket>());
        Assert.True(await waiting);
    }

    [Theory]
    [InlineData(10, 0L, 0L)]
    [InlineData(0, 1000L, 0L)]
    [InlineData(0, 0L, 100_000L)]
    public async Task It_waits_at_every_mark_and_goes_on_when_half_is_read(int mark, long octets, long budget)
    {
        var push = Create<IPushSocket>(o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes, o.MemoryBudget) = (mark, octets, budget));
        using var nobody = new RawListener();
        var address = nobody.Address;
        push.Connect(address);
        while (Core(push).CanSend)
            Assert.True(push.TrySend(ZmqMessage.Copy(new byte[100])) || budget > 0);
        Assert.False(push.TrySend(ZmqMessage.Copy(new byte[100])));
        var waiting = push.WaitToSendAsync(Token);
        Assert.False(waiting.IsCompleted);
        nobody.Dispose();
        var pull = Create<IPullSocket>();
        await pull.BindAsync(address, Token);

        Assert.True(await waiting);
        Assert.True(push.TrySend(ZmqMessage.Copy(new byte[100])));
    }

    [Fact]
    public async Task Cancelled_or_closed_it_ends()
    {
        var push = Create<IPushSocket>();
        using var end = new CancellationTokenSource();
        var cancelled = push.WaitToSendAsync(end.Token).AsTask();
        var closed = push.WaitToSendAsync(Token).AsTask();
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(closed.IsCompleted);
        await push.DisposeAsync();

        Assert.False(await closed);
        Assert.False(await push.WaitToSendAsync(Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => push.WaitToSendAsync(end.Token).AsTask());
    }

    [Fact]
    public async Task Patterns_that_never_wait_have_room()
    {
        Assert.True(await Create<IPubSocket>().WaitToSendAsync(Token));
        Assert.True(await Create<IRouterSocket>().WaitToSendAsync(Token));
        Assert.True(await Create<IXSubSocket>().WaitToSendAsync(Token));
    }

    [Fact]
    public async Task Who_waits_behind_a_cancelled_sender_goes_on()
    {
        var pub = Create<IXPubSocket>(o => (o.XPubNoDrop, o.SendHighWaterMark) = (true, 1));
        var (slow, quick) = (Create<ISubSocket>(o => o.ReceiveHighWaterMark = 1), Create<ISubSocket>());
        slow.Subscribe("s");
        quick.Subscribe("q");
        await JoinAsync(pub, slow, quick);
        await ReceiveAsync(pub);
        await ReceiveAsync(pub);
        using var end = new CancellationTokenSource();
        await Until(() => !pub.TrySend(ZmqMessage.Copy([(byte)'s', .. new byte[100_000]])));
        var first = pub.SendAsync(ZmqMessage.Text("s"), end.Token).AsTask();
        var second = pub.SendAsync(ZmqMessage.Text("q"), Token).AsTask();
        var room = pub.WaitToSendAsync(Token).AsTask();
        Assert.False(second.IsCompleted);
        await end.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await second;
        Assert.True(await room);
        Assert.Equal("q", await ReceiveAsync(quick));
    }
}
