using System.Net;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Security;

/// <summary>C-078: from where peers may come.</summary>
public sealed class AddressTests : SecurityTest
{
    [Theory, Conformance("C-078", Wires = Wire.Tcp)]
    public async Task C078_who_is_in_a_network_of_the_list_comes_in(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            o.AllowFrom.Add(IPNetwork.Parse("10.0.0.0/8"));
            o.AllowFrom.Add(IPNetwork.Parse("127.0.0.1/32"));
        });
        await ServesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second));
    }

    [Theory, Conformance("C-078", Wires = Wire.Tcp)]
    public async Task C078_who_is_in_none_is_not_accepted_and_disturbs_nobody(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o => o.AllowFrom.Add(IPNetwork.Parse("127.0.0.2/31")));
        var address = await server.BindAsync(FreeAddress(wire));
        var events = await server.WatchAsync();
        var stranger = OpenClient(pairing.Second);
        await stranger.ConnectAsync(address);
        Assert.Equal(ZmqEventKind.AcceptFailed, (await events.WaitForAsync(ZmqEventKind.AcceptFailed, ZmqEventKind.Accepted)).Kind);

        await ServesAsync(address.Replace("tcp://", "tcp://127.0.0.3:0;", StringComparison.Ordinal), server, OpenClient(pairing.Second));
    }

    [Theory, Conformance("C-078", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C078_who_is_denied_is_not_accepted_though_allowed(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            o.AllowFrom.Add(IPNetwork.Parse("127.0.0.0/8"));
            o.DenyFrom.Add(IPNetwork.Parse("127.0.0.1/32"));
        });
        var address = await server.BindAsync(FreeAddress(wire));
        var events = await server.WatchAsync();
        await OpenClient(pairing.Second).ConnectAsync(address);
        Assert.Equal(ZmqEventKind.AcceptFailed, (await events.WaitForAsync(ZmqEventKind.AcceptFailed, ZmqEventKind.Accepted)).Kind);

        await ServesAsync(address.Replace("tcp://", "tcp://127.0.0.2:0;", StringComparison.Ordinal), server, OpenClient(pairing.Second));
    }
}
