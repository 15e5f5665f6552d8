using Monocoque.Conformance.Support;
using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-14, N-15: defaults, sizes, addresses and endings.</summary>
public sealed class SocketTests : ConformanceTest
{
    [Theory, Conformance("N-14", Pairings = Pairing.Us)]
    public async Task N14_defaults_are_those_of_libzmq(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var ours = new ZmqSocketOptions();
        var theirs = Theirs.Open(LibZmqSocketType.Dealer);
        foreach (var (option, value) in new (LibZmqOption, double)[]
        {
            (LibZmqOption.SendHighWaterMark, ours.SendHighWaterMark), (LibZmqOption.ReceiveHighWaterMark, ours.ReceiveHighWaterMark),
            (LibZmqOption.ReconnectInterval, ours.ReconnectInterval.TotalMilliseconds),
            (LibZmqOption.HandshakeInterval, ours.HandshakeTimeout.TotalMilliseconds),
            (LibZmqOption.HeartbeatInterval, ours.HeartbeatInterval.TotalMilliseconds),
            (LibZmqOption.HeartbeatTimeToLive, ours.HeartbeatTtl.TotalMilliseconds),
            (LibZmqOption.ConnectTimeout, ours.ConnectTimeout.TotalMilliseconds),
            (LibZmqOption.SendTimeout, ours.SendTimeout.TotalMilliseconds),
            (LibZmqOption.ReceiveTimeout, ours.ReceiveTimeout.TotalMilliseconds), (LibZmqOption.Immediate, ours.Immediate ? 1 : 0),
            (LibZmqOption.TypeOfService, ours.TypeOfService), (LibZmqOption.InvertMatching, ours.InvertMatching ? 1 : 0),
        })
        {
            Assert.Equal((option, (int)value), (option, await theirs.RunAsync(handle => handle.Get(option))));
        }
        foreach (var isOn in new[]
        {
            ours.Conflate, ours.ProbeRouter, ours.RequestCorrelate, ours.RequestRelaxed, ours.RequestRetry, ours.RouterHandover,
            ours.RouterMandatory, ours.XPubManual,
            ours.XPubNoDrop, ours.XPubVerbose, ours.XPubVerboser, ours.OnlyFirstSubscribe, ours.XSubVerboseUnsubscribe,
        })
        {
            Assert.False(isOn);
        }
        // On purpose: both are on here and off there.
        Assert.Equal(0, await theirs.RunAsync(static handle => handle.Get(LibZmqOption.IPv6)));
        Assert.True(ours.IPv6);
        Assert.True(ours.StreamNotify);
    }

