using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Security;

/// <summary>C-068, C-071: without a mechanism, and without a handler.</summary>
public sealed class NullTests : SecurityTest
{
    [Theory, Conformance("C-068", Wires = Wire.Network)]
    public async Task C068_without_a_domain_the_handler_is_not_asked(Pairing pairing, Wire wire)
    {
        var handler = await JudgeAsync(pairing.First, static request => ZapHandler.Reply(request, "400"));
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        await ServesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second));
        Assert.Empty(handler.Requests);
    }

    [Theory, Conformance("C-068", Wires = Wire.Network)]
    public async Task C068_the_right_domain_lets_in_and_the_wrong_one_does_not(Pairing pairing, Wire wire)
    {
        var handler = await JudgeAsync(pairing.First);
        var right = OpenServer(pairing.First, static o => o.Security.ZapDomain = Domain);
        await ServesAsync(await right.BindAsync(FreeAddress(wire)), right, OpenClient(pairing.Second));
        var wrong = OpenServer(pairing.First, static o => o.Security.ZapDomain = "outer");
        await DeniesAsync(await wrong.BindAsync(FreeAddress(wire)), wrong, OpenClient(pairing.Second));
        Assert.Equal(["1.0|inner|NULL", "1.0|outer|NULL"], handler.Requests.Select(static request => new[] { request[0], request[2], request[5] }.Text()).Distinct());
    }

    [Theory, Conformance("C-068", Wires = Wire.Network)]
    public async Task C068_a_stranger_disturbs_nobody(Pairing pairing, Wire wire)
    {
        await JudgeAsync(pairing.First);
        var server = OpenServer(pairing.First, static o => o.Security.ZapDomain = Domain);
        var address = await server.BindAsync(FreeAddress(wire));
        await IsDisturbedAsync(address);
        await ServesAsync(address, server, OpenClient(pairing.Second));
    }

    [Theory, Conformance("C-071", Wires = Wire.Network)]
    public async Task C071_without_a_handler_whom_nobody_judges_comes_in(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer);
        await ServesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second));
        var curve = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            CurveServer(o);
            o.Security.AllowAnyClient = true;
        });
        await ServesAsync(await curve.BindAsync(FreeAddress(wire)), curve, OpenClient(pairing.Second, CurveClient));
    }

    [Theory, Conformance("C-071", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Network)]
    public async Task C071_with_a_domain_and_no_handler_nobody_comes_in(Pairing pairing, Wire wire)
    {
        var server = OpenServer(pairing.First, static o => o.Security.ZapDomain = Domain);
        await RefusesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second));
    }

    [Theory, Conformance("C-071", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Network)]
    public async Task C071_with_a_handler_that_is_away_no_key_comes_in(Pairing pairing, Wire wire)
    {
        var server = OpenServer(pairing.First, CurveServer);
        var failure = await RefusesAsync(await server.BindAsync(FreeAddress(wire)), server, OpenClient(pairing.Second, CurveClient));
        Assert.Equal((ZmqEventKind.AuthenticationFailed, 300), (failure.Kind, failure.Value));
    }
}
