using Microsoft.Extensions.Options;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Handshakes;

/// <summary>C-065: what keeps a connection alive, and what ends it.</summary>
public sealed class HeartbeatTests : ConformanceTest
{
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(50);

    /// <summary>What a busy machine may take to answer.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Who binds, and who a mock peer says that it is.</summary>
    private static readonly (ZmqSocketType Bound, string Peer)[] s_patterns =
    [
        (ZmqSocketType.Dealer, "ROUTER"), (ZmqSocketType.Router, "DEALER"),
        (ZmqSocketType.Req, "REP"), (ZmqSocketType.Rep, "REQ"), (ZmqSocketType.Pull, "PUSH"),
        (ZmqSocketType.Push, "PULL"), (ZmqSocketType.Sub, "PUB"), (ZmqSocketType.Pub, "SUB"), (ZmqSocketType.Pair, "PAIR"),
    ];

    private static readonly (ZmqSocketType One, ZmqSocketType Other)[] s_pairs =
    [
        (ZmqSocketType.Dealer, ZmqSocketType.Router), (ZmqSocketType.Req, ZmqSocketType.Rep), (ZmqSocketType.Pull, ZmqSocketType.Push),
        (ZmqSocketType.Sub, ZmqSocketType.Pub), (ZmqSocketType.Pair, ZmqSocketType.Pair),
    ];

    [Theory, Conformance("C-065", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C065_a_peer_that_answers_no_ping_is_given_up(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Router, static o =>
            (o.HeartbeatInterval, o.HeartbeatTimeout) = (s_interval, s_interval));
        var events = await socket.WatchAsync();
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, "DEALER");
        Assert.StartsWith("<\u0004PING", await peer.ReadMessageAsync(), StringComparison.Ordinal);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await peer.ReadToEndAsync();
    }

    [Theory, Conformance("C-065", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C065_a_ping_is_answered_with_its_context_of_at_most_16_octets(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Router);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, "DEALER");
        foreach (var (context, answer) in new[] { ("", ""), ("abc", "abc"), ("0123456789abcdef", "0123456789abcdef") })
        {
            await peer.SendAsync(Ping(tenths: 0, context));
            Assert.Equal($"<\u0004PONG{answer}>", await peer.ReadMessageAsync());
        }
    }

