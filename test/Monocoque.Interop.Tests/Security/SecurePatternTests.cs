using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop.Security;

/// <summary>Every pattern carries its messages under PLAIN and under CURVE, whoever is the server and whoever binds.</summary>
public sealed class SecurePatternTests : SecureTest
{
    [Theory, MemberData(nameof(Meetings))]
    public async Task All_shapes_of_messages_pass_both_ways(Security security, Link link)
    {
        var ours = OpenOurs<IDealerSocket>(security);
        var theirs = await OpenTheirsAsync(security, LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, link);
        foreach (var message in Shapes.All)
        {
            await ours.SendFramesAsync(message, Deadline);
            Frames.AssertEqual(message, await theirs.ReceiveAsync());
            await theirs.SendAsync(message);
            Frames.AssertEqual(message, await ours.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Request_of_theirs_is_answered(Security security, Link link)
    {
        var rep = OpenOurs<IRepSocket>(security);
        var req = await OpenTheirsAsync(security, LibZmqSocketType.Req);
        await JoinAsync(rep, req, link);
        for (var i = 0; i < 3; i++)
        {
            await req.SendAsync(Frames.Texts("ask", $"{i}"));
            Frames.AssertEqual(Frames.Texts("ask", $"{i}"), await rep.ReceiveFramesAsync(Deadline));
            await rep.SendFramesAsync(Frames.Texts("answer", $"{i}"), Deadline);
            Frames.AssertEqual(Frames.Texts("answer", $"{i}"), await req.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Request_of_ours_is_answered(Security security, Link link)
    {
        var req = OpenOurs<IReqSocket>(security);
        var router = await OpenTheirsAsync(security, LibZmqSocketType.Router);
        await JoinAsync(req, router, link);
        await req.SendFramesAsync(Frames.Texts("ask"), Deadline);
        var request = await router.ReceiveAsync();
        Frames.AssertEqual(Frames.Texts("", "ask"), request[1..]);
        await router.SendAsync([.. request[..2], Frames.Text("answer")]);
        Frames.AssertEqual(Frames.Texts("answer"), await req.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Router_of_ours_learns_the_routing_id(Security security, Link link)
    {
        var router = OpenOurs<IRouterSocket>(security);
        var dealer = await OpenTheirsAsync(security, LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, Frames.Text("worker")));
        await JoinAsync(router, dealer, link);
        await dealer.SendAsync(Frames.Text("hello"));
        Frames.AssertEqual(Frames.Texts("worker", "hello"), await router.ReceiveFramesAsync(Deadline));
        await router.SendFramesAsync(Frames.Texts("worker", "welcome"), Deadline);
        Frames.AssertEqual(Frames.Texts("welcome"), await dealer.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Push_and_pull_pass_work_on(Security security, Link link)
    {
        var push = OpenOurs<IPushSocket>(security);
        var pull = await OpenTheirsAsync(security, LibZmqSocketType.Pull);
        await JoinAsync(push, pull, link);
        await push.SendFramesAsync(Frames.Texts("work"), Deadline);
        Frames.AssertEqual(Frames.Texts("work"), await pull.ReceiveAsync());

        var ourPull = OpenOurs<IPullSocket>(security);
        var theirPush = await OpenTheirsAsync(security, LibZmqSocketType.Push);
        await JoinAsync(ourPull, theirPush, link);
        await theirPush.SendAsync(Frames.Text("work"));
        Frames.AssertEqual(Frames.Texts("work"), await ourPull.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Pairs_talk(Security security, Link link)
    {
        var ours = OpenOurs<IPairSocket>(security);
        var theirs = await OpenTheirsAsync(security, LibZmqSocketType.Pair);
        await JoinAsync(ours, theirs, link);
        await ours.SendFramesAsync(Frames.Texts("a"), Deadline);
        Frames.AssertEqual(Frames.Texts("a"), await theirs.ReceiveAsync());
        await theirs.SendAsync(Frames.Text("b"));
        Frames.AssertEqual(Frames.Texts("b"), await ours.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Subscriptions_of_theirs_reach_our_publisher(Security security, Link link)
    {
        var pub = OpenOurs<IPubSocket>(security);
        var sub = await OpenTheirsAsync(security, LibZmqSocketType.Sub, handle =>
        {
            handle.Set(LibZmqOption.Subscribe, Frames.Text("a"));
            handle.Set(LibZmqOption.Subscribe, Subscriptions.Probe);
        });
        await JoinAsync(pub, sub, link);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        await pub.SendFramesAsync(Frames.Texts("b", "not wanted"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("abc", "wanted"), Deadline);
        Frames.AssertEqual(Frames.Texts("abc", "wanted"), await sub.ReceiveAsync());
        await sub.UnsubscribeAsync(Frames.Text("a"));
        await sub.SubscribeAsync(Frames.Text("b"));
        await sub.SubscribeAsync(Subscriptions.SecondProbe);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline, Subscriptions.SecondProbe);
        await pub.SendFramesAsync(Frames.Texts("abc", "no more"), Deadline);
        await pub.SendFramesAsync(Frames.Texts("b", "now"), Deadline);
        Frames.AssertEqual(Frames.Texts("b", "now"), await sub.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Subscriptions_of_ours_reach_their_xpub(Security security, Link link)
    {
        var sub = OpenOurs<ISubSocket>(security);
        sub.Subscribe(Frames.Text("a"));
        var pub = await OpenTheirsAsync(security, LibZmqSocketType.XPub);
        await JoinAsync(sub, pub, link);
        Frames.AssertEqual([[1, .. Frames.Text("a")]], await pub.ReceiveAsync());
        await pub.SendAsync(Frames.Texts("b", "not wanted"));
        await pub.SendAsync(Frames.Texts("abc", "wanted"));
        Frames.AssertEqual(Frames.Texts("abc", "wanted"), await sub.ReceiveFramesAsync(Deadline));
        sub.Unsubscribe(Frames.Text("a"));
        Frames.AssertEqual([[0, .. Frames.Text("a")]], await pub.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Meetings))]
    public async Task Xsub_and_xpub_meet(Security security, Link link)
    {
        var xpub = OpenOurs<IXPubSocket>(security);
        var xsub = await OpenTheirsAsync(security, LibZmqSocketType.XSub);
        await JoinAsync(xpub, xsub, link);
        await xsub.SendAsync([[1, .. Frames.Text("t")]]);
        var subscription = xpub.ReceiveFramesAsync(Deadline);
        // A libzmq socket that listens looks after new peers while it is called.
        while (!subscription.IsCompleted)
            await xsub.TryReceiveAsync(TimeSpan.FromMilliseconds(5));
        Frames.AssertEqual([[1, .. Frames.Text("t")]], await subscription);
        await xpub.SendFramesAsync(Frames.Texts("t", "message"), Deadline);
        Frames.AssertEqual(Frames.Texts("t", "message"), await xsub.ReceiveAsync());
        await xsub.SendAsync(Frames.Text("upstream"));
        Frames.AssertEqual(Frames.Texts("upstream"), await xpub.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Securities))]
    public async Task Sixteen_mebibytes_pass_both_ways(Security security)
    {
        var ours = OpenOurs<IDealerSocket>(security);
        var theirs = await OpenTheirsAsync(security, LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, Link.TcpWeConnect);
        byte[][] big = [Frames.Body(5), Frames.Body(16 << 20)];
        await ours.SendFramesAsync(big, Deadline);
        Frames.AssertEqual(big, await theirs.ReceiveAsync());
        await theirs.SendAsync(big);
        Frames.AssertEqual(big, await ours.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Securities))]
    public async Task Both_may_ping(Security security)
    {
        var ours = OpenOurs<IDealerSocket>(security, static options =>
        {
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(50);
            options.HeartbeatTimeout = TimeSpan.FromSeconds(1.5);
            options.HeartbeatTtl = TimeSpan.FromSeconds(1.5);
        });
        var theirs = await OpenTheirsAsync(security, LibZmqSocketType.Dealer, static handle =>
        {
            handle.Set(LibZmqOption.HeartbeatInterval, 50);
            handle.Set(LibZmqOption.HeartbeatTimeout, 1500);
            handle.Set(LibZmqOption.HeartbeatTimeToLive, 1500);
        });
        await using var events = new OurEvents(ours, Deadline);
        await JoinAndShakeHandsAsync(ours, theirs, Link.TcpWeBind);
        var lost = events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.NotSame(lost, await Task.WhenAny(lost, Task.Delay(TimeSpan.FromSeconds(3), Deadline)));
        await ours.SendFramesAsync(Frames.Texts("still here"), Deadline);
        Frames.AssertEqual(Frames.Texts("still here"), await theirs.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Securities))]
    public async Task Ten_thousand_messages_arrive_in_order_both_ways(Security security)
    {
        const int Count = 10_000;
        var ours = OpenOurs<IDealerSocket>(security);
        var theirs = await OpenTheirsAsync(security, LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, Link.TcpWeBind);
        var echoing = theirs.RunAsync(handle =>
        {
            for (var i = 0; i < Count; i++)
                Assert.True(handle.Send(handle.Receive(LibZmqSocket.Patience)!, LibZmqSocket.Patience));
        });
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Count; i++)
                    await ours.SendFramesAsync([Frames.Number(i), Frames.Body(i % 700)], Deadline);
            },
            Deadline);
        for (var i = 0; i < Count; i++)
            Frames.AssertEqual([Frames.Number(i), Frames.Body(i % 700)], await ours.ReceiveFramesAsync(Deadline));
        await Task.WhenAll(echoing, sending);
    }
}
