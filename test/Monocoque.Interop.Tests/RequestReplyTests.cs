using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class RequestReplyTests : InteropTest
{
    private static readonly byte[] s_id = [0x01, 0x00, 0xFF, 0x80];

    [Theory, MemberData(nameof(Links))]
    public async Task Req_asks_a_libzmq_rep(Link link)
    {
        var req = Ours.CreateSocket<IReqSocket>();
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await JoinAsync(req, rep, link);
        foreach (var shape in Shapes.All)
        {
            await req.SendFramesAsync(shape, Deadline);
            var request = await rep.ReceiveAsync();
            Frames.AssertEqual(shape, request);
            await rep.SendAsync(request);
            Frames.AssertEqual(shape, await req.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Rep_answers_a_libzmq_req(Link link)
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        var req = Theirs.Open(LibZmqSocketType.Req);
        await JoinAsync(rep, req, link);
        foreach (var shape in Shapes.All)
        {
            await req.SendAsync(shape);
            Frames.AssertEqual(shape, await rep.ReceiveFramesAsync(Deadline));
            await rep.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(shape, await req.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Req_asks_a_libzmq_router_in_an_envelope_of_one_empty_frame(Link link)
    {
        var req = Ours.CreateSocket<IReqSocket>(options => options.RoutingId = "asker");
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(req, router, link);
        foreach (var shape in Shapes.All)
        {
            await req.SendFramesAsync(shape, Deadline);
            var request = await router.ReceiveAsync();
            Frames.AssertEqual(Frames.Prepend(shape, Frames.Text("asker"), Frames.Empty), request);
            await router.SendAsync(request);
            Frames.AssertEqual(shape, await req.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Router_answers_a_libzmq_req(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var req = Theirs.Open(LibZmqSocketType.Req, handle => handle.Set(LibZmqOption.RoutingId, s_id));
        await JoinAsync(router, req, link);
        foreach (var shape in Shapes.All)
        {
            await req.SendAsync(shape);
            var request = await router.ReceiveFramesAsync(Deadline);
            Frames.AssertEqual(Frames.Prepend(shape, s_id, Frames.Empty), request);
            await router.SendFramesAsync(request, Deadline);
            Frames.AssertEqual(shape, await req.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Dealer_asks_a_libzmq_rep(Link link)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await JoinAsync(dealer, rep, link);
        foreach (var shape in Shapes.All)
        {
            var envelope = Frames.Prepend(shape, Frames.Text("hop"), Frames.Empty);
            await dealer.SendFramesAsync(envelope, Deadline);
            Frames.AssertEqual(shape, await rep.ReceiveAsync());
            await rep.SendAsync(shape);
            Frames.AssertEqual(envelope, await dealer.ReceiveFramesAsync(Deadline));
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Rep_gives_the_whole_envelope_back_to_a_libzmq_dealer(Link link)
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        var dealer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(rep, dealer, link);
        foreach (var shape in Shapes.All)
        {
            var envelope = Frames.Prepend(shape, s_id, Frames.Body(300), Frames.Empty);
            await dealer.SendAsync(envelope);
            Frames.AssertEqual(shape, await rep.ReceiveFramesAsync(Deadline));
            await rep.SendFramesAsync(shape, Deadline);
            Frames.AssertEqual(envelope, await dealer.ReceiveAsync());
        }
    }

    [Theory, MemberData(nameof(Links))]
    public async Task Router_and_a_libzmq_rep_are_no_match_and_the_next_peer_is(Link link)
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        await using var events = new OurEvents(router, Deadline);
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        if (link is Link.TcpWeBind or Link.IpcWeBind)
            await JoinAsync(router, rep, link);
        else
            router.Connect(await rep.BindAsync(FreeAddress(link is Link.TcpWeConnect ? "tcp" : "ipc")));
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);

        var req = Theirs.Open(LibZmqSocketType.Req);
        await JoinAsync(router, req, link);
        await req.SendAsync(Frames.Text("question"));
        Frames.AssertEqual(Frames.Texts("", "question"), (await router.ReceiveFramesAsync(Deadline))[1..]);
    }

    [Fact]
    public async Task Request_of_a_req_finds_its_own_reply_among_many()
    {
        var req = Ours.CreateSocket<IReqSocket>();
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(req, router, Link.TcpWeConnect);
        await AssertRequestsFindTheirRepliesAsync(router, (message, timeout) => req.RequestAsync(message, timeout, Deadline));
    }

    [Fact]
    public async Task Request_of_a_dealer_finds_its_own_reply_among_many()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var router = Theirs.Open(LibZmqSocketType.Router);
        await JoinAsync(dealer, router, Link.TcpWeConnect);
        await AssertRequestsFindTheirRepliesAsync(router, (message, timeout) => dealer.RequestAsync(message, timeout, Deadline));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Requests_are_answered_by_a_libzmq_rep_with_their_correlation(bool ofReq)
    {
        var socket = ofReq ? (IZmqSocket)Ours.CreateSocket<IReqSocket>() : Ours.CreateSocket<IDealerSocket>();
        var rep = Theirs.Open(LibZmqSocketType.Rep);
        await JoinAsync(socket, rep, Link.TcpWeConnect);
        for (var i = 0; i < 10; i++)
        {
            var request = ZmqMessage.Text($"{i}", "");
            var reply = socket is IReqSocket req
                ? req.RequestAsync(request, LibZmqSocket.Patience, Deadline)
                : ((IDealerSocket)socket).RequestAsync(request, LibZmqSocket.Patience, Deadline);
            var seen = await rep.ReceiveAsync();
            Frames.AssertEqual(Frames.Texts($"{i}", ""), seen);
            await rep.SendAsync(Frames.Texts("", $"{i}!"));
            Frames.AssertEqual(Frames.Texts("", $"{i}!"), (await reply).ToFrames());
        }
    }

    [Fact]
    public async Task Rep_answers_libzmq_reqs_that_insist_on_correlation()
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        var req = Theirs.Open(LibZmqSocketType.Req, handle => handle.Set(LibZmqOption.ReqCorrelate, 1));
        await JoinAsync(rep, req, Link.TcpWeBind);
        for (var i = 0; i < 10; i++)
        {
            await req.SendAsync(Frames.Texts("ask", $"{i}"));
            Frames.AssertEqual(Frames.Texts("ask", $"{i}"), await rep.ReceiveFramesAsync(Deadline));
            await rep.SendFramesAsync(Frames.Texts($"{i}"), Deadline);
            Frames.AssertEqual(Frames.Texts($"{i}"), await req.ReceiveAsync());
        }
    }

    /// <summary>The other side answers in the opposite order, so that order cannot stand in for correlation.</summary>
    private static async Task AssertRequestsFindTheirRepliesAsync(
        LibZmqSocket router, Func<ZmqMessage, TimeSpan, ValueTask<ZmqMessage>> request)
    {
        var replies = Enumerable.Range(0, 50)
            .Select(i => request(ZmqMessage.Text($"{i}"), LibZmqSocket.Patience).AsTask())
            .ToArray();
        var requests = new List<byte[][]>();
        while (requests.Count < replies.Length)
            requests.Add(await router.ReceiveAsync());
        foreach (var message in Enumerable.Reverse(requests))
            await router.SendAsync([.. message, Frames.Text("reply")]);
        for (var i = 0; i < replies.Length; i++)
            Frames.AssertEqual(Frames.Texts($"{i}", "reply"), (await replies[i]).ToFrames());
    }
}
