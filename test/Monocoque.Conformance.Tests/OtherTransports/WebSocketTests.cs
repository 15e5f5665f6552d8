using Monocoque.Conformance.Hostile;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.OtherTransports;

/// <summary>C-100, C-101: WebSockets that a web server takes and a socket connects to. libzmq has them as drafts, which Debian's is built without.</summary>
public sealed class WebSocketTests : ConformanceTest
{
    private static readonly CurveKeyPair s_serverKeys = ZmqCurve.GenerateKeyPair();
    private static readonly CurveKeyPair s_clientKeys = ZmqCurve.GenerateKeyPair();

    [Theory, Conformance("C-100", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C100_a_path_may_be_there_or_not(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        foreach (var path in new[] { "/", "/zmq", "/a/longer/path" })
        {
            await using var server = await WebSocketServer<IRepSocket>.StartAsync(Deadline, path);
            await using var client = Ours.CreateSocket<IReqSocket>();
            client.Connect(server.Address);
            await EchoAsync(client, server.Socket, [[1, 2, 3]]);
        }
    }

    [Theory, Conformance("C-100", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C100_messages_of_all_sizes_and_frames_pass_both_ways(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        await using var server = await WebSocketServer<IRepSocket>.StartAsync(Deadline);
        await using var client = Ours.CreateSocket<IReqSocket>();
        client.Connect(server.Address);
        foreach (var size in new[] { 0, 1, 124, 125, 126, 254, 255, 256, 65_534, 65_535, 65_536, 300_000 })
        {
            await EchoAsync(client, server.Socket, [Filled(size)]);
            await EchoAsync(client, server.Socket, [Filled(size), [], Filled(3), Filled(size)]);
        }
    }

    [Theory, Conformance("C-100", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C100_CURVE_is_spoken_inside(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        await using var server = await WebSocketServer<IRepSocket>.StartAsync(Deadline, configure: static options =>
        {
            (options.Security.Mechanism, options.Security.AsServer, options.Security.SecretKey) = (ZmqMechanism.Curve, true, s_serverKeys.SecretKey);
            options.Security.AllowAnyClient = true;
        });
        await using var client = Ours.CreateSocket<IReqSocket>(static options =>
            (options.Security.Mechanism, options.Security.SecretKey, options.Security.ServerKey) = (ZmqMechanism.Curve, s_clientKeys.SecretKey, s_serverKeys.PublicKey));
        client.Connect(server.Address);
        await EchoAsync(client, server.Socket, [Filled(5), Filled(100_000)]);
        Assert.Equal("CURVE", Assert.Single(client.GetPeers()).Peer!.Mechanism);
    }

    [Theory, Conformance("C-100", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C100_what_is_sent_stays_as_it_was_although_the_wire_has_it_masked(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        await using var server = await WebSocketServer<IPullSocket>.StartAsync(Deadline);
        await using var client = Ours.CreateSocket<IPushSocket>();
        client.Connect(server.Address);
        foreach (var size in new[] { 10, 5000, 200_000 })
        {
            var octets = Filled(size);
            for (var i = 0; i < 3; i++)
            {
                await client.SendAsync(ZmqMessage.Wrap(octets), Deadline);
                Assert.Equal(Filled(size), Assert.Single(await server.Socket.ReceiveFramesAsync(Deadline)));
            }
            Assert.Equal(Filled(size), octets);
        }
    }

    [Theory, Conformance("C-100", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C100_subscribers_get_what_they_asked_for(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        await using var server = await WebSocketServer<IPubSocket>.StartAsync(Deadline);
        await using var client = Ours.CreateSocket<ISubSocket>();
        client.Subscribe("A");
        client.Connect(server.Address);
        await server.Socket.WaitForSubscriberAsync("A"u8.ToArray(), 1, Deadline);
        await server.Socket.SendFramesAsync(["B"u8.ToArray(), "not this"u8.ToArray()], Deadline);
        await server.Socket.SendFramesAsync(["AB"u8.ToArray(), "this"u8.ToArray()], Deadline);
        Frames.AssertEqual(["AB"u8.ToArray(), "this"u8.ToArray()], await client.ReceiveFramesAsync(Deadline));
    }

    [Theory, Conformance("C-100", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C100_heartbeats_are_pings_of_the_WebSocket_and_who_answers_none_is_dead(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        var client = Open(pairing.First, ZmqSocketType.Dealer, static options =>
            (options.HeartbeatInterval, options.HeartbeatTimeout) = (TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)));
        using var listener = new RawListener();
        await client.ConnectAsync($"ws://127.0.0.1:{listener.Port}/zmq");
        using var peer = await listener.AcceptAsync(Deadline);
        await peer.SendAsync(RawHttp.Agree(await RawHttp.ReadHeadAsync(peer)));
        byte[] ready = [2, .. RawPeer.Ready("DEALER").AsSpan(2)];
        await peer.SendAsync([0x82, (byte)ready.Length, .. ready]);
        for (var answered = 0; answered < 3;)
        {
            var (opcode, payload) = await RawHttp.ReadFrameAsync(peer);
            if (opcode != 9)
                continue;
            await peer.SendAsync([0x8A, (byte)payload.Length, .. payload]);
            answered++;
        }
        await peer.ReadToEndAsync();
    }

    [Theory, Conformance("C-101", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C101_messages_pass_inside_TLS_and_a_certificate_that_is_not_trusted_ends_it(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.UsUs, Wire.Tcp), (pairing, wire));
        using var certificate = WebSocketServer<IRepSocket>.CreateCertificate();
        await using var server = await WebSocketServer<IRepSocket>.StartAsync(Deadline, certificate: certificate);
        Assert.StartsWith("wss://", server.Address, StringComparison.Ordinal);
        var options = new ZmqRuntimeOptions
        {
            DefaultLinger = TimeSpan.Zero,
            ConfigureWebSocket = (_, handler) => handler.SslOptions.RemoteCertificateValidationCallback =
                (_, shown, _, _) => shown is not null && shown.GetCertHashString() == certificate.GetCertHashString(),
        };
        await using var trusting = new ZmqRuntime(options);
        await using var client = trusting.CreateSocket<IReqSocket>();
        client.Connect(server.Address);
        await EchoAsync(client, server.Socket, [Filled(5), Filled(100_000)]);

        await using var stranger = Ours.CreateSocket<IReqSocket>();
        var log = await new OurSocket(stranger, Deadline).WatchAsync();
        stranger.Connect(server.Address);
        await log.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.All(stranger.GetPeers(), static peer => Assert.Null(peer.Peer));
    }

    private async Task EchoAsync(IReqSocket client, IRepSocket server, byte[][] message)
    {
        await client.SendFramesAsync(message, Deadline);
        var request = await server.ReceiveFramesAsync(Deadline);
        Frames.AssertEqual(message, request);
        await server.SendFramesAsync(request, Deadline);
        Frames.AssertEqual(message, await client.ReceiveFramesAsync(Deadline));
    }

    private static byte[] Filled(int size)
    {
        var octets = new byte[size];
        new Random(size).NextBytes(octets);
        return octets;
    }
}
