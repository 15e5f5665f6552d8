using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-12, N-13: whose turn it is, and requests that are tried again.</summary>
public sealed class RequestTests : ConformanceTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Theory, Conformance("N-12")]
    public async Task N12_a_call_out_of_turn_is_an_error_and_changes_nothing(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, rep, req);
        for (var i = 0; i < 3; i++)
        {
            await FailsAsync(ZmqError.InvalidState, req.ReceiveAsync);
            await FailsAsync(ZmqError.InvalidState, () => rep.SendTextAsync("too early"));
            await req.SendTextAsync("question");
            await FailsAsync(ZmqError.InvalidState, () => req.SendTextAsync("another"));
            await rep.ExpectAsync("question");
            await FailsAsync(ZmqError.InvalidState, rep.ReceiveAsync);
            await rep.SendTextAsync("answer");
            await FailsAsync(ZmqError.InvalidState, () => rep.SendTextAsync("another"));
            await req.ExpectAsync("answer");
        }
    }

    [Theory, Conformance("N-12")]
    public async Task N12_a_relaxed_REQ_may_ask_again_but_not_hear_before_it_asks(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => (o.RequestRelaxed, o.RequestCorrelate) = (true, true));
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, rep, req);
        await FailsAsync(ZmqError.InvalidState, req.ReceiveAsync);
        await req.SendTextAsync("first");
        await req.SendTextAsync("second");
        for (var i = 0; i < 2; i++)
            await rep.SendAsync(await rep.ReceiveAsync());
        await req.ExpectAsync("second");
        await FailsAsync(ZmqError.InvalidState, req.ReceiveAsync);
    }

    [Theory, Conformance("N-12")]
    public async Task N12_one_replier_answers_many_requesters_each_its_own(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var reqs = Enumerable.Range(0, 10).Select(_ => Open(pairing.Second, ZmqSocketType.Req)).ToArray();
        await JoinAsync(wire, rep, reqs);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < reqs.Length; i++)
                await reqs[i].SendTextAsync($"{i}", $"{round}");
            for (var i = 0; i < reqs.Length; i++)
                await rep.SendAsync(await rep.ReceiveAsync());
            for (var i = 0; i < reqs.Length; i++)
                await reqs[i].ExpectAsync($"{i}", $"{round}");
        }
    }

    [Theory, Conformance("N-13", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N13_a_request_whose_replier_goes_is_asked_of_the_next(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => o.RequestRetry = true);
        var going = Open(pairing.Second, ZmqSocketType.Rep);
        var staying = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, req, going);
        var reply = ((IReqSocket)((OurSocket)req).Native).RequestAsync(ZmqMessage.Text("question"), s_long, Deadline).AsTask();
        await going.ExpectAsync("question");
        await JoinAsync(wire, req, staying);
        await going.DisposeAsync();
        await staying.ExpectAsync("question");
        await staying.SendTextAsync("answer");
        using var message = await reply;
        Assert.Equal("answer", message.GetString(0));
    }

    [Theory, Conformance("N-13", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N13_a_request_that_nobody_answers_ends_in_time_and_can_be_made_again(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        var native = (IReqSocket)((OurSocket)req).Native;
        for (var i = 0; i < 2; i++)
        {
            var unheard = native.RequestAsync(ZmqMessage.Text("unheard"), TimeSpan.FromMilliseconds(20), Deadline).AsTask();
            await Assert.ThrowsAsync<TimeoutException>(() => unheard);
        }
        var reply = native.RequestAsync(ZmqMessage.Text("heard"), s_long, Deadline).AsTask();
        // Whether the others were still sent in their time is up to the machine.
        var request = await router.ReceiveAsync();
        while (request.Text().EndsWith("unheard", StringComparison.Ordinal))
            request = await router.ReceiveAsync();
        await router.SendAsync(request);
        using var message = await reply;
        Assert.Equal("heard", message.GetString(0));
    }

    [Theory, Conformance("N-13")]
    public async Task N13_a_router_sends_two_messages_to_a_dealer_by_its_key(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var dealer = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, router, dealer);
        await dealer.SendTextAsync("hello");
        var key = (await router.ReceiveAsync())[0];
        Assert.Equal((5, 0), (key.Length, key[0]));
        await router.SendAsync(key, "1"u8.ToArray());
        await router.SendAsync(key, "2"u8.ToArray());
        await dealer.ExpectAsync("1");
        await dealer.ExpectAsync("2");
    }
}
