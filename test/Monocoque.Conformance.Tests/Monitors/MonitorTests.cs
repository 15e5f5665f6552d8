using System.Net;
using System.Net.Sockets;
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
    public Task C094_both_addresses_are_told(Pairing pairing, Wire wire) => TellsAddressesAsync(pairing, wire, "tcp://127.0.0.1:0", IPAddress.Loopback);

    [Theory, Conformance("C-094", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public Task C094_both_addresses_of_version_6_are_told(Pairing pairing, Wire wire)
    {
        Assert.SkipUnless(HasIPv6(), "This machine has no IPv6: ::1 cannot be bound.");
        return TellsAddressesAsync(pairing, wire, "tcp://[::1]:0", IPAddress.IPv6Loopback);
    }

    [Theory, Conformance("C-094", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Ipc)]
    public async Task C094_the_path_of_ipc_is_told(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        var client = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = await server.BindAsync(FreeAddress(wire));
        var shaken = await ShakeAsync(server, client, address);
        var path = ZmqAddress.Parse(address).Path;
        Assert.Equal(path, $"{Assert.IsType<UnixDomainSocketEndPoint>(shaken.LocalEndPoint)}");
        // Who connects has no name, unless it gives itself one.
        Assert.Equal("", $"{Assert.IsType<UnixDomainSocketEndPoint>(shaken.RemoteEndPoint)}");
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

    private static bool HasIPv6()
    {
        if (!Socket.OSSupportsIPv6)
            return false;
        using var probe = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            probe.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private async Task TellsAddressesAsync(Pairing pairing, Wire wire, string any, IPAddress loopback)
    {
        Assert.Equal(Wire.Tcp, wire);
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        var client = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = await server.BindAsync(any);
        var shaken = await ShakeAsync(server, client, address);
        var port = ZmqAddress.Parse(address).Port;
        Assert.Equal(new IPEndPoint(loopback, port!.Value), shaken.LocalEndPoint);
        var remote = (IPEndPoint)shaken.RemoteEndPoint!;
        Assert.Equal(loopback, remote.Address);
        Assert.NotEqual(port, remote.Port);
    }

    /// <summary>Connects, and returns what the server, which is ours, tells of the handshake.</summary>
    private async Task<ZmqEvent> ShakeAsync(ITestSocket server, ITestSocket client, string address)
    {
        await using var events = ((OurSocket)server).Native.MonitorAsync(Deadline).GetAsyncEnumerator(Deadline);
        var next = events.MoveNextAsync();
        await client.ConnectAsync(address);
        while (await next && events.Current.Kind != ZmqEventKind.HandshakeSucceeded)
            next = events.MoveNextAsync();
        Assert.Equal(address, events.Current.Address?.ToString());
        return events.Current;
    }
}
