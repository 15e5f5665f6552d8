using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>libzmq pings; our answers must keep it content.</summary>
public sealed class HeartbeatTests : InteropTest
{
    /// <summary>What a busy machine may take to answer, in milliseconds; many intervals.</summary>
    private const int Patience = 1500;

    /// <summary>Two such timeouts: a peer that is not answered ends the connection within the first.</summary>
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(2 * Patience);

    [Theory, InlineData(Link.TcpWeBind), InlineData(Link.IpcWeConnect)]
    public async Task Idle_connection_survives_the_heartbeats_of_a_libzmq_dealer(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle => Pinging(handle, Patience));
        var events = await dealer.MonitorAsync();
        await JoinAsync(router, dealer, link);
        await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
        Assert.Null(await events.TryWaitForAsync(LibZmqEventKind.Disconnected, s_while));
        await dealer.SendAsync(Frames.Text("still here"));
        Frames.AssertEqual(Frames.Texts("still here"), (await router.ReceiveFramesAsync(Deadline))[1..]);
    }

    [Fact]
    public async Task Idle_sub_survives_the_heartbeats_of_a_libzmq_pub()
    {
        var sub = Ours.CreateSocket<ISubSocket>();
        sub.Subscribe([]);
        var pub = Theirs.Open(LibZmqSocketType.XPub, handle => Pinging(handle, Patience));
        var events = await pub.MonitorAsync();
        await JoinAsync(sub, pub, Link.TcpWeConnect);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        Assert.Null(await events.TryWaitForAsync(LibZmqEventKind.Disconnected, s_while));
        await pub.SendAsync(Frames.Text("still here"));
        Frames.AssertEqual(Frames.Texts("still here"), await sub.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Time_to_live_that_a_libzmq_peer_renews_does_not_end_the_connection()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            Pinging(handle, Patience);
            handle.Set(LibZmqOption.HeartbeatTimeToLive, Patience);
        });
        var events = await peer.MonitorAsync();
        await JoinAsync(dealer, peer, Link.TcpWeConnect);
        await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
        Assert.Null(await events.TryWaitForAsync(LibZmqEventKind.Disconnected, s_while));
    }

    [Fact]
    public async Task Large_messages_pass_between_heartbeats()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => Pinging(handle, 2 * Patience));
        var events = await peer.MonitorAsync();
        await JoinAsync(dealer, peer, Link.TcpWeBind);
        byte[][] large = [Frames.Body(4 << 20)];
        for (var i = 0; i < 5; i++)
        {
            await dealer.SendFramesAsync(large, Deadline);
            Frames.AssertEqual(large, await peer.ReceiveAsync());
            await peer.SendAsync(large);
            Frames.AssertEqual(large, await dealer.ReceiveFramesAsync(Deadline));
        }
        Assert.Equal(LibZmqEventKind.None, await events.DrainAsync() & LibZmqEventKind.Disconnected);
    }

    private static void Pinging(LibZmqHandle handle, int timeout)
    {
        handle.Set(LibZmqOption.HeartbeatInterval, 50);
        handle.Set(LibZmqOption.HeartbeatTimeout, timeout);
    }
}
