using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Rzmq;

/// <summary>R-13: frames written by hand, in every way that the protocol allows.</summary>
public sealed class HandFramingTests : ConformanceTest
{
    private static byte[] Greeting20 => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, 5, 0, 0];

    [Theory, Conformance("R-13", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task R13_octets_may_come_one_by_one_and_short_bodies_in_long_frames(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        using var peer = await RawPeer.ConnectAsync(ZmqAddress.Parse(await socket.BindAsync(FreeAddress(wire))), Deadline);
        byte[] handshake = [.. RawPeer.Greeting, .. RawPeer.Ready("DEALER")];
        foreach (var octet in (byte[])[.. handshake, .. RawPeer.Encode("a", "b"), 2, 0, 0, 0, 0, 0, 0, 0, 4, .. "long"u8])
            await peer.SendAsync([octet]);
        await socket.ExpectAsync("a", "b");
        await socket.ExpectAsync("long");
    }

    [Theory, Conformance("R-13", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task R13_what_goes_out_is_framed_short_up_to_255_octets_and_long_above(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, "DEALER");
        foreach (var size in new[] { 0, 1, 255, 256, 65_536 })
        {
            await socket.SendAsync(Frames.Body(size), Frames.Body(size));
            byte[][] frames = [RawPeer.Encode(Frames.Body(size), more: true), RawPeer.Encode(Frames.Body(size), more: false)];
            var expected = frames.SelectMany(static one => one).ToArray();
            Assert.Equal(expected, await peer.ReadAsync(expected.Length));
        }
    }

    [Theory, Conformance("R-13", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task R13_a_peer_of_version_2_gets_frames_of_version_2(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Router);
        using var peer = await RawPeer.ConnectAsync(ZmqAddress.Parse(await socket.BindAsync(FreeAddress(wire))), Deadline);
        await peer.SendAsync([.. Greeting20, .. RawPeer.Encode("question")]);
        await peer.ReadAsync(14);
        var question = await socket.ReceiveAsync();
        Assert.Equal("question", question[1..].Text());
        await socket.SendAsync(question[0], Frames.Text("a"), Frames.Body(300));
        byte[] expected = [.. RawPeer.Encode([(byte)'a'], more: true), .. RawPeer.Encode(Frames.Body(300), more: false)];
        Assert.Equal(expected, await peer.ReadAsync(expected.Length));
    }
}
