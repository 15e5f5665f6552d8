using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Security;

/// <summary>F-03: a CURVE server that is told nonsense.</summary>
public sealed class CurveFuzzingTests : SecurityTest
{
    private const int Strangers = 300;
    private const int Fronts = 4;

    [Theory, Conformance("F-03", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task F03_nonsense_costs_whoever_says_it_the_connection_and_nobody_else_anything(Pairing pairing, Wire wire)
    {
        var server = Open(pairing.First, ZmqSocketType.Dealer, static o =>
        {
            CurveServer(o);
            o.Security.AllowAnyClient = true;
            // For those whose nonsense announces more than they say.
            o.HandshakeTimeout = TimeSpan.FromSeconds(2);
        });
        var address = await server.BindAsync(FreeAddress(wire));
        var client = OpenClient(pairing.First, CurveClient);
        await LinkAsync(address, server, client);
        await Task.WhenAll(Enumerable.Range(0, Fronts).Select(front => TalkAsync(address, new Random(front))));
        await client.SendTextAsync("still here");
        await server.ExpectAsync("still here");
        await ServesNextAsync(address, server, client, pairing.First);
    }

    private async Task TalkAsync(string address, Random random)
    {
        for (var i = 0; i < Strangers / Fronts; i++)
        {
            using var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline);
            try
            {
                await stranger.SendAsync(Nonsense(random, i % 5));
                if (i % 2 == 0)
                    continue;
                await stranger.ReadToEndAsync();
            }
            catch (IOException)
            {
                // Shown out before all was said.
            }
        }
    }

    /// <summary>Deeper and deeper: octets, octets after a greeting, a command, a HELLO, and a HELLO of the right size and version.</summary>
    private static byte[] Nonsense(Random random, int depth)
    {
        var noise = new byte[random.Next(1, 600)];
        random.NextBytes(noise);
        var greeting = RawPeer.Greeting;
        greeting.AsSpan(12, 20).Clear();
        "CURVE"u8.CopyTo(greeting.AsSpan(12));
        var body = noise.AsSpan(0, Math.Min(noise.Length, 240)).ToArray();
        var hello = new byte[194];
        random.NextBytes(hello);
        hello.AsSpan(0, 74).Clear();
        hello[0] = 1;
        return depth switch
        {
            0 => noise,
            1 => [.. greeting, .. noise],
            2 => [.. greeting, 4, (byte)body.Length, .. body],
            3 => [.. greeting, 4, (byte)(body.Length + 6), .. "\u0005HELLO"u8, .. body],
            _ => [.. greeting, 4, 200, .. "\u0005HELLO"u8, .. hello, .. noise],
        };
    }

    /// <summary>Whoever comes afterwards is served too.</summary>
    private async Task ServesNextAsync(string address, ITestSocket server, ITestSocket first, Side side)
    {
        await first.DisposeAsync();
        await Until(() => server is not OurSocket ours || ours.Native.GetPeers().Count == 0);
        await ServesAsync(address, server, OpenClient(side, CurveClient));
    }
}
