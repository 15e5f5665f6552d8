using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-043 to C-045, C-048: what is an address, and that it does not matter who comes first.</summary>
public sealed class AddressTests : ConformanceTest
{
    [Theory, Conformance("C-043")]
    public async Task C043_what_was_sent_before_anybody_listened_arrives(Pairing pairing, Wire wire)
    {
        var early = Open(pairing.First, ZmqSocketType.Dealer);
        var late = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = AddressOfNobody(wire);
        await early.ConnectAsync(address);
        await early.SendTextAsync("waits");
        await early.SendTextAsync("waits too");
        await late.BindAsync(address);
        await late.ExpectAsync("waits");
        await late.ExpectAsync("waits too");
        await late.SendTextAsync("back");
        await early.ExpectAsync("back");
    }

    [Theory, Conformance("C-044", Wires = Wire.Tcp)]
    public async Task C044_a_source_may_be_an_address_or_an_interface(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var source in new[] { "127.0.0.1:0", "127.0.0.2:0", "lo:0" })
        {
            await using var binds = Open(pairing.Second, ZmqSocketType.Dealer);
            await using var connects = Open(pairing.First, ZmqSocketType.Dealer);
            var bound = await binds.BindAsync("tcp://127.0.0.1:0");
            await LinkAsync($"tcp://{source};localhost:{PortOf(bound)}", binds, connects);
            await connects.SendTextAsync(source);
            await binds.ExpectAsync(source);
        }
    }

    [Theory, Conformance("C-044", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C044_the_connection_comes_from_that_port(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        using var listener = new RawListener();
        var port = PortOfNobody.Take();
        var connects = Open(pairing.First, ZmqSocketType.Dealer);
        await connects.ConnectAsync($"tcp://127.0.0.1:{port};127.0.0.1:{listener.Port}");
        using var peer = await listener.AcceptAsync("DEALER", Deadline);
        Assert.Equal(port, peer.RemotePort);
    }

    [Theory, Conformance("C-045", Wires = Wire.Tcp)]
    public async Task C045_names_and_IPv6_addresses_lead_to_the_peer(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var (bind, connect) in new[] { ("127.0.0.1", "localhost"), ("[::1]", "[::1]"), ("127.0.0.1", "127.0.0.1") })
        {
            await using var binds = Open(pairing.Second, ZmqSocketType.Dealer);
            await using var connects = Open(pairing.First, ZmqSocketType.Dealer);
            var bound = await binds.BindAsync($"tcp://{bind}:0");
            await LinkAsync($"tcp://{connect}:{PortOf(bound)}", binds, connects);
            await connects.SendTextAsync(connect);
            await binds.ExpectAsync(connect);
        }
    }

    [Theory, Conformance("C-045", Pairings = Pairing.Us | Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C045_what_is_no_address_is_refused_at_once(Pairing pairing, Wire wire)
    {
        Assert.True(wire is Wire.Tcp or Wire.None);
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        foreach (var address in new[]
        {
            "tcp://in val id:1234", "tcp://", "tcp://:1234", "tcp://localhost", "tcp://localhost:service", "tcp://localhost:65536",
            "tcp://[::1", "invalid://localhost:1234",
            "localhost:1234", "",
        })
        {
            await RefusesAsync(() => socket.ConnectAsync(address));
            if (pairing.First == Side.Us)
                await RefusesAsync(() => socket.BindAsync(address));
        }
    }

    [Theory, Conformance("C-048", Wires = Wire.Network)]
    public async Task C048_each_bind_tells_where_it_is_bound(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var addresses = new List<string>();
        for (var i = 0; i < 3; i++)
            addresses.Add(await binds.BindAsync(FreeAddress(wire)));
        Assert.Distinct(addresses);
        if (binds is OurSocket ours)
            Assert.Equal(addresses, ours.Native.BoundAddresses.Select(static address => address.ToString()));
        foreach (var address in addresses)
        {
            await using var connects = Open(pairing.Second, ZmqSocketType.Dealer);
            await LinkAsync(address, binds, connects);
            await connects.SendTextAsync(address);
            await binds.ExpectAsync(address);
        }
    }

    private static int PortOf(string address) => ZmqAddress.Parse(address).Port!.Value;
}
