using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Several libzmq peers on one socket of ours.</summary>
public sealed class DistributionTests : InteropTest
{
    private const int Peers = 3;

    [Fact]
    public async Task Dealer_sends_to_its_libzmq_peers_in_turn()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peers = await ConnectToEachAsync(dealer, LibZmqSocketType.Dealer);
        for (var i = 0; i < 10 * Peers; i++)
            await dealer.SendFramesAsync([Frames.Number(i), Frames.Empty], Deadline);
        var first = new List<int>();
        foreach (var peer in peers)
        {
            var message = await peer.ReceiveAsync();
            first.Add(Number(message[0]));
            for (var i = 1; i < 10; i++)
                Frames.AssertEqual([Frames.Number(first[^1] + i * Peers), Frames.Empty], await peer.ReceiveAsync());
        }
        Assert.Equal([0, 1, 2], first.Order());
    }

    [Fact]
    public async Task Req_asks_its_libzmq_peers_in_turn()
    {
        var req = Ours.CreateSocket<IReqSocket>();
        var peers = await ConnectToEachAsync(req, LibZmqSocketType.Rep);
        var answered = new int[Peers];
        for (var i = 0; i < 4 * Peers; i++)
        {
            await req.SendFramesAsync([Frames.Number(i)], Deadline);
            var asked = await AnswerOneAsync(peers);
            answered[asked]++;
            Frames.AssertEqual([Frames.Number(asked)], await req.ReceiveFramesAsync(Deadline));
        }
        Assert.All(answered, count => Assert.Equal(4, count));
    }

    [Fact]
    public async Task Rep_answers_each_libzmq_req_what_it_asked()
    {
        var rep = Ours.CreateSocket<IRepSocket>();
        var address = $"{await rep.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var reqs = await ConnectEachAsync(LibZmqSocketType.Req, address);
        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < Peers; i++)
                await reqs[i].SendAsync(Frames.Number(i), Frames.Number(round));
            for (var i = 0; i < Peers; i++)
                await rep.SendFramesAsync(await rep.ReceiveFramesAsync(Deadline), Deadline);
            for (var i = 0; i < Peers; i++)
                Frames.AssertEqual([Frames.Number(i), Frames.Number(round)], await reqs[i].ReceiveAsync());
        }
    }

    [Fact]
    public async Task Router_reaches_each_libzmq_dealer_by_its_id()
    {
        var router = Ours.CreateSocket<IRouterSocket>();
        var address = $"{await router.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var dealers = await ConnectEachAsync(LibZmqSocketType.Dealer, address);
        var ids = new byte[Peers][];
        for (var i = 0; i < Peers; i++)
        {
            await dealers[i].SendAsync(Frames.Number(i));
            var seen = await router.ReceiveFramesAsync(Deadline);
            ids[Number(seen[1])] = seen[0];
        }
        for (var i = 0; i < 100 * Peers; i++)
            await router.SendFramesAsync([ids[i % Peers], Frames.Number(i)], Deadline);
        for (var i = 0; i < 100 * Peers; i++)
            Frames.AssertEqual([Frames.Number(i)], await dealers[i % Peers].ReceiveAsync());
    }

    [Fact]
    public async Task Libzmq_peer_that_floods_does_not_keep_another_from_being_heard()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var address = $"{await dealer.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var peers = await ConnectEachAsync(LibZmqSocketType.Dealer, address);
        var stop = false;
        var flood = peers[0].RunAsync(handle =>
        {
            while (!Volatile.Read(ref stop))
                handle.Send([Frames.Text("flood")], TimeSpan.FromMilliseconds(100));
        });
        Frames.AssertEqual(Frames.Texts("flood"), await dealer.ReceiveFramesAsync(Deadline));
        await peers[1].SendAsync(Frames.Text("one"));
        await peers[2].SendAsync(Frames.Text("two"));
        var heard = 0;
        while (heard < 2)
        {
            using var message = await dealer.ReceiveAsync(Deadline);
            if (message.GetString(0) != "flood")
                heard++;
        }
        Volatile.Write(ref stop, true);
        await flood;
    }

    [Fact]
    public async Task Dealer_goes_on_with_the_others_when_one_libzmq_peer_leaves()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        await using var events = new OurEvents(dealer, Deadline);
        var address = $"{await dealer.BindAsync("tcp://127.0.0.1:0", Deadline)}";
        var peers = await ConnectEachAsync(LibZmqSocketType.Dealer, address);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded, Peers);
        await peers[0].DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        for (var i = 0; i < 20; i++)
            await dealer.SendFramesAsync([Frames.Number(i)], Deadline);
        var seen = new HashSet<int>();
        for (var i = 0; i < 20; i++)
            seen.Add(Number((await peers[1 + i % 2].ReceiveAsync())[0]));
        Assert.Equal(20, seen.Count);
    }

    private static int Number(byte[] frame) => int.Parse(frame, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Polls them all, because the test must not presume whose turn it is; answers with the index of who was asked.</summary>
    private static async Task<int> AnswerOneAsync(List<LibZmqSocket> reps)
    {
        while (true)
        {
            for (var i = 0; i < reps.Count; i++)
            {
                if (await reps[i].TryReceiveAsync(TimeSpan.FromMilliseconds(5)) is not null)
                {
                    await reps[i].SendAsync(Frames.Number(i));
                    return i;
                }
            }
        }
    }

    private async Task<List<LibZmqSocket>> ConnectToEachAsync(IZmqSocket ours, LibZmqSocketType type)
    {
        var peers = new List<LibZmqSocket>();
        for (var i = 0; i < Peers; i++)
        {
            peers.Add(Theirs.Open(type));
            await ours.ConnectAsync(await peers[i].BindAsync("tcp://127.0.0.1:0"), Deadline);
        }
        return peers;
    }

    private async Task<List<LibZmqSocket>> ConnectEachAsync(LibZmqSocketType type, string address)
    {
        var peers = new List<LibZmqSocket>();
        for (var i = 0; i < Peers; i++)
        {
            peers.Add(Theirs.Open(type));
            await peers[i].ConnectAsync(address);
        }
        return peers;
    }
}
