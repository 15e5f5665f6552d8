using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Who connects need not wait for who binds.</summary>
public sealed class LateStartTests : InteropTest
{
    [Theory, MemberData(nameof(Transports))]
    public async Task Message_sent_before_the_libzmq_peer_binds_waits_for_it(string transport)
    {
        var address = AddressOfNobody(transport);
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(20));
        await using var events = new OurEvents(dealer, Deadline);
        dealer.Connect(address);
        await dealer.SendFramesAsync(Frames.Texts("early"), Deadline);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried, count: 2);

        var router = Theirs.Open(LibZmqSocketType.Router);
        await router.BindAsync(address);
        var seen = await router.ReceiveAsync();
        Frames.AssertEqual(Frames.Texts("early"), seen[1..]);
        await router.SendAsync(seen[0], Frames.Text("late"));
        Frames.AssertEqual(Frames.Texts("late"), await dealer.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Message_a_libzmq_peer_sent_before_we_bind_arrives(string transport)
    {
        var address = AddressOfNobody(transport);
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.ReconnectInterval, 20));
        var events = await dealer.MonitorAsync();
        await dealer.ConnectAsync(address);
        await dealer.SendAsync(Frames.Text("early"));
        await events.WaitForAsync(LibZmqEventKind.ConnectRetried);

        var router = Ours.CreateSocket<IRouterSocket>();
        await router.BindAsync(address, Deadline);
        var seen = await router.ReceiveFramesAsync(Deadline);
        Frames.AssertEqual(Frames.Texts("early"), seen[1..]);
        await router.SendFramesAsync([seen[0], Frames.Text("late")], Deadline);
        Frames.AssertEqual(Frames.Texts("late"), await dealer.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Subscription_made_before_the_libzmq_xpub_binds_reaches_it(string transport)
    {
        var address = AddressOfNobody(transport);
        var sub = Ours.CreateSocket<ISubSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(20));
        sub.Subscribe("before"u8);
        sub.Connect(address);
        sub.Subscribe("after"u8);

        var pub = Theirs.Open(LibZmqSocketType.XPub);
        await pub.BindAsync(address);
        var topics = new[] { (await pub.ReceiveAsync())[0], (await pub.ReceiveAsync())[0] };
        Assert.Contains(topics, topic => topic.AsSpan().SequenceEqual("\u0001before"u8));
        Assert.Contains(topics, topic => topic.AsSpan().SequenceEqual("\u0001after"u8));
        await pub.SendAsync(Frames.Text("after all"));
        Frames.AssertEqual(Frames.Texts("after all"), await sub.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_sub_that_connects_before_we_bind_hears_us(string transport)
    {
        var address = AddressOfNobody(transport);
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
        {
            handle.Set(LibZmqOption.ReconnectInterval, 20);
            handle.Set(LibZmqOption.Subscribe, Frames.Empty);
        });
        await sub.ConnectAsync(address);

        var pub = Ours.CreateSocket<IPubSocket>();
        await pub.BindAsync(address, Deadline);
        await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
        await pub.SendFramesAsync(Frames.Texts("news"), Deadline);
        Frames.AssertEqual(Frames.Texts("news"), await sub.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Request_sent_before_the_libzmq_rep_binds_is_answered(string transport)
    {
        var address = AddressOfNobody(transport);
        var req = Ours.CreateSocket<IReqSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(20));
        req.Connect(address);
        await req.SendFramesAsync(Frames.Texts("question"), Deadline);

        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await rep.BindAsync(address);
        Frames.AssertEqual(Frames.Texts("question"), await rep.ReceiveAsync());
        await rep.SendAsync(Frames.Text("answer"));
        Frames.AssertEqual(Frames.Texts("answer"), await req.ReceiveFramesAsync(Deadline));
    }
}