    [Theory, Conformance("C-065", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C065_a_longer_context_is_cut_and_costs_nobody_a_thing(Pairing pairing, Wire wire)
    {
        var socket = Open(pairing.First, ZmqSocketType.Router);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, "DEALER");
        await peer.SendAsync(Ping(tenths: 0, "0123456789abcdefghij"));
        Assert.Equal("<\u0004PONG0123456789abcdef>", await peer.ReadMessageAsync());
    }

    [Theory, Conformance("C-065", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C065_a_peer_that_is_silent_for_longer_than_it_said_is_given_up_by_every_pattern(Pairing pairing, Wire wire)
    {
        foreach (var (bound, type) in s_patterns)
        {
            await using var socket = Open(pairing.First, bound);
            var events = await socket.WatchAsync();
            using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, type);
            await peer.SendAsync(Ping(tenths: 1, ""));
            await events.WaitForAsync(ZmqEventKind.Disconnected);
            await peer.ReadToEndAsync();
        }
    }

    [Theory, Conformance("C-065", Wires = Wire.Network)]
    public async Task C065_an_idle_connection_lives_with_heartbeats_of_either_end(Pairing pairing, Wire wire)
    {
        var logs = new List<EventLog>();
        foreach (var (one, other) in s_pairs)
        {
            var pings = Open(pairing.First, one, Pinging);
            var answers = Open(pairing.Second, other);
            await JoinAsync(wire, answers, pings);
            logs.Add(await pings.WatchAsync());
            logs.Add(await answers.WatchAsync());
        }
        await AssertAllLiveAsync(logs);
    }

    [Theory, Conformance("C-065", Wires = Wire.Network)]
    public async Task C065_an_idle_connection_under_CURVE_lives_with_heartbeats_of_either_end(Pairing pairing, Wire wire)
    {
        var (serverKeys, clientKeys) = (ZmqCurve.GenerateKeyPair(), ZmqCurve.GenerateKeyPair());
        var server = Open(pairing.First, ZmqSocketType.Dealer, options =>
        {
            Pinging(options);
            (options.Security.Mechanism, options.Security.AsServer, options.Security.SecretKey) = (ZmqMechanism.Curve, true, serverKeys.SecretKey);
            options.Security.AllowAnyClient = true;
        });
        var client = Open(pairing.Second, ZmqSocketType.Dealer, options =>
        {
            Pinging(options);
            (options.Security.Mechanism, options.Security.SecretKey, options.Security.ServerKey) = (ZmqMechanism.Curve, clientKeys.SecretKey, serverKeys.PublicKey);
        });
        await JoinAsync(wire, server, client);
        EventLog[] logs = [await server.WatchAsync(), await client.WatchAsync()];
        await AssertAllLiveAsync(logs);
        await client.SendTextAsync("still here");
        await server.ExpectAsync("still here");
    }

    [Theory, Conformance("C-065", Pairings = Pairing.UsUs, Wires = Wire.Network)]
    public async Task C065_an_idle_connection_of_the_draft_patterns_lives_too(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var (server, client) = (Ours.CreateSocket<IServerSocket>(Pinging), Ours.CreateSocket<IClientSocket>());
        var (gather, scatter) = (Ours.CreateSocket<IGatherSocket>(Pinging), Ours.CreateSocket<IScatterSocket>());
        await client.ConnectAsync($"{await server.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        await scatter.ConnectAsync($"{await gather.BindAsync(FreeAddress(wire), Deadline)}", Deadline);
        var logs = new List<EventLog>();
        foreach (var socket in new IZmqSocket[] { client, scatter })
            logs.Add(await new OurSocket(socket, Deadline).WatchAsync());
        await AssertAllLiveAsync(logs);
        await client.SendAsync("still here", Deadline);
        Assert.Equal("still here", await server.ReceiveStringAsync(Deadline));
        await scatter.SendAsync("still here", Deadline);
        Assert.Equal("still here", await gather.ReceiveStringAsync(Deadline));
    }

    [Theory, Conformance("C-065", Wires = Wire.Network)]
    public async Task C065_a_peer_that_stops_is_given_up_by_the_one_that_pings(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Dealer, Pinging);
        var connects = Open(pairing.Second, ZmqSocketType.Dealer, Pinging);
        await JoinAsync(wire, binds, connects);
        await connects.SendTextAsync("between the heartbeats");
        await binds.ExpectAsync("between the heartbeats");
        var events = await binds.WatchAsync();
        await connects.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Theory, Conformance("C-065", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C065_the_longest_time_to_live_goes_out_as_it_is(Pairing pairing, Wire wire)
    {
        var longest = ushort.MaxValue * TimeSpan.FromMilliseconds(100);
        var socket = Open(pairing.First, ZmqSocketType.Router, o =>
            (o.HeartbeatInterval, o.HeartbeatTimeout, o.HeartbeatTtl) = (s_interval, s_patience, longest));
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(wire)), socket, "DEALER");
        Assert.StartsWith("<\u0004PING\xFF\xFF", await peer.ReadMessageAsync(), StringComparison.Ordinal);
    }

    [Theory, Conformance("C-065", Pairings = Pairing.Us)]
    public void C065_a_time_to_live_that_cannot_be_sent_is_refused(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        foreach (var milliseconds in new[] { 1, 99, 6_553_600, -1 })
        {
            Assert.Throws<OptionsValidationException>(() => Ours.CreateSocket<IDealerSocket>(o =>
                (o.HeartbeatInterval, o.HeartbeatTtl) = (s_interval, TimeSpan.FromMilliseconds(milliseconds))));
        }
    }

    /// <summary>That nobody is given up takes time to see: many intervals, longer than the time to live. libzmq's clock is the machine's.</summary>
    private async Task AssertAllLiveAsync(IReadOnlyList<EventLog> logs)
    {
        await Task.Delay(s_patience * 1.1, Deadline);
        Assert.All(logs, static log => Assert.DoesNotContain(ZmqEventKind.Disconnected, log.Drain()));
    }

    private static void Pinging(ZmqSocketOptions options) =>
        (options.HeartbeatInterval, options.HeartbeatTimeout, options.HeartbeatTtl) = (s_interval, s_patience, s_patience);

    private static byte[] Ping(byte tenths, string context) =>
        [0x04, (byte)(7 + context.Length), 4, .. "PING"u8, 0, tenths, .. System.Text.Encoding.Latin1.GetBytes(context)];
}
