using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-06, N-07: watching sockets, and many at once.</summary>
public sealed class MonitorTests : ConformanceTest
{
    [Theory, Conformance("N-06", Wires = Wire.Network)]
    public async Task N06_the_life_of_a_connection_is_told_on_both_ends(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Rep);
        var there = await binds.WatchAsync();
        var connects = Open(pairing.Second, ZmqSocketType.Req);
        var here = await connects.WatchAsync();
        var address = await binds.BindAsync(FreeAddress(wire));
        Assert.Equal(address, (await there.WaitForAsync(ZmqEventKind.Listening)).Address);
        await connects.ConnectAsync(address);
        await there.WaitForAsync(ZmqEventKind.Accepted);
        await there.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await here.WaitForAsync(ZmqEventKind.Connected);
        await here.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await connects.DisposeAsync();
        await there.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Theory, Conformance("N-06", Pairings = Pairing.UsUs)]
    public async Task N06_a_bind_that_fails_is_told_with_its_reason(Pairing pairing, Wire wire)
    {
        var first = Open(pairing.First, ZmqSocketType.Dealer);
        var address = await first.BindAsync(FreeAddress(wire));
        var second = (OurSocket)Open(pairing.Second, ZmqSocketType.Dealer);
        await using var events = second.Native.MonitorAsync(Deadline).GetAsyncEnumerator(Deadline);
        var next = events.MoveNextAsync();
        await FailsAsync(ZmqError.AddressInUse, () => second.BindAsync(address));
        Assert.True(await next);
        Assert.Equal(ZmqEventKind.BindFailed, events.Current.Kind);
        Assert.Equal(ZmqError.AddressInUse, Assert.IsType<ZmqException>(events.Current.Error).Error);
    }

    [Theory, Conformance("N-06", Pairings = Pairing.Us)]
    public async Task N06_watching_ends_with_the_socket_or_when_it_is_given_up_also_where_nothing_happens(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var socket = Ours.CreateSocket<IDealerSocket>();
        socket.Connect("inproc://nobody-binds-this");
        using var stop = new CancellationTokenSource();
        var givenUp = CountAsync(socket, stop.Token);
        var toTheEnd = CountAsync(socket, Deadline);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Deadline));
        await socket.DisposeAsync();
        await toTheEnd.WaitAsync(Deadline);
    }

    [Theory, Conformance("N-07", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N07_many_sockets_are_served_while_some_come_and_go(Pairing pairing, Wire wire)
    {
        var served = new int[12];
        var loops = new List<Task>();
        var sockets = new List<ITestSocket>();
        for (var i = 0; i < served.Length; i++)
        {
            var socket = Open(pairing.First, ZmqSocketType.Rep);
            var address = await socket.BindAsync(FreeAddress(wire));
            var index = i;
            sockets.Add(socket);
            loops.Add(ServeAsync((IRepSocket)((OurSocket)socket).Native, () => served[index]++));
            await using var req = Open(pairing.Second, ZmqSocketType.Req);
            await req.ConnectAsync(address);
            for (var n = 0; n < 5; n++)
            {
                await req.SendTextAsync($"{i}");
                await req.ExpectAsync($"{i}");
            }
            // Every third is taken out while the others go on.
            if (i % 3 == 2)
                await sockets[i - 1].DisposeAsync();
        }
        foreach (var socket in sockets)
            await socket.DisposeAsync();
        await Task.WhenAll(loops).WaitAsync(Deadline);
        Assert.All(served, static count => Assert.Equal(5, count));
    }

    [Theory, Conformance("N-07", Pairings = Pairing.UsUs)]
    public async Task N07_timers_and_messages_share_a_loop(Pairing pairing, Wire wire)
    {
        var one = Open(pairing.First, ZmqSocketType.Dealer);
        var other = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, one, other);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        var native = (IZmqReceiver)((OurSocket)one).Native;
        var (ticks, messages) = (0, 0);
        var tick = timer.WaitForNextTickAsync(Deadline).AsTask();
        var ready = native.WaitToReceiveAsync(Deadline).AsTask();
        while (ticks < 5 || messages < 5)
        {
            if (await Task.WhenAny(tick, ready) == tick)
            {
                ticks++;
                await other.SendTextAsync("x");
                tick = timer.WaitForNextTickAsync(Deadline).AsTask();
                continue;
            }
            while (native.TryReceive(out var message))
            {
                messages++;
                message.Dispose();
            }
            ready = native.WaitToReceiveAsync(Deadline).AsTask();
        }
        Assert.InRange(messages, 5, ticks);
    }

    private static async Task<int> CountAsync(IZmqSocket socket, CancellationToken token)
    {
        var count = 0;
        await foreach (var _ in socket.MonitorAsync(token))
            count++;
        return count;
    }

    private async Task ServeAsync(IRepSocket socket, Action served)
    {
        try
        {
            while (true)
            {
                var message = await socket.ReceiveAsync(Deadline);
                served();
                await socket.SendAsync(message, Deadline);
            }
        }
        catch (ZmqException exception) when (exception.Error == ZmqError.Terminated)
        {
            // It was closed.
        }
    }
}
