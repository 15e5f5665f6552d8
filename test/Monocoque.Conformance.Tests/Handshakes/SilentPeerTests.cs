using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Handshakes;

/// <summary>C-066: peers that do not say who they are.</summary>
public sealed class SilentPeerTests : ConformanceTest
{
    /// <summary>Enough for a peer that talks, on a busy machine.</summary>
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(2);

    [Theory, Conformance("C-066", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C066_a_silent_peer_that_connected_is_dropped(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Dealer, static o => o.HandshakeTimeout = s_limit);
        var events = await socket.WatchAsync();
        var address = await socket.BindAsync(FreeAddress(wire));
        using var silent = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
        using var half = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
        await half.SendAsync(RawPeer.Greeting);
        await silent.ReadToEndAsync();
        await half.ReadToEndAsync();
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed, ZmqEventKind.Disconnected);

        using var peer = await DialAsync(address, socket, "DEALER");
        await peer.SendMessageAsync("x");
        await socket.ExpectAsync("x");
    }

    [Theory, Conformance("C-066", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C066_a_silent_peer_that_was_connected_to_is_dropped_and_tried_again(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        using var listener = new RawListener();
        var socket = Open(pairing.First, ZmqSocketType.Dealer, static o =>
            (o.HandshakeTimeout, o.ReconnectInterval) = (s_limit, TimeSpan.FromMilliseconds(5)));
        await socket.ConnectAsync(listener.Address);
        using (var silent = await listener.AcceptAsync(Deadline))
            await silent.ReadToEndAsync();
        // Whose limit is over before it has said all is tried again too.
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            using var peer = await listener.AcceptAsync(Deadline);
            try
            {
                await peer.ShakeHandsAsync("DEALER");
                await socket.SendTextAsync("x");
                Assert.Equal("x", await peer.ReadMessageAsync());
                return;
            }
            catch (IOException)
            {
                // A busy machine: it was dropped as silent.
            }
        }
    }
}