    [Theory, Conformance("N-14", Pairings = Pairing.UsUs)]
    public async Task N14_a_hello_comes_first_and_a_farewell_last(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Router, static o =>
            (o.HelloMessage, o.DisconnectMessage) = ("welcome"u8.ToArray(), "gone"u8.ToArray()));
        var connects = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.RoutingId = "me");
        await JoinAsync(wire, binds, connects);
        await connects.ExpectAsync("welcome");
        await connects.DisposeAsync();
        await binds.ExpectAsync("me", "gone");
    }

    [Theory, Conformance("N-15")]
    public async Task N15_messages_of_every_size_arrive_whole(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Dealer);
        var receiver = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, receiver, sender);
        foreach (var size in new[] { 0, 1, 254, 255, 256, 8191, 8192, 8193, 65_535, 65_536, 100_000, 12 << 20 })
        {
            byte[][] message = [Frames.Body(size), Frames.Body(size / 2), []];
            await sender.SendAsync(message);
            Frames.AssertEqual(message, await receiver.ReceiveAsync());
        }
        byte[][] large = [Frames.Body(1 << 20)];
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < 10; i++)
                    await sender.SendAsync(large);
            },
            Deadline);
        for (var i = 0; i < 10; i++)
            Frames.AssertEqual(large, await receiver.ReceiveAsync());
        await sending;
    }

    [Theory, Conformance("N-15", Wires = Wire.Network)]
    public async Task N15_an_address_can_be_unbound_and_bound_again(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var address = FreeAddress(wire);
        for (var i = 0; i < 3; i++)
        {
            address = await binds.BindAsync(address);
            await using (var connects = Open(pairing.Second, ZmqSocketType.Dealer))
            {
                await LinkAsync(address, binds, connects);
                await connects.SendTextAsync($"{i}");
                await binds.ExpectAsync($"{i}");
            }
            var events = await binds.WatchAsync();
            await binds.UnbindAsync(address);
            await events.WaitForAsync(ZmqEventKind.Closed);
        }
    }

    [Theory, Conformance("N-15", Wires = Wire.Network)]
    public async Task N15_sockets_that_end_at_once_harm_nobody(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await binds.BindAsync(FreeAddress(wire));
        for (var i = 0; i < 20; i++)
        {
            await using var never = Open(pairing.Second, ZmqSocketType.Dealer);
            await using var early = Open(pairing.Second, ZmqSocketType.Dealer);
            await early.ConnectAsync(address);
        }
        var connects = Open(pairing.Second, ZmqSocketType.Dealer);
        await LinkAsync(address, binds, connects);
        await connects.SendTextAsync("x");
        await binds.ExpectAsync("x");
    }

    [Theory, Conformance("N-15", Wires = Wire.Network)]
    public async Task N15_a_router_that_comes_again_is_found_by_its_dealer(Pairing pairing, Wire wire)
    {
        var dealer = Open(pairing.First, ZmqSocketType.Dealer, static o =>
            (o.ReconnectInterval, o.RoutingId) = (TimeSpan.FromMilliseconds(5), "me"));
        var router = Open(pairing.Second, ZmqSocketType.Router);
        var address = await JoinAsync(wire, router, dealer);
        for (var i = 0; i < 3; i++)
        {
            await dealer.SendTextAsync($"{i}");
            await router.ExpectAsync("me", $"{i}");
            await router.SendTextAsync("me", $"{i}");
            await dealer.ExpectAsync($"{i}");
            var here = await dealer.WatchAsync();
            var there = await router.WatchAsync();
            await router.UnbindAsync(address);
            await there.WaitForAsync(ZmqEventKind.Closed);
            await router.DisposeAsync();
            await here.WaitForAsync(ZmqEventKind.Disconnected);
            router = Open(pairing.Second, ZmqSocketType.Router);
            await router.BindAsync(address);
            await here.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        }
    }

    [Theory, Conformance("N-15", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N15_a_socket_tells_what_it_could_do(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Dealer);
        var other = Open(pairing.Second, ZmqSocketType.Dealer);
        Assert.False(await one.TrySendTextAsync("to nobody"));
        Assert.Null(await one.TryReceiveAsync(TimeSpan.Zero));
        await JoinAsync(wire, one, other);
        Assert.True(await one.TrySendTextAsync("to somebody"));
        await other.ExpectAsync("to somebody");
        var waiting = ((IZmqReceiver)((OurSocket)one).Native).WaitToReceiveAsync(Deadline).AsTask();
        Assert.False(waiting.IsCompleted);
        await other.SendTextAsync("x");
        Assert.True(await waiting);
        Assert.NotNull(await one.TryReceiveAsync(TimeSpan.Zero));
        Assert.Single(((OurSocket)one).Native.GetPeers());
    }

    [Theory, Conformance("N-15", Pairings = Pairing.Us)]
    public async Task N15_white_space_and_lists_are_no_addresses(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        foreach (var text in new[]
        {
            " tcp://127.0.0.1:5555", "tcp://127.0.0.1:5555 ", "tcp://127.0.0.1:5555,tcp://127.0.0.1:5556", "@tcp://127.0.0.1:5555",
            ">tcp://127.0.0.1:1",
        })
        {
            await RefusesAsync(() => socket.ConnectAsync(text));
        }
    }
}
