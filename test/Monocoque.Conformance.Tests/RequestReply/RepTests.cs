using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.RequestReply;

/// <summary>C-002: whom REP serves, and what it gives back.</summary>
public sealed class RepTests : ConformanceTest
{
    [Theory, Conformance("C-002")]
    public async Task C002_requests_are_taken_from_the_peers_in_turn(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var dealers = Enumerable.Range(0, 4).Select(_ => Open(pairing.Second, ZmqSocketType.Dealer)).ToArray();
        await JoinAsync(wire, rep, dealers);
        for (var i = 0; i < dealers.Length * 3; i++)
            await dealers[i / 3].SendTextAsync("", $"{i / 3}");

        // How much waits in a libzmq socket cannot be seen, so there only the sum is.
        await UntilQueuedAsync(rep, dealers.Length * 3);
        var served = new List<string>();
        for (var i = 0; i < dealers.Length * 3; i++)
        {
            served.Add(await rep.ReceiveTextAsync());
            await rep.SendTextAsync("done", served[^1]);
        }
        Assert.All(served.CountBy(static dealer => dealer), static count => Assert.Equal(3, count.Value));
        if (pairing.First == Side.Us)
            Assert.All(served.Chunk(dealers.Length), static round => Assert.Distinct(round));
        for (var i = 0; i < dealers.Length * 3; i++)
            await dealers[i / 3].ExpectAsync("", "done", $"{i / 3}");
    }

    [Theory, Conformance("C-002")]
    public async Task C002_the_envelope_comes_back_with_the_reply(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var dealer = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, rep, dealer);
        await dealer.SendTextAsync("hop", "\0\xFF", "", "a", "", "b");
        await rep.ExpectAsync("a", "", "b");
        await rep.SendTextAsync("c", "d");
        await dealer.ExpectAsync("hop", "\0\xFF", "", "c", "d");
    }
}
