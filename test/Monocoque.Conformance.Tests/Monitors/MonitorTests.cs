using System.Net;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Monitors;

/// <summary>C-094: what is told of connections.</summary>
public sealed class MonitorTests : ConformanceTest
{
    [Theory, Conformance("C-094", Wires = Wire.Network)]
    public async Task C094_who_listens_tells_its_story_in_order(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        var events = await server.WatchAsync();
        var client = Open(pairing.Second, ZmqSocketType.Dealer);
        await client.ConnectAsync(await server.BindAsync(FreeAddress(wire)));
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await client.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await server.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Closed);
        Assert.Equal(
            [
                ZmqEventKind.Listening, ZmqEventKind.Accepted, ZmqEventKind.HandshakeSucceeded, ZmqEventKind.Disconnected,
                ZmqEventKind.Closed,
            ],
            events.Seen);
    }

    [Theory, Conformance("C-094", Wires = Wire.Network)]
    public async Task C094_who_connects_tells_its_story_in_order(Pairing pairing, Wire wire)
    {
        var client = Open(pairing.First, ZmqSocketType.Dealer);
        var events = await client.WatchAsync();
        var server = Open(pairing.Second, ZmqSocketType.Dealer);
        await client.ConnectAsync(await server.BindAsync(FreeAddress(wire)));
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await server.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        // A connection over ipc may be there at once, and then libzmq says nothing of a delay.
        Assert.Equal(
            [ZmqEventKind.Connected, ZmqEventKind.HandshakeSucceeded, ZmqEventKind.Disconnected, ZmqEventKind.ConnectRetried],
            events.Seen.Where(static kind => kind != ZmqEventKind.Connecting));
    }

    [Theory, Conformance("C-094", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C094_both_addresses_are_told(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var any in new[] { "tcp://127.0.0.1:0", "tcp://[::1]:0" })
        {
            await using var server = Open(pairing.First, ZmqSocketType.Dealer);
            await using var client = Open(pairing.Second, ZmqSocketType.Dealer);
            await using var events = ((OurSocket)server).Native.MonitorAsync(Deadline).GetAsyncEnumerator(Deadline);
            var next = events.MoveNextAsync();
            var address = await server.BindAsync(any);
            await client.ConnectAsync(address);
            while (await next && events.Current.Kind != ZmqEventKind.HandshakeSucceeded)
                next = events.MoveNextAsync();
            var port = ZmqAddress.Parse(address).Port;
            Assert.Equal(port, ((IPEndPoint)events.Current.LocalEndPoint!).Port);
            var remote = (IPEndPoint)events.Current.RemoteEndPoint!;
            Assert.True(IPAddress.IsLoopback(remote.Address));
            Assert.NotEqual(port, remote.Port);
            Assert.Equal(address, events.Current.Address?.ToString());
        }
    }

    [Theory, Conformance("C-094", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C094_the_lengths_of_the_queues_can_be_asked_for(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o => o.SendHighWaterMark = 5);
        var client = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.ReceiveHighWaterMark = 5);
        await JoinAsync(wire, server, client);
        for (var i = 0; i < 3; i++)
            await client.SendTextAsync("x");
        await UntilQueuedAsync(server, 3);
        await server.FillAsync();
        // The other end may still be taking what was sent: only then does the queue stay full.
        await UntilQueuedAsync(client, 5);
        await server.FillAsync();
        var status = Assert.Single(((OurSocket)server).Native.GetPeers());
        Assert.Equal(3, status.ReceiveQueueLength);
        Assert.InRange(status.SendQueueLength, 1, 5);
    }

    [Theory, Conformance("C-094", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Network)]
    public async Task C094_several_watchers_hear_the_same(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        var one = await server.WatchAsync();
        var other = await server.WatchAsync();
        var client = Open(pairing.Second, ZmqSocketType.Dealer);
        await client.ConnectAsync(await server.BindAsync(FreeAddress(wire)));
        await one.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await other.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        Assert.Equal(one.Seen, other.Seen);
    }
}
