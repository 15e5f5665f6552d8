using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-059, C-060: when connecting is tried again, when not, and what is told of it.</summary>
public sealed class ReconnectTests : ConformanceTest
{
    [Theory, Conformance("C-059", Wires = Wire.Network)]
    public async Task C059_without_an_interval_a_lost_peer_is_not_sought_but_can_be_connected_to_again(Pairing pairing, Wire wire)
    {
        var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectInterval = Timeout.InfiniteTimeSpan);
        var binds = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = await JoinAsync(wire, binds, connects);
        var here = await connects.WatchAsync();
        var there = await binds.WatchAsync();
        await binds.UnbindAsync(address);
        await there.WaitForAsync(ZmqEventKind.Closed);
        await WhileCallingAsync(binds, here.WaitForAsync(ZmqEventKind.Disconnected));
        if (pairing.First == Side.Us)
            await here.WaitForAsync(ZmqEventKind.Closed);
        await binds.BindAsync(address);

        // Whoever came by itself would be seen before the one that is asked to.
        var stranger = Open(pairing.First, ZmqSocketType.Dealer);
        await LinkAsync(address, binds, stranger);
        Assert.DoesNotContain(ZmqEventKind.ConnectRetried, here.Drain());
        Assert.DoesNotContain(ZmqEventKind.Connected, here.Seen);

        await stranger.DisposeAsync();
        await LinkAsync(address, binds, connects);
        await connects.SendTextAsync("again");
        await binds.ExpectAsync("again");
    }

    [Theory, Conformance("C-060", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C060_an_attempt_in_vain_is_followed_by_others(Pairing pairing, Wire wire)
    {
        var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        var events = await connects.WatchAsync();
        await connects.ConnectAsync(AddressOfNobody(wire));
        for (var i = 0; i < 3; i++)
            await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.DoesNotContain(ZmqEventKind.Connected, events.Seen);
        Assert.DoesNotContain(ZmqEventKind.HandshakeSucceeded, events.Seen);
    }

    [Theory, Conformance("C-060", Wires = Wire.Network)]
    public async Task C060_an_attempt_that_succeeds_is_told_in_order_and_is_the_only_one(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.Second, ZmqSocketType.Dealer);
        var connects = Open(pairing.First, ZmqSocketType.Dealer);
        var events = await connects.WatchAsync();
        await LinkAsync(await binds.BindAsync(FreeAddress(wire)), binds, connects);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        var told = events.Seen.Where(static kind => kind != ZmqEventKind.Connecting);
        Assert.Equal([ZmqEventKind.Connected, ZmqEventKind.HandshakeSucceeded], told);
    }

    [Theory, Conformance("C-060", Pairings = Pairing.Us)]
    public async Task C060_a_refused_connection_ends_the_attempts_where_that_is_asked_for(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        foreach (var transport in new[] { Wire.Tcp, Wire.Ipc })
        {
            var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectStop = ZmqReconnectStop.ConnectionRefused);
            var events = await connects.WatchAsync();
            await connects.ConnectAsync(AddressOfNobody(transport));
            await events.WaitForAsync(ZmqEventKind.Closed);
            Assert.DoesNotContain(ZmqEventKind.ConnectRetried, events.Seen);
        }
    }

    [Theory, Conformance("C-060", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C060_a_failed_handshake_is_told_and_tried_again(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        using var listener = new RawListener();
        var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        var events = await connects.WatchAsync();
        await connects.ConnectAsync(listener.Address);
        using (var bad = await listener.AcceptAsync(Deadline))
            await bad.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PUB")]);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed, ZmqEventKind.Disconnected);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried, ZmqEventKind.Connected);
        using var good = await listener.AcceptAsync("DEALER", Deadline);
        await connects.SendTextAsync("x");
        Assert.Equal("x", await good.ReadMessageAsync());
    }

    [Theory, Conformance("C-060", Pairings = Pairing.Us)]
    public async Task C060_a_failed_handshake_ends_the_attempts_where_that_is_asked_for(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        using var listener = new RawListener();
        var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectStop = ZmqReconnectStop.HandshakeFailed);
        var events = await connects.WatchAsync();
        await connects.ConnectAsync(listener.Address);
        using var bad = await listener.AcceptAsync(Deadline);
        await bad.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PUB")]);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        await events.WaitForAsync(ZmqEventKind.Closed);
        Assert.DoesNotContain(ZmqEventKind.ConnectRetried, events.Seen);
    }

    [Theory, Conformance("C-060", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C060_after_disconnecting_there_are_no_more_attempts(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        var address = AddressOfNobody(Wire.Tcp);
        var connects = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        var events = await connects.WatchAsync();
        await connects.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        await connects.DisconnectAsync(address);
        await FailsAsync(ZmqError.NotFound, () => connects.DisconnectAsync(address));

        // The next to come there is the one that is asked to.
        using var listener = new RawListener(ZmqAddress.Parse(address).Port!.Value);
        var other = Open(pairing.First, ZmqSocketType.Pair);
        await other.ConnectAsync(address);
        using var peer = await listener.AcceptAsync("PAIR", Deadline);
        await other.SendTextAsync("x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }
}
