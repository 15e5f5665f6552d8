using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.DealerRouter;

/// <summary>C-011: to whom DEALER sends, whom it hears, and when it waits.</summary>
public sealed class DealerTests : ConformanceTest
{
    [Theory, Conformance("C-011")]
    public async Task C011_messages_go_to_the_peers_in_turn(Pairing pairing, Wire wire)
    {
        var dealer = Open(pairing.First, ZmqSocketType.Dealer);
        var peers = OpenPeers(pairing, 5);
        await JoinAsync(wire, dealer, peers);
        for (var i = 0; i < 10; i++)
            await dealer.SendTextAsync("", $"{i}");
        for (var i = 0; i < 10; i++)
            await peers[i % peers.Length].ExpectAsync("", $"{i}");
    }

    [Theory, Conformance("C-011")]
    public async Task C011_messages_are_taken_from_the_peers_in_turn(Pairing pairing, Wire wire)
    {
        var dealer = Open(pairing.First, ZmqSocketType.Dealer);
        var peers = OpenPeers(pairing, 4);
        await JoinAsync(wire, dealer, peers);
        for (var i = 0; i < peers.Length * 3; i++)
            await peers[i / 3].SendTextAsync($"{i / 3}");

        // How much waits in a libzmq socket cannot be seen, so there only the sum is.
        await UntilQueuedAsync(dealer, peers.Length * 3);
        var heard = new List<string>();
        while (heard.Count < peers.Length * 3)
            heard.Add(await dealer.ReceiveTextAsync());
        Assert.All(heard.CountBy(static peer => peer), static count => Assert.Equal(3, count.Value));
        if (pairing.First == Side.Us)
            Assert.All(heard.Chunk(peers.Length), static round => Assert.Distinct(round));
    }

    [Theory, Conformance("C-011")]
    public async Task C011_a_message_waits_while_there_is_no_peer(Pairing pairing, Wire wire)
    {
        var dealer = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await dealer.BindAsync(FreeAddress(wire));
        Assert.False(await dealer.TrySendTextAsync("too early"));
        var waiting = dealer.SendTextAsync("patient");
        Assert.False(waiting.IsCompleted);

        var peer = Open(pairing.Second, ZmqSocketType.Dealer);
        await peer.ConnectAsync(address);
        await waiting;
        await peer.ExpectAsync("patient");
    }

    private ITestSocket[] OpenPeers(Pairing pairing, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => Open(pairing.Second, ZmqSocketType.Dealer))];
}
