using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;
using OctetMutator = Monocoque.Fuzz.Grammar.OctetMutator;

namespace Monocoque.Conformance.Hostile;

/// <summary>F-05, F-10: nonsense in a WebSocket, and in place of one.</summary>
public sealed class WebSocketTests : HostileTest
{
    [Theory, Conformance("F-05", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F05_nonsense_costs_whoever_says_it_the_connection_and_nobody_else_anything(Pairing pairing, Wire wire)
    {
        Assert.Equal((Side.Us, Wire.Tcp), (pairing.First, wire));
        await using var server = await WebSocketServer<IDealerSocket>.StartAsync(Deadline, configure: Limits);
        await using var client = Ours.CreateSocket<IDealerSocket>();
        client.Connect(server.Address);
        var url = server.Url;
        await TalkAsync($"tcp://{url.Authority}", random => random.Next(5) switch
        {
            0 => [.. OctetMutator.Noise(random, 300), .. "\r\n\r\n\0\r\n\r\n"u8],
            1 => [.. OctetMutator.Vary(RawHttp.Upgrade(url, "/zmq"), [], random), .. "\r\n\r\n\0\r\n\r\n"u8],
            2 => [.. RawHttp.Upgrade(url, "/nowhere"), .. "\0\r\n\r\n"u8],
            _ => [.. RawHttp.Upgrade(url, "/zmq"), .. RawHttp.AnyFrames(random, isMasked: true)],
        });
        await client.SendFramesAsync(["still here"u8.ToArray()], Deadline);
        while (Encoding.Latin1.GetString((await server.Socket.ReceiveFramesAsync(Deadline))[0]) != "still here")
        {
        }
        await Until(() => server.Socket.GetPeers().Count == 1);
        await server.Socket.SendFramesAsync(["so am I"u8.ToArray()], Deadline);
        Assert.Equal("so am I"u8.ToArray(), (await client.ReceiveFramesAsync(Deadline))[0]);
    }

    [Theory, Conformance("F-10", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task F10_listeners_that_talk_nonsense_are_left_and_the_others_served(Pairing pairing, Wire wire)
    {
        var client = Open(pairing.First, ZmqSocketType.Dealer, Limits);
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        await JoinAsync(wire, server, client);
        var random = new Random(10);
        for (var i = 0; i < 60; i++)
        {
            using var listener = new RawListener();
            var address = $"ws://127.0.0.1:{listener.Port}/zmq";
            await client.ConnectAsync(address);
            using var peer = await listener.AcceptAsync(Deadline);
            var answer = RawHttp.Agree(await RawHttp.ReadHeadAsync(peer));
            await SayAsync(peer, (i % 4) switch
            {
                0 => [.. OctetMutator.Noise(random, 300), .. "\r\n\r\n"u8, .. new byte[80_000]],
                1 => [.. OctetMutator.Vary(answer, [], random), .. "\r\n\r\n"u8, .. RawHttp.AnyFrames(random, isMasked: false)],
                _ => [.. answer, .. RawHttp.AnyFrames(random, isMasked: false)],
            });
            await client.DisconnectAsync(address);
        }
        await StillTalkAsync(client, server);
    }
}
