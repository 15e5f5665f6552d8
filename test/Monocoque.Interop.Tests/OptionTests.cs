using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Options whose effect the other end sees, with either end as libzmq.</summary>
public sealed class OptionTests : InteropTest
{
    [Theory, MemberData(nameof(Links))]
    public async Task Libzmq_router_learns_of_our_dealer_by_its_probe(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => (options.ProbeRouter, options.RoutingId) = (true, "me"));
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(dealer, router, link);
        Frames.AssertEqual(Frames.Texts("me", ""), await router.ReceiveAsync());
        await router.SendAsync(Frames.Texts("me", "job"));
        Frames.AssertEqual(Frames.Texts("job"), await dealer.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Router_learns_of_a_libzmq_dealer_by_its_probe(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            handle.Set(LibZmqOption.ProbeRouter, 1);
            handle.Set(LibZmqOption.RoutingId, "them"u8);
        });
        await JoinAsync(router, dealer, link);
        var probe = router.ReceiveFramesAsync(Deadline);
        // A libzmq socket takes a connection in, and probes it, when its thread calls something.
        while (!probe.IsCompleted)
            Assert.Null(await dealer.TryReceiveAsync(TimeSpan.FromMilliseconds(10)));
        Frames.AssertEqual(Frames.Texts("them", ""), await probe);
        await router.SendFramesAsync(Frames.Texts("them", "job"), Deadline);
        Frames.AssertEqual(Frames.Texts("job"), await dealer.ReceiveAsync());
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Correlated_req_is_answered_by_a_libzmq_rep(Link link)
    {
        var req = Ours.CreateSocket<IReqSocket>(options => options.RequestCorrelate = true);
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await JoinAsync(req, rep, link);
        for (var i = 0; i < 5; i++)
        {
            await req.SendFramesAsync(Frames.Texts("q", $"{i}"), Deadline);
            await rep.SendAsync(await rep.ReceiveAsync());
            Frames.AssertEqual(Frames.Texts("q", $"{i}"), await req.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, InlineData(Link.TcpWeBind), InlineData(Link.TcpWeConnect)]
    public async Task Relaxed_req_takes_the_answer_to_its_latest_request_from_a_libzmq_router(Link link)
    {
        var req = Ours.CreateSocket<IReqSocket>(options => (options.RequestRelaxed, options.RequestCorrelate) = (true, true));
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(req, router, link);
        await req.SendFramesAsync(Frames.Texts("old"), Deadline);
        await req.SendFramesAsync(Frames.Texts("new"), Deadline);
        await router.SendAsync(await router.ReceiveAsync());
        await router.SendAsync(await router.ReceiveAsync());
        Frames.AssertEqual(Frames.Texts("new"), await req.ReceiveFramesAsync(Deadline));
    }

    [Theory, InlineData(Link.TcpWeBind), InlineData(Link.TcpWeConnect)]
    public async Task Relaxed_libzmq_req_takes_the_answer_to_its_latest_request_from_our_router(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var req = Theirs.Open(LibZmqSocketType.Req, handle =>
        {
            handle.Set(LibZmqOption.ReqRelaxed, 1);
            handle.Set(LibZmqOption.ReqCorrelate, 1);
        });
        await JoinAsync(router, req, link);
        await req.SendAsync(Frames.Texts("old"));
        await req.SendAsync(Frames.Texts("new"));
        for (var i = 0; i < 2; i++)
            await router.SendFramesAsync(await router.ReceiveFramesAsync(Deadline), Deadline);
        Frames.AssertEqual(Frames.Texts("new"), await req.ReceiveAsync());
    }

    [Fact]
    public async Task Conflated_dealer_sends_a_libzmq_dealer_its_newest_message_only()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.Conflate = true);
        var address = AddressOfNobody("tcp");
        dealer.Connect(address);
        for (var i = 0; i < 10; i++)
            await dealer.SendFramesAsync(Frames.Texts($"{i}"), Deadline);
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await peer.BindAsync(address);
        Frames.AssertEqual(Frames.Texts("9"), await peer.ReceiveAsync());
        await dealer.SendFramesAsync(Frames.Texts("next"), Deadline);
        Frames.AssertEqual(Frames.Texts("next"), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task Conflated_libzmq_dealer_keeps_the_newest_of_our_messages()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.Conflate, 1));
        await JoinAsync(dealer, peer, Link.TcpWeConnect);
        for (var i = 0; i < 500; i++)
            await dealer.SendFramesAsync(Frames.Texts($"{i}"), Deadline);
        while (await peer.ReceiveAsync() is var message && message[0].AsSpan().SequenceEqual("499"u8) is false)
        {
        }
    }

    [Fact]
    public async Task Conflated_sub_keeps_the_newest_message_of_a_libzmq_pub()
    {
        var sub = Ours.CreateSocket<ISubSocket>(options => options.Conflate = true);
        sub.Subscribe([]);
        var pub = Theirs.Open(LibZmqSocketType.XPub, handle => handle.Set(LibZmqOption.SendHighWaterMark, 0));
        await JoinAsync(sub, pub, Link.TcpWeConnect);
        Frames.AssertEqual([[1]], await pub.ReceiveAsync());
        for (var i = 0; i < 500; i++)
            await pub.SendAsync(Frames.Texts("a", $"{i}"));
        var last = -1;
        while (last < 499)
        {
            var next = int.Parse((await sub.ReceiveAsync(Deadline)).GetString(1), System.Globalization.CultureInfo.InvariantCulture);
            Assert.True(next > last);
            last = next;
        }
    }

    [Fact]
    public async Task Immediate_dealer_sends_all_to_the_libzmq_peer_that_is_there()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.Immediate = true);
        dealer.Connect(AddressOfNobody("tcp"));
        Assert.False(dealer.TrySend(ZmqMessage.Text("early")));
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(dealer, peer, Link.TcpWeConnect);
        for (var i = 0; i < 10; i++)
            await dealer.SendFramesAsync(Frames.Texts($"{i}"), Deadline);
        for (var i = 0; i < 10; i++)
            Frames.AssertEqual(Frames.Texts($"{i}"), await peer.ReceiveAsync());
    }

    [Fact]
    public async Task Immediate_libzmq_dealer_sends_all_to_ours_that_is_there()
    {
        var ours = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.Immediate, 1));
        await peer.ConnectAsync(AddressOfNobody("tcp"));
        await JoinAsync(ours, peer, Link.TcpWeBind);
        for (var i = 0; i < 10; i++)
            await peer.SendAsync(Frames.Texts($"{i}"));
        for (var i = 0; i < 10; i++)
            Frames.AssertEqual(Frames.Texts($"{i}"), await ours.ReceiveFramesAsync(Deadline));
    }

    [Fact]
    public async Task Router_hands_an_id_over_from_one_libzmq_dealer_to_the_next()
    {
        var router = Ours.CreateSocket<IRouterSocket>(options => options.RouterHandover = true);
        await using var events = new OurEvents(router, Deadline);
        var address = $"{await router.BindAsync(FreeAddress("tcp"), Deadline)}";
        var (old, next) = (OpenNamed(), OpenNamed());
        await old.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await router.SendFramesAsync(Frames.Texts("same", "1"), Deadline);
        Frames.AssertEqual(Frames.Texts("1"), await old.ReceiveAsync());
        await old.RunAsync(handle => handle.Set(LibZmqOption.ReconnectInterval, -1));
        await next.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await router.SendFramesAsync(Frames.Texts("same", "2"), Deadline);
        Frames.AssertEqual(Frames.Texts("2"), await next.ReceiveAsync());

        LibZmqSocket OpenNamed() => Theirs.Open(LibZmqSocketType.Dealer, handle =>
        {
            handle.Set(LibZmqOption.RoutingId, "same"u8);
            handle.Set(LibZmqOption.ReconnectInterval, -1);
        });
    }

    [Fact]
    public async Task Libzmq_router_hands_an_id_over_from_one_dealer_of_ours_to_the_next()
    {
        var router = Theirs.Open(LibZmqSocketType.Router, handle => handle.Set(LibZmqOption.RouterHandover, 1));
        var address = await router.BindAsync(FreeAddress("tcp"));
        var old = Ours.CreateSocket<IDealerSocket>(options => (options.RoutingId, options.ReconnectInterval) = ("same", TimeSpan.FromDays(1)));
        var next = Ours.CreateSocket<IDealerSocket>(options => options.RoutingId = "same");
        await old.ConnectAsync(address, Deadline);
        await old.SendFramesAsync(Frames.Texts("here"), Deadline);
        Frames.AssertEqual(Frames.Texts("same", "here"), await router.ReceiveAsync());
        await next.ConnectAsync(address, Deadline);
        await next.SendFramesAsync(Frames.Texts("here too"), Deadline);
        Frames.AssertEqual(Frames.Texts("same", "here too"), await router.ReceiveAsync());
        await router.SendAsync(Frames.Texts("same", "x"));
        Frames.AssertEqual(Frames.Texts("x"), await next.ReceiveFramesAsync(Deadline));
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Libzmq_reads_our_metadata(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>(options => options.Metadata["X-Region"] = "Zürich");
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(dealer, peer, link);
        await dealer.SendFramesAsync(Frames.Texts("x"), Deadline);
        var property = await peer.RunAsync(handle => (handle.Receive(LibZmqSocket.Patience), handle.GetProperty("X-Region")));
        Assert.NotNull(property.Item1);
        Assert.Equal("Zürich", property.Item2);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Inverted_matching_works_from_either_side(bool isPubOurs)
    {
        if (isPubOurs)
        {
            var pub = Ours.CreateSocket<IPubSocket>(options => options.InvertMatching = true);
            var sub = Theirs.Open(LibZmqSocketType.Sub, handle => handle.Set(LibZmqOption.InvertMatching, 1));
            await sub.SubscribeAsync(Frames.Text("a"));
            await JoinAndShakeHandsAsync(pub, sub, Link.TcpWeBind);
            byte[][]? seen;
            do
            {
                await pub.SendFramesAsync(Frames.Texts("abc"), Deadline);
                await pub.SendFramesAsync(Frames.Texts("b"), Deadline);
                seen = await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(100));
            }
            while (seen is null);
            Frames.AssertEqual(Frames.Texts("b"), seen);
        }
        else
        {
            var sub = Ours.CreateSocket<ISubSocket>(options => options.InvertMatching = true);
            sub.Subscribe("a"u8);
            var pub = Theirs.Open(LibZmqSocketType.XPub, handle => handle.Set(LibZmqOption.InvertMatching, 1));
            await JoinAsync(sub, pub, Link.TcpWeConnect);
            Frames.AssertEqual([[1, (byte)'a']], await pub.ReceiveAsync());
            await pub.SendAsync(Frames.Texts("abc"));
            await pub.SendAsync(Frames.Texts("b"));
            Frames.AssertEqual(Frames.Texts("b"), await sub.ReceiveFramesAsync(Deadline));
        }
    }
}
