using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-05, N-17: what is no frame, and versions of the protocol.</summary>
public sealed class FrameTests : ConformanceTest
{
    [Theory, Conformance("N-05", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task N05_a_command_whose_name_is_longer_than_its_frame_costs_its_peer_the_connection(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await socket.BindAsync(FreeAddress(wire));
        var events = await socket.WatchAsync();
        foreach (var bad in new byte[][] { [4, 5, 50, .. "READ"u8], [4, 1, 255], [4, 0] })
        {
            using var before = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
            await before.SendAsync([.. RawPeer.Greeting, .. bad]);
            await before.ReadToEndAsync();
            await events.WaitForAsync(ZmqEventKind.HandshakeFailed, ZmqEventKind.Disconnected);

            using var after = await DialAsync(address, socket, "DEALER");
            await after.SendAsync(bad);
            await after.ReadToEndAsync();
        }
        using var good = await DialAsync(address, socket, "DEALER");
        await good.SendMessageAsync("x");
        await socket.ExpectAsync("x");
    }

    [Theory, Conformance("N-17", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task N17_a_peer_of_version_2_is_talked_to(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        using var peer = await RawPeer.ConnectAsync(ZmqAddress.Parse(await router.BindAsync(FreeAddress(wire))), Deadline);
        await peer.SendAsync([0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 5, 0, 3, .. "bob"u8, .. RawPeer.Encode("hello", "")]);
        await peer.ReadAsync(14);
        await router.ExpectAsync("bob", "hello", "");
        await router.SendTextAsync("bob", "a", "b");
        Assert.Equal("a|b", await peer.ReadMessageAsync());
    }

    [Theory, Conformance("N-17", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task N17_peers_of_versions_3_are_talked_to(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var address = await router.BindAsync(FreeAddress(wire));
        foreach (var minor in new byte[] { 0, 1, 9 })
        {
            using var peer = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
            byte[] greeting = [.. RawPeer.Greeting[..11], minor, .. RawPeer.Greeting[12..]];
            await peer.SendAsync([.. greeting, .. RawPeer.Ready("DEALER", $"bob{minor}"), .. RawPeer.Encode("hello")]);
            await peer.ReadAsync(64);
            Assert.StartsWith("<\u0005READY", await peer.ReadMessageAsync(), StringComparison.Ordinal);
            await router.ExpectAsync($"bob{minor}", "hello");
            await router.SendTextAsync($"bob{minor}", "welcome");
            Assert.Equal("welcome", await peer.ReadMessageAsync());
        }
    }

    [Theory, Conformance("N-17", Wires = Wire.Network)]
    public async Task N17_both_agree_on_a_version_and_keep_it_alive(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Dealer, static o =>
            (o.HeartbeatInterval, o.HeartbeatTimeout) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(20)));
        var other = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, other, one);
        for (var i = 0; i < 20; i++)
        {
            await one.SendTextAsync("ping");
            await other.ExpectAsync("ping");
            await other.SendTextAsync("pong");
            await one.ExpectAsync("pong");
        }
    }
}
