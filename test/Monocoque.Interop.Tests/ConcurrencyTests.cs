using System.Collections.Concurrent;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

/// <summary>Our sockets may be used by many callers at once; the peer must not see it.</summary>
public sealed class ConcurrencyTests : InteropTest
{
    private const int Callers = 8;
    private const int Each = 1000;

    [Theory, MemberData(nameof(Transports))]
    public async Task Messages_of_many_senders_reach_a_libzmq_peer_whole_and_each_senders_in_order(string transport)
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await dealer.ConnectAsync(await peer.BindAsync(FreeAddress(transport)), Deadline);
        var sending = Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SendAsync(dealer, caller), Deadline)));
        var next = new int[Callers];
        for (var i = 0; i < Callers * Each; i++)
        {
            var message = await peer.ReceiveAsync();
            var caller = message[0][0];
            Frames.AssertEqual([[caller], Frames.Number(next[caller]), Frames.Body(next[caller] % 700)], message);
            next[caller]++;
        }
        await sending;
    }

    [Fact]
    public async Task Messages_of_a_libzmq_peer_go_to_many_receivers_each_once()
    {
        var dealer = Ours.CreateSocket<IDealerSocket>();
        var peer = Theirs.Open(LibZmqSocketType.Dealer);
        await JoinAsync(dealer, peer, Link.TcpWeBind);
        var seen = new ConcurrentDictionary<int, bool>();
        var receiving = Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => Task.Run(() => ReceiveAsync(dealer, seen), Deadline)));
        await peer.RunAsync(handle =>
        {
            for (var i = 0; i < Callers * Each; i++)
                Assert.True(handle.Send([BitConverter.GetBytes(i)], LibZmqSocket.Patience));
        });
        await receiving;
        Assert.Equal(Callers * Each, seen.Count);
    }

    private async Task SendAsync(IDealerSocket dealer, int caller)
    {
        for (var i = 0; i < Each; i++)
            await dealer.SendFramesAsync([[(byte)caller], Frames.Number(i), Frames.Body(i % 700)], Deadline);
    }

    private async Task ReceiveAsync(IDealerSocket dealer, ConcurrentDictionary<int, bool> seen)
    {
        for (var i = 0; i < Each; i++)
        {
            using var message = await dealer.ReceiveAsync(Deadline);
            Assert.True(seen.TryAdd(BitConverter.ToInt32(message[0].Span), true));
        }
    }
}
