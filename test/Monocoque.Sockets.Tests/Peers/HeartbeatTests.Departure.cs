using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <content>Who goes is no matter to the others.</content>
public sealed partial class HeartbeatTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(19)]
    public async Task A_peer_that_goes_delays_no_ping_of_the_others(int goes)
    {
        var apart = TimeSpan.FromMilliseconds(100);
        await using var dealer = Create<IDealerSocket>(static o => o.HeartbeatInterval = TimeSpan.FromSeconds(10));
        var address = await dealer.BindAsync(FreeAddress(), Token);
        var peers = new List<RawPeer>();
        for (var i = 1; i <= 20; i++)
        {
            peers.Add(await DialAsync(address, "DEALER"));
            await Until(() => Core(dealer).PeerCount == i && Runtime.Deadlines.Count == i);
            _clock.Advance(apart);
        }
        peers[goes].Dispose();
        await Until(() => Core(dealer).PeerCount == 19 && Runtime.Deadlines.Count == 19);
        // Now the first is due.
        _clock.Advance(TimeSpan.FromSeconds(10) - (20 * apart));
        foreach (var peer in peers)
        {
            if (peer != peers[goes])
                Assert.Equal(Ping, await peer.ReadMessageAsync());
            _clock.Advance(apart);
        }
        foreach (var peer in peers)
            peer.Dispose();
    }
}
