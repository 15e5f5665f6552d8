using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class DealerRouterTests : InteropTest
{
    /// <summary>libzmq refuses only ids that begin with zero, so everything else must be carried.</summary>
    private static readonly byte[] s_binaryId = [0xFF, 0x00, 0x01, 0x80, 0x00];

    [Theory, MemberData(nameof(Links))]
    public async Task Dealer_speaks_with_a_libzmq_router(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.RoutingId = "näme");
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(dealer, router, link);
        foreach (var shape in Shapes.All)
        {
            await dealer.SendFramesAsync(shape, Deadline);
            var seen = await router.ReceiveAsync();
            Frames.AssertEqual(Frames.Prepend(shape, Frames.Text("näme")), seen);
            await router.SendAsync(seen);
            Frames.AssertEqual(shape, await dealer.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Router_speaks_with_a_libzmq_dealer(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, s_binaryId));
        await JoinAsync(router, dealer, link);
        foreach (var shape in Shapes.All)
        {
            await dealer.SendAsync(shape);
            var seen = await router.ReceiveFramesAsync(Deadline);
            Frames.AssertEqual(Frames.Prepend(shape, s_binaryId), seen);
            await router.SendFramesAsync(seen, Deadline);
            Frames.AssertEqual(shape, await dealer.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Dealer_speaks_with_a_libzmq_dealer(Link link)
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var theirs = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(ours, theirs, link);
        foreach (var shape in Shapes.All)
        {
            await ours.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await theirs.ReceiveAsync());
            await theirs.SendAsync(shape);
            Frames.AssertEqual(shape, await ours.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Router_speaks_with_a_libzmq_router(Link link)
    {
        var ours = Ours.CreateSocket<IRouterSocket>(options =>
        {
            options.RoutingId = "ours";
            options.RouterMandatory = true;
        });
        var theirs = Theirs.Open(LibZmqSocketType.Router, handle => handle.Set(LibZmqOption.RoutingId, s_binaryId));
        await JoinAndShakeHandsAsync(ours, theirs, link);
        foreach (var shape in Shapes.All)
        {
            await ours.SendFramesAsync(Frames.Prepend(shape, s_binaryId), Deadline);
            var seen = await theirs.ReceiveAsync();
            Frames.AssertEqual(Frames.Prepend(shape, Frames.Text("ours")), seen);
            await theirs.SendAsync(seen);
            Frames.AssertEqual(Frames.Prepend(shape, s_binaryId), await ours.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, InlineData(1), InlineData(254), InlineData(255)]
    public async Task Router_knows_a_libzmq_dealer_by_an_id_of_any_length(int length)
    {
        var id = Enumerable.Range(0, length).Select(i => (byte)(255 - i)).ToArray();
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, id));
        await JoinAsync(router, dealer, Link.TcpWeBind);
        await dealer.SendAsync(Frames.Text("hello"));
        var seen = await router.ReceiveFramesAsync(Deadline);
        Frames.AssertEqual([id, Frames.Text("hello")], seen);
        await router.SendFramesAsync(seen, Deadline);
        Frames.AssertEqual(Frames.Texts("hello"), await dealer.ReceiveAsync());
    }

    [Theory, InlineData(1), InlineData(255)]
    public async Task Libzmq_router_knows_our_dealer_by_an_id_of_any_length(int length)
    {
        var id = new string('x', length);
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.RoutingId = id);
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(dealer, router, Link.TcpWeConnect);
        await dealer.SendFramesAsync(Frames.Texts("hello"), Deadline);
        Frames.AssertEqual(Frames.Texts(id, "hello"), await router.ReceiveAsync());
    }

    [Fact]
    public async Task Anonymous_libzmq_dealers_get_different_ids_of_five_octets()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var address = $"{await router.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 5; i++)
        {
            var dealer = Theirs.Open(LibZmqSocketType.Dealer);
            await dealer.ConnectAsync(address);
            await dealer.SendAsync(Frames.Text("hello"));
            var seen = await router.ReceiveFramesAsync(Deadline);
            Assert.Equal(5, seen[0].Length);
            Assert.Equal(0, seen[0][0]);
            Assert.True(ids.Add(Convert.ToHexString(seen[0])));
            await router.SendFramesAsync([seen[0], Frames.Text("hello yourself")], Deadline);
            Frames.AssertEqual(Frames.Texts("hello yourself"), await dealer.ReceiveAsync());
        }
    }

    [Fact]
    public async Task Libzmq_dealer_that_probes_gives_the_router_an_empty_message()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            handle.Set(LibZmqOption.RoutingId, s_binaryId);
            handle.Set(LibZmqOption.ProbeRouter, 1);
        });
        await JoinAsync(router, dealer, Link.TcpWeBind);
        Frames.AssertEqual([s_binaryId, Frames.Empty], await router.ReceiveFramesAsync(Deadline));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Second_libzmq_dealer_of_the_same_id_gets_it_only_with_handover(bool handover)
    {
        var router = Ours.CreateSocket<IRouterSocket>(options => options.RouterHandover = handover);
        var address = $"{await router.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var first = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, s_binaryId));
        await first.ConnectAsync(address);
        await first.SendAsync(Frames.Text("first"));
        Frames.AssertEqual([s_binaryId, Frames.Text("first")], await router.ReceiveFramesAsync(Deadline));

        var second = Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            handle.Set(LibZmqOption.RoutingId, s_binaryId);
            handle.Set(LibZmqOption.ReconnectInterval, -1);
        });
        var secondEvents = await second.MonitorAsync();
        await second.ConnectAsync(address);
        if (handover)
        {
            await second.SendAsync(Frames.Text("second"));
            Frames.AssertEqual([s_binaryId, Frames.Text("second")], await router.ReceiveFramesAsync(Deadline));
        }
        else
        {
            await secondEvents.WaitForAsync(LibZmqEventKind.Disconnected);
        }

        await router.SendFramesAsync([s_binaryId, Frames.Text("who")], Deadline);
        Frames.AssertEqual(Frames.Texts("who"), await (handover ? second : first).ReceiveAsync());
    }
}
