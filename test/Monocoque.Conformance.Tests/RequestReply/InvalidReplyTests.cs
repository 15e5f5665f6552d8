using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.RequestReply;

/// <summary>C-005: replies that are none.</summary>
public sealed class InvalidReplyTests : ConformanceTest
{
    [Theory, Conformance("C-005", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C005_inproc_goes_on_after_a_reply_without_delimiter(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => o.RoutingId = "asker");
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        await req.SendTextAsync("question");
        await router.ExpectAsync("asker", "", "question");
        await router.SendTextAsync("asker", "bad");
        await router.SendTextAsync("asker", "bad", "worse");
        await router.SendTextAsync("asker", "", "good");
        await req.ExpectAsync("good");
    }

    [Theory, Conformance("C-005", Wires = Wire.Network)]
    public async Task C005_a_reply_without_delimiter_ends_its_connection_and_the_next_peer_is_asked(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o =>
        {
            o.RoutingId = "asker";
            o.RequestRelaxed = true;
        });
        var bad = Open(pairing.Second, ZmqSocketType.Router);
        var good = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, req, bad, good);
        await req.SendTextAsync("question");
        await bad.ExpectAsync("asker", "", "question");
        var events = await req.WatchAsync();
        await bad.SendTextAsync("asker", "bad");
        await events.WaitForAsync(ZmqEventKind.Disconnected);

        await req.SendTextAsync("again");
        await good.ExpectAsync("asker", "", "again");
        await good.SendTextAsync("asker", "", "good");
        await req.ExpectAsync("good");
    }
}
