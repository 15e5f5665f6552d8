using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class MaxMessageSizeTests : InteropTest
{
    private const int Limit = 1000;

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_peer_that_exceeds_our_limit_is_disconnected_and_others_are_not(string transport)
    {
        var router = Ours.CreateSocket<IRouterSocket>(options => options.MaxMessageSize = Limit);
        await using var ourEvents = new OurEvents(router, Deadline);
        var address = $"{await router.BindAsync(FreeAddress(transport), Deadline)}";
        var (rude, polite) = (Theirs.Open(LibZmqSocketType.Dealer), Theirs.Open(LibZmqSocketType.Dealer));
        var events = await rude.MonitorAsync();
        await rude.ConnectAsync(address);
        await polite.ConnectAsync(address);
        await ourEvents.WaitForAsync(ZmqEventKind.HandshakeSucceeded, count: 2);

        await rude.SendAsync(Frames.Body(Limit));
        Assert.Equal(Limit, (await router.ReceiveFramesAsync(Deadline))[1].Length);
        await rude.SendAsync(Frames.Body(Limit + 1));
        await events.WaitForAsync(LibZmqEventKind.Disconnected);
        Assert.NotNull((await ourEvents.WaitForAsync(ZmqEventKind.Disconnected)).Error);

        await polite.SendAsync(Frames.Text("untouched"));
        Frames.AssertEqual(Frames.Texts("untouched"), (await router.ReceiveFramesAsync(Deadline))[1..]);
    }

    [Fact]
    public async Task Limit_counts_all_frames_of_a_message()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.MaxMessageSize = Limit);
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        var events = await peer.MonitorAsync();
        await JoinAsync(dealer, peer, Link.TcpWeBind);
        byte[][] fitting = [Frames.Body(Limit / 2), Frames.Body(Limit / 2)];
        await peer.SendAsync(fitting);
        Frames.AssertEqual(fitting, await dealer.ReceiveFramesAsync(Deadline));
        await peer.SendAsync(Frames.Body(Limit / 2), Frames.Body(Limit / 2), Frames.Body(1));
        await events.WaitForAsync(LibZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task Libzmq_peer_that_drops_us_for_its_own_limit_is_connected_to_again()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(20));
        await using var events = new OurEvents(dealer, Deadline);
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.MaxMessageSize, (long)Limit));
        dealer.Connect(await peer.BindAsync("tcp://127.0.0.1:0"));
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await dealer.SendFramesAsync([Frames.Body(Limit + 1)], Deadline);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await dealer.SendFramesAsync([Frames.Body(Limit)], Deadline);
        Frames.AssertEqual([Frames.Body(Limit)], await peer.ReceiveAsync());
    }
}
