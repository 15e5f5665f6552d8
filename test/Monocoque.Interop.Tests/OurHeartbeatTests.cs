using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>We ping; libzmq answers, or is given up.</summary>
public sealed class OurHeartbeatTests : InteropTest
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <summary>What a busy machine may take to answer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1.5);

    [Theory, InlineData(Link.TcpWeBind), InlineData(Link.IpcWeConnect)]
    public async Task Idle_libzmq_peer_is_kept_by_its_answers(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(Pinging);
        await using var events = new OurEvents(dealer, Deadline);
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAndShakeHandsAsync(dealer, router, link);
        var lost = events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.NotSame(lost, await Task.WhenAny(lost, Task.Delay(2 * s_patience, Deadline)));
        await dealer.SendFramesAsync(Frames.Texts("still here"), Deadline);
        Frames.AssertEqual(Frames.Texts("still here"), (await router.ReceiveAsync())[1..]);
    }

    [Fact]
    public async Task Both_may_ping_with_a_time_to_live()
    {
        var sub = Ours.CreateSocket<ISubSocket>(Pinging);
        sub.Subscribe([]);
        var pub = Theirs.Open(LibZmqSocketType.XPub, static handle =>
        {
            handle.Set(LibZmqOption.HeartbeatInterval, 50);
            handle.Set(LibZmqOption.HeartbeatTimeout, 1500);
            handle.Set(LibZmqOption.HeartbeatTimeToLive, 1500);
        });
        var events = await pub.MonitorAsync();
        await JoinAsync(sub, pub, Link.TcpWeConnect);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        Assert.Null(await events.TryWaitForAsync(LibZmqEventKind.Disconnected, 2 * s_patience));
        await pub.SendAsync(Frames.Text("still here"));
        Frames.AssertEqual(Frames.Texts("still here"), await sub.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Large_messages_pass_between_our_heartbeats()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(Pinging);
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        var events = await peer.MonitorAsync();
        await JoinAndShakeHandsAsync(dealer, peer, Link.TcpWeBind);
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

    private static void Pinging(ZmqSocketOptions options)
    {
        options.HeartbeatInterval = s_interval;
        options.HeartbeatTimeout = s_patience;
        options.HeartbeatTtl = s_patience;
    }
}
