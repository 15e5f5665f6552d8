using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-051: names within a runtime.</summary>
public sealed class InprocConnectTests : ConformanceTest
{
    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_who_binds_first_and_who_connects_first_meet(Pairing pairing, Wire wire)
    {
        foreach (var isBoundFirst in new[] { true, false })
        {
            var address = FreeAddress(wire);
            var binds = Open(pairing.First, ZmqSocketType.Pair);
            var connects = Open(pairing.Second, ZmqSocketType.Pair);
            if (isBoundFirst)
                await binds.BindAsync(address);
            await connects.ConnectAsync(address);
            await connects.SendTextAsync("foobar");
            if (!isBoundFirst)
                await binds.BindAsync(address);
            await binds.ExpectAsync("foobar");
        }
    }

    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_all_that_wait_for_a_name_are_served_when_it_is_bound(Pairing pairing, Wire wire)
    {
        var address = FreeAddress(wire);
        var waiting = Enumerable.Range(0, 10).Select(_ => Open(pairing.First, ZmqSocketType.Push)).ToList();
        var twice = Open(pairing.First, ZmqSocketType.Push);
        foreach (var (i, socket) in waiting.Index())
        {
            await socket.ConnectAsync(address);
            await socket.SendTextAsync($"{i}");
        }
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await pull.BindAsync(address);
        var heard = new HashSet<string>();
        while (heard.Count < waiting.Count)
            Assert.True(heard.Add(await pull.ReceiveTextAsync()));
        await twice.ConnectAsync(address);
        await twice.SendTextAsync("late");
        await pull.ExpectAsync("late");
    }

    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_binding_and_connecting_on_many_threads_at_once_always_meet(Pairing pairing, Wire wire)
    {
        for (var i = 0; i < 50; i++)
        {
            var address = FreeAddress(wire);
            await using var binds = Open(pairing.First, ZmqSocketType.Pull);
            var connects = Enumerable.Range(0, 8).Select(_ => Open(pairing.Second, ZmqSocketType.Push)).ToList();
            var connecting = connects.Select(socket => Task.Run(() => socket.ConnectAsync(address), Deadline)).ToList();
            await Task.WhenAll([Task.Run(() => binds.BindAsync(address), Deadline), .. connecting]);
            foreach (var socket in connects)
                await socket.SendTextAsync("x");
            for (var n = 0; n < connects.Count; n++)
                await binds.ExpectAsync("x");
        }
    }

    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_routing_ids_are_known_on_both_sides_whoever_came_first(Pairing pairing, Wire wire)
    {
        foreach (var isBoundFirst in new[] { true, false })
        {
            var address = FreeAddress(wire);
            var one = Open(pairing.First, ZmqSocketType.Router, static o => (o.RoutingId, o.RouterMandatory) = ("server", true));
            var other = Open(pairing.Second, ZmqSocketType.Router, static o => (o.RoutingId, o.RouterMandatory) = ("client", true));
            if (isBoundFirst)
                await one.BindAsync(address);
            var here = await one.WatchAsync();
            var there = await other.WatchAsync();
            await other.ConnectAsync(address);
            if (!isBoundFirst)
                await one.BindAsync(address);
            await here.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
            await there.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
            await other.SendTextAsync("server", "hello");
            await one.ExpectAsync("client", "hello");
            await one.SendTextAsync("client", "welcome");
            await other.ExpectAsync("server", "welcome");
        }
    }

    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_a_name_that_is_unbound_is_free_and_nobody_there(Pairing pairing, Wire wire)
    {
        var address = FreeAddress(wire);
        var first = Open(pairing.First, ZmqSocketType.Pair);
        await first.BindAsync(address);
        await FailsAsync(ZmqError.AddressInUse, () => Open(pairing.Second, ZmqSocketType.Pair).BindAsync(address));
        await first.UnbindAsync(address);
        var second = Open(pairing.Second, ZmqSocketType.Pair);
        await second.BindAsync(address);
        var connects = Open(pairing.Second, ZmqSocketType.Pair);
        await connects.ConnectAsync(address);
        await connects.SendTextAsync("x");
        await second.ExpectAsync("x");
        Assert.False(await first.TrySendTextAsync("to nobody"));
    }

    [Theory, Conformance("C-051", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C051_who_waits_for_a_name_can_be_closed_and_the_runtime_with_it(Pairing pairing, Wire wire)
    {
        var address = FreeAddress(wire);
        await Open(pairing.First, ZmqSocketType.Req).ConnectAsync(address);
        var closed = Open(pairing.Second, ZmqSocketType.Push);
        await closed.ConnectAsync(address);
        await closed.SendTextAsync("lost");
        await closed.DisposeAsync();
        await Ours.DisposeAsync().AsTask().WaitAsync(Deadline);
    }
}
