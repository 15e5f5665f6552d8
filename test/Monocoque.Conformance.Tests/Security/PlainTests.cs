using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Security;

/// <summary>C-069: PLAIN.</summary>
public sealed class PlainTests : SecurityTest
{
    [Theory, Conformance("C-069", Wires = Wire.Network)]
    public async Task C069_the_right_password_lets_in_and_the_wrong_one_does_not(Pairing pairing, Wire wire)
    {
        var handler = await JudgeAsync(pairing.First);
        var server = OpenServer(pairing.First, PlainServer);
        var address = await server.BindAsync(FreeAddress(wire));
        await DeniesAsync(address, server, OpenClient(pairing.Second, PlainClient("wrong")));
        await ServesAsync(address, server, OpenClient(pairing.Second, PlainClient()));
        Assert.Equal(["PLAIN|admin|wrong", "PLAIN|admin|secret"], handler.Requests.Select(static request => request[5..].Text()));
    }

    [Theory, Conformance("C-069", Wires = Wire.Network)]
    public async Task C069_two_servers_do_not_come_together(Pairing pairing, Wire wire)
    {
        await JudgeAsync(pairing.First);
        var server = OpenServer(pairing.First, static o =>
        {
            PlainServer(o);
            o.HandshakeTimeout = TimeSpan.FromSeconds(1);
        });
        var address = await server.BindAsync(FreeAddress(wire));
        await RefusesAsync(address, server, OpenServer(pairing.Second, PlainServer));
        await ServesAsync(address, server, OpenClient(pairing.Second, PlainClient()));
    }

    [Theory, Conformance("C-069", Wires = Wire.Network)]
    public async Task C069_a_stranger_disturbs_nobody(Pairing pairing, Wire wire)
    {
        await JudgeAsync(pairing.First);
        var server = OpenServer(pairing.First, PlainServer);
        var address = await server.BindAsync(FreeAddress(wire));
        await IsDisturbedAsync(address);
        await ServesAsync(address, server, OpenClient(pairing.Second, PlainClient()));
    }
}
