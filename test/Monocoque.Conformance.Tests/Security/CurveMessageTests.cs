using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Security;

/// <summary>U-04, N-04: what goes through CURVE.</summary>
public sealed class CurveMessageTests : SecurityTest
{
    private static readonly byte[][][] s_messages =
    [
        [[]],
        [Frames.Body(1)],
        [Frames.Body(222), Frames.Body(223), Frames.Body(255), Frames.Body(256)],
        [Frames.Body(1 << 20)],
        [[], Frames.Body(1)],
        [Frames.Body(70_000), [], []],
    ];

    [Theory, Conformance("U-04", Wires = Wire.Network)]
    public async Task U04_messages_of_every_shape_go_through_curve(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            CurveServer(o);
            o.Security.AllowAnyClient = true;
        });
        var client = OpenClient(pairing.Second, CurveClient);
        await JoinAsync(wire, server, client);
        foreach (var (from, to) in new[] { (server, client), (client, server) })
        {
            foreach (var message in s_messages)
                await from.SendAsync(message);
            foreach (var message in s_messages)
                Frames.AssertEqual(message, await to.ReceiveAsync());
        }
    }

    [Theory, Conformance("N-04", Wires = Wire.Network)]
    public async Task N04_a_request_is_answered_within_curve(Pairing pairing, Wire wire)
    {
        if (pairing.First == Side.LibZmq)
            await JudgeAsync(Side.LibZmq);
        var rep = Open(pairing.First, ZmqSocketType.Rep, options =>
        {
            CurveServer(options);
            if (pairing.First == Side.Us)
                options.Security.ClientKeys["client"] = ClientKeys.PublicKey;
        });
        var req = Open(pairing.Second, ZmqSocketType.Req, CurveClient);
        await JoinAsync(wire, rep, req);
        for (var i = 0; i < 3; i++)
        {
            await req.SendTextAsync("question", $"{i}");
            await rep.ExpectAsync("question", $"{i}");
            await rep.SendTextAsync("answer", $"{i}");
            await req.ExpectAsync("answer", $"{i}");
        }
    }

    [Theory, Conformance("N-04", Wires = Wire.Network)]
    public async Task N04_what_is_published_within_curve_reaches_its_subscriber(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o =>
        {
            CurveServer(o);
            o.Security.AllowAnyClient = true;
        });
        var sub = Open(pairing.Second, ZmqSocketType.Sub, CurveClient);
        await sub.SubscribeAsync("a"u8.ToArray());
        await JoinAsync(wire, pub, sub);
        await pub.ExpectAsync("\u0001a");
        await pub.SendTextAsync("b", "not asked for");
        await pub.SendTextAsync("a", "asked for");
        await sub.ExpectAsync("a", "asked for");
    }
}
