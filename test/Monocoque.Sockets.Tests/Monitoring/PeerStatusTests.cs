using System.Text;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Monitoring;

public sealed class PeerStatusTests : SocketTest
{
    [Fact]
    public async Task Peers_are_told_with_what_waits_for_and_from_them()
    {
        await using var router = Create<IRouterSocket>();
        Assert.Empty(router.GetPeers());
        var address = await router.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address, "DEALER", "peer");
        for (var i = 0; i < 3; i++)
            await peer.SendMessageAsync("x");
        await Until(() => Core(router).FairQueue.Count == 3);
        var status = Assert.Single(router.GetPeers());
        Assert.True(status.IsConnected);
        Assert.Equal(address, status.Address);
        Assert.Equal("peer", Encoding.UTF8.GetString(status.Peer!.Identity.Span));
        Assert.Equal((0, 3), (status.SendQueueLength, status.ReceiveQueueLength));
        Assert.NotNull(status.Peer.RemoteEndPoint);
        peer.Dispose();
        await Until(() => router.GetPeers().Count == 0);
    }

    [Fact]
    public async Task An_address_without_a_peer_is_told_with_its_queue()
    {
        await using var dealer = Create<IDealerSocket>();
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        for (var i = 0; i < 5; i++)
            await SendAsync(dealer, "x");
        var status = Assert.Single(dealer.GetPeers());
        Assert.False(status.IsConnected);
        Assert.Null(status.Peer);
        Assert.Equal(ZmqAddress.Parse(listener.Address), status.Address);
        Assert.Equal((5, 0), (status.SendQueueLength, status.ReceiveQueueLength));
        using var peer = await listener.AcceptAsync("DEALER", Token);
        await Until(() => dealer.GetPeers()[0] is { IsConnected: true, SendQueueLength: 0 });
        Assert.Contains("0 to send, 0 received", dealer.GetPeers()[0].ToString(), StringComparison.Ordinal);
    }
}
