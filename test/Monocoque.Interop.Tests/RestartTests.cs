using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>One side goes away and comes back on the same address; what follows the reconnection must flow.</summary>
public sealed class RestartTests : InteropTest
{
    private static readonly byte[] s_id = [0xC0, 0x01];

    [Theory, MemberData(nameof(Transports))]
    public async Task Dealer_finds_a_libzmq_router_again(string transport)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(Impatient);
        await using var events = new OurEvents(dealer, Deadline);
        var router = Theirs.Open(LibZmqSocketType.Router);
        var address = await router.BindAsync(FreeAddress(transport));
        dealer.Connect(address);
        for (var life = 0; life < 3; life++)
        {
            await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
            await dealer.SendFramesAsync(Frames.Texts($"life {life}"), Deadline);
            var seen = await router.ReceiveAsync();
            Frames.AssertEqual(Frames.Texts($"life {life}"), seen[1..]);
            await router.SendAsync(seen);
            Frames.AssertEqual(Frames.Texts($"life {life}"), await dealer.ReceiveFramesAsync(Deadline));
            router = await RestartAsync(router, LibZmqSocketType.Router, address);
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_dealer_finds_our_router_again(string transport)
    {
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, Impatient);
        var events = await dealer.MonitorAsync();
        var address = FreeAddress(transport);
        for (var life = 0; life < 3; life++)
        {
            await using var router = Ours.CreateSocket<IRouterSocket>();
            var bound = $"{await router.BindAsync(address, Deadline)}";
            if (life == 0)
                await dealer.ConnectAsync(address = bound);
            await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
            await dealer.SendAsync(Frames.Number(life));
            var seen = await router.ReceiveFramesAsync(Deadline);
            Frames.AssertEqual([Frames.Number(life)], seen[1..]);
            await router.SendFramesAsync(seen, Deadline);
            Frames.AssertEqual([Frames.Number(life)], await dealer.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_dealer_that_comes_back_under_its_id_is_addressed_again(string transport)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        await using var events = new OurEvents(router, Deadline);
        var address = $"{await router.BindAsync(FreeAddress(transport), Deadline)}";
        for (var life = 0; life < 3; life++)
        {
            var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, s_id));
            await dealer.ConnectAsync(address);
            await dealer.SendAsync(Frames.Number(life));
            Frames.AssertEqual([s_id, Frames.Number(life)], await router.ReceiveFramesAsync(Deadline));
            await router.SendFramesAsync([s_id, Frames.Number(life)], Deadline);
            Frames.AssertEqual([Frames.Number(life)], await dealer.ReceiveAsync());
            await dealer.DisposeAsync();
            await events.WaitForAsync(ZmqEventKind.Disconnected);
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Sub_subscribes_again_at_a_libzmq_xpub_that_restarts(string transport)
    {
        var sub = Ours.CreateSocket<ISubSocket>(Impatient);
        sub.Subscribe("a"u8);
        sub.Subscribe("a"u8);
        sub.Subscribe("b"u8);
        sub.Subscribe("gone"u8);
        sub.Unsubscribe("gone"u8);
        var pub = Theirs.Open(LibZmqSocketType.XPub);
        var address = await pub.BindAsync(FreeAddress(transport));
        sub.Connect(address);
        for (var life = 0; life < 3; life++)
        {
            var topics = new[] { (await pub.ReceiveAsync())[0], (await pub.ReceiveAsync())[0] };
            Assert.Contains(topics, topic => topic.AsSpan().SequenceEqual("\u0001a"u8));
            Assert.Contains(topics, topic => topic.AsSpan().SequenceEqual("\u0001b"u8));
            await pub.SendAsync(Frames.Texts("gone"));
            await pub.SendAsync(Frames.Texts("a", $"{life}"));
            Frames.AssertEqual(Frames.Texts("a", $"{life}"), await sub.ReceiveFramesAsync(Deadline));
            pub = await RestartAsync(pub, LibZmqSocketType.XPub, address);
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Libzmq_sub_hears_our_pub_again_after_its_restart(string transport)
    {
        var sub = Theirs.Open(LibZmqSocketType.Sub, handle =>
        {
            Impatient(handle);
            handle.Set(LibZmqOption.Subscribe, Frames.Empty);
        });
        var address = FreeAddress(transport);
        for (var life = 0; life < 3; life++)
        {
            await using var pub = Ours.CreateSocket<IPubSocket>();
            var bound = $"{await pub.BindAsync(address, Deadline)}";
            if (life == 0)
                await sub.ConnectAsync(address = bound);
            await Subscriptions.ArriveAtOursAsync(pub, sub, Deadline);
            await pub.SendFramesAsync([Frames.Number(life)], Deadline);
            Frames.AssertEqual([Frames.Number(life)], await sub.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Transports))]
    public async Task Req_asks_a_libzmq_rep_again_after_its_restart(string transport)
    {
        var req = Ours.CreateSocket<IReqSocket>(Impatient);
        await using var events = new OurEvents(req, Deadline);
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        var address = await rep.BindAsync(FreeAddress(transport));
        req.Connect(address);
        for (var life = 0; life < 3; life++)
        {
            await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
            await req.SendFramesAsync([Frames.Number(life)], Deadline);
            Frames.AssertEqual([Frames.Number(life)], await rep.ReceiveAsync());
            await rep.SendAsync(Frames.Number(life));
            Frames.AssertEqual([Frames.Number(life)], await req.ReceiveFramesAsync(Deadline));
            rep = await RestartAsync(rep, LibZmqSocketType.Rep, address);
        }
    }

    [Fact]
    public async Task Unbind_drops_the_libzmq_peer_and_a_second_bind_takes_it_back()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var address = $"{await router.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, Impatient);
        var events = await dealer.MonitorAsync();
        await dealer.ConnectAsync(address);
        await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
        await router.UnbindAsync(address, Deadline);
        await events.WaitForAsync(LibZmqEventKind.Disconnected);
        await router.BindAsync(address, Deadline);
        await events.WaitForAsync(LibZmqEventKind.HandshakeSucceeded);
        await dealer.SendAsync(Frames.Text("back"));
        Frames.AssertEqual(Frames.Texts("back"), (await router.ReceiveFramesAsync(Deadline))[1..]);
    }

    [Fact]
    public async Task Disconnect_ends_the_connection_to_a_libzmq_peer()
    {
        var router = Theirs.Open(LibZmqSocketType.Router);
        var events = await router.MonitorAsync();
        var address = await router.BindAsync("tcp://127.0.0.1:0");
        var dealer = Ours.CreateSocket<IDealerSocket>();
        await dealer.ConnectAsync(address, Deadline);
        await dealer.SendFramesAsync(Frames.Texts("last"), Deadline);
        await dealer.DisconnectAsync(address, Deadline);
        await events.WaitForAsync(LibZmqEventKind.Disconnected);
        Frames.AssertEqual(Frames.Texts("last"), (await router.ReceiveAsync())[1..]);
    }

    private static void Impatient(ZmqSocketOptions options) => options.ReconnectInterval = TimeSpan.FromMilliseconds(20);

    private static void Impatient(LibZmqHandle handle) => handle.Set(LibZmqOption.ReconnectInterval, 20);

    /// <summary>libzmq gives the address free some time after the call; its monitor says when.</summary>
    private async Task<LibZmqSocket> RestartAsync(LibZmqSocket socket, LibZmqSocketType type, string address)
    {
        var events = await socket.MonitorAsync();
        await socket.UnbindAsync(address);
        await events.WaitForAsync(LibZmqEventKind.Closed);
        await socket.DisposeAsync();
        var next = Theirs.Open(type);
        await next.BindAsync(address);
        return next;
    }
}
