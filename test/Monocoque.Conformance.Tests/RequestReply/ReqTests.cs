using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.RequestReply;

/// <summary>C-001: whom REQ asks, what goes over the wire, and whom it hears.</summary>
public sealed class ReqTests : ConformanceTest
{
    [Theory, Conformance("C-001")]
    public async Task C001_requests_go_round_the_peers(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var reps = Enumerable.Range(0, 5).Select(_ => Open(pairing.Second, ZmqSocketType.Rep)).ToArray();
        await JoinAsync(wire, req, reps);
        for (var i = 0; i < 10; i++)
        {
            await req.SendTextAsync("question", $"{i}");
            await reps[i % reps.Length].ExpectAsync("question", $"{i}");
            await reps[i % reps.Length].SendTextAsync("answer", $"{i}");
            await req.ExpectAsync("answer", $"{i}");
        }
    }

    [Theory, Conformance("C-001")]
    public async Task C001_a_delimiter_goes_before_the_request_and_is_taken_off_the_reply(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => o.RoutingId = "asker");
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        await req.SendTextAsync("a", "", "b");
        await router.ExpectAsync("asker", "", "a", "", "b");
        await router.SendTextAsync("asker", "", "", "c");
        await req.ExpectAsync("", "c");
    }

    [Theory, Conformance("C-001", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C001_the_delimiter_is_an_empty_frame_on_the_wire(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        using var peer = await DialAsync(await req.BindAsync(FreeAddress(wire)), req, "REP");
        await req.SendTextAsync("a", "b");
        Assert.Equal("0100" + "010161" + "000162", Convert.ToHexString(await peer.ReadAsync(8)));
        await peer.SendAsync(Convert.FromHexString("0100" + "010163" + "000164"));
        await req.ExpectAsync("c", "d");
    }

    [Theory, Conformance("C-001")]
    public async Task C001_a_request_waits_while_there_is_no_peer(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var address = await req.BindAsync(FreeAddress(wire));
        Assert.False(await req.TrySendTextAsync("too early"));
        var waiting = req.SendTextAsync("patient");
        Assert.False(waiting.IsCompleted);

        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await rep.ConnectAsync(address);
        await waiting;
        await rep.ExpectAsync("patient");
    }

    [Theory, Conformance("C-001")]
    public async Task C001_only_the_peer_that_was_asked_is_heard(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => o.RoutingId = "asker");
        var asked = Open(pairing.Second, ZmqSocketType.Router);
        var stranger = Open(pairing.Second, ZmqSocketType.Router, static o => o.Linger = TimeSpan.FromSeconds(20));
        await JoinAsync(wire, req, asked, stranger);
        await req.SendTextAsync("question");
        await asked.ExpectAsync("asker", "", "question");

        // Once its end is seen, what the stranger said before has come.
        var events = await req.WatchAsync();
        await stranger.SendTextAsync("asker", "", "wrong");
        await stranger.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await asked.SendTextAsync("asker", "", "right");
        await req.ExpectAsync("right");
    }
}
