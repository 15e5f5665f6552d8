using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.RequestReply;

/// <summary>C-006 to C-010: REQ and REP over each transport, through a device, and ROUTER across contexts.</summary>
public sealed class RequestReplyTests : ConformanceTest
{
    [Theory, Conformance("C-006", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C006_messages_go_to_and_fro_over_inproc(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var req = Open(pairing.Second, ZmqSocketType.Req);
        await JoinAsync(wire, rep, req);
        await BounceAsync(req, rep);
    }

    [Theory, Conformance("C-007", Wires = Wire.Tcp)]
    public async Task C007_messages_go_to_and_fro_over_IPv4_and_IPv6(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        foreach (var any in new[] { "tcp://127.0.0.1:0", "tcp://[::1]:0" })
        {
            await using var rep = Open(pairing.First, ZmqSocketType.Rep);
            await using var req = Open(pairing.Second, ZmqSocketType.Req);
            await LinkAsync(await rep.BindAsync(any), rep, req);
            await BounceAsync(req, rep);
        }
    }

    [Theory, Conformance("C-007", Wires = Wire.Tcp)]
    public async Task C007_one_REQ_connects_to_several_and_stops_with_each_that_is_disconnected(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var reps = Enumerable.Range(0, 3).Select(_ => Open(pairing.Second, ZmqSocketType.Rep)).ToArray();
        var addresses = new List<string>();
        foreach (var rep in reps)
            addresses.Add(await JoinAsync(wire, rep, req));
        for (var i = 0; i < 6; i++)
            await BounceAsync(req, reps[i % 3]);

        await req.DisconnectAsync(addresses[0]);
        Assert.Equal(2, await AskAsync(req, reps) + await AskAsync(req, reps) - 1);
        await req.DisconnectAsync(addresses[1]);
        Assert.Equal(2, await AskAsync(req, reps));
        await req.DisconnectAsync(addresses[2]);
        Assert.False(await req.TrySendTextAsync("to nobody"));
        for (var i = 0; i < reps.Length; i++)
            await reps[i].UnbindAsync(addresses[i]);
    }

    [Theory, Conformance("C-007", Wires = Wire.Tcp)]
    public async Task C007_connections_to_several_come_from_one_source_port(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var reps = new[] { Open(pairing.Second, ZmqSocketType.Rep), Open(pairing.Second, ZmqSocketType.Rep) };
        var source = PortOfNobody.Take();
        var addresses = new List<string>();
        foreach (var rep in reps)
        {
            var bound = await rep.BindAsync(FreeAddress(wire));
            addresses.Add($"tcp://127.0.0.1:{source};{bound["tcp://".Length..]}");
            await LinkAsync(addresses[^1], rep, req);
        }
        for (var i = 0; i < 4; i++)
            await BounceAsync(req, reps[i % 2]);
        foreach (var address in addresses)
            await req.DisconnectAsync(address);
        Assert.False(await req.TrySendTextAsync("to nobody"));
    }

    [Theory, Conformance("C-008", Wires = Wire.Ipc)]
    public async Task C008_messages_go_to_and_fro_over_ipc(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var req = Open(pairing.Second, ZmqSocketType.Req);
        await JoinAsync(wire, rep, req);
        await BounceAsync(req, rep);
    }

    [Theory, Conformance("C-008")]
    public async Task C008_a_reply_to_a_requester_that_has_gone_is_dropped(Pairing pairing, Wire wire)
    {
        var rep = Open(pairing.First, ZmqSocketType.Rep);
        var gone = Open(pairing.Second, ZmqSocketType.Req);
        var address = await JoinAsync(wire, rep, gone);
        await gone.SendTextAsync("question");
        await rep.ExpectAsync("question");
        var events = await rep.WatchAsync();
        await gone.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await rep.SendTextAsync("answer");

        var req = Open(pairing.Second, ZmqSocketType.Req);
        await LinkAsync(address, rep, req);
        await BounceAsync(req, rep);
    }

    [Theory, Conformance("C-009")]
    public async Task C009_a_device_hands_four_frames_on_each_way(Pairing pairing, Wire wire)
    {
        var front = Open(pairing.First, ZmqSocketType.Router);
        var back = Open(pairing.First, ZmqSocketType.Dealer);
        var req = Open(pairing.Second, ZmqSocketType.Req);
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, front, req);
        await JoinAsync(wire, back, rep);

        await req.SendTextAsync("ABC", "DEFG");
        var request = await front.ReceiveAsync();
        Assert.Equal(4, request.Length);
        await back.SendAsync(request);
        await rep.ExpectAsync("ABC", "DEFG");
        await rep.SendTextAsync("HIJKL", "MN");
        var reply = await back.ReceiveAsync();
        Assert.Equal(4, reply.Length);
        await front.SendAsync(reply);
        await req.ExpectAsync("HIJKL", "MN");
    }

    [Theory, Conformance("C-010", Wires = Wire.Network)]
    public async Task C010_a_router_reaches_a_dealer_of_another_context_a_hundred_times(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router, static o => o.RouterMandatory = true);
        var address = await router.BindAsync(FreeAddress(wire));
        for (var i = 0; i < 100; i++)
        {
            await using var dealer = OpenElsewhere(pairing.Second, ZmqSocketType.Dealer, o => o.RoutingId = $"dealer {i}");
            await LinkAsync(address, router, dealer);
            await RouteAsync(router, $"dealer {i}", "hello");
            await dealer.ExpectAsync("hello");
        }
    }

    /// <summary>Asks whoever's turn it is; returns who that was.</summary>
    private async Task<int> AskAsync(ITestSocket req, ITestSocket[] reps)
    {
        await req.SendTextAsync("question");
        var (asked, request) = await ReceiveFromAnyAsync(reps);
        await reps[asked].SendAsync(request);
        await req.ExpectAsync("question");
        return asked;
    }

    /// <summary>A message of two parts there and back.</summary>
    private static async Task BounceAsync(ITestSocket req, ITestSocket rep)
    {
        await req.SendTextAsync("12345678ABCDEFGH12345678abcdefgh", "second");
        await rep.ExpectAsync("12345678ABCDEFGH12345678abcdefgh", "second");
        await rep.SendTextAsync("12345678ABCDEFGH12345678abcdefgh", "");
        await req.ExpectAsync("12345678ABCDEFGH12345678abcdefgh", "");
    }
}
