using Microsoft.Extensions.Options;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.DealerRouter;

/// <summary>C-016: what ROUTER is told of peers that come and go.</summary>
public sealed class RouterNotifyTests : ConformanceTest
{
    [Theory, Conformance("C-016", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C016_peers_that_come_and_go_are_told_as_an_empty_message(Pairing pairing, Wire wire)
    {
        foreach (var (notify, expected) in new[]
        {
            (ZmqRouterNotify.Connect, new[] { "worker|", "worker|last" }),
            (ZmqRouterNotify.Disconnect, ["worker|last", "worker|"]),
            (ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect, ["worker|", "worker|last", "worker|"]),
        })
        {
            await using var router = Open(pairing.First, ZmqSocketType.Router, o => o.RouterNotify = notify);
            var worker = Open(pairing.Second, ZmqSocketType.Dealer, static o =>
            {
                o.RoutingId = "worker";
                o.Linger = TimeSpan.FromSeconds(20);
            });
            await JoinAsync(wire, router, worker);
            await worker.SendTextAsync("last");
            await worker.DisposeAsync();
            foreach (var message in expected)
                Assert.Equal(message, await router.ReceiveTextAsync());
        }
    }

    [Theory, Conformance("C-016", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C016_nothing_is_told_of_a_peer_that_failed_the_handshake(Pairing pairing, Wire wire)
    {
        var router = OpenNotified(pairing);
        var events = await router.WatchAsync();
        var address = await router.BindAsync(FreeAddress(wire));
        using (var stranger = await RawPeer.ConnectAsync(ZmqAddress.Parse(address), Deadline))
        {
            await stranger.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("PUB", "stranger")]);
            await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        }
        using var worker = await DialAsync(address, router, "DEALER", "worker");
        await router.ExpectAsync("worker", "");
    }

    [Theory, Conformance("C-016", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C016_half_a_message_is_dropped_before_the_end_is_told(Pairing pairing, Wire wire)
    {
        var router = OpenNotified(pairing);
        var address = await router.BindAsync(FreeAddress(wire));
        using (var worker = await DialAsync(address, router, "DEALER", "worker"))
            await worker.SendAsync([.. RawPeer.Encode("whole", "message"), .. RawPeer.Encode("half"u8.ToArray(), more: true)]);
        await router.ExpectAsync("worker", "");
        await router.ExpectAsync("worker", "whole", "message");
        await router.ExpectAsync("worker", "");
    }

    [Theory, Conformance("C-016", Pairings = Pairing.Us)]
    public void C016_only_a_router_takes_the_option(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var error = Assert.Throws<OptionsValidationException>(
            () => Ours.CreateSocket<IDealerSocket>(static o => o.RouterNotify = ZmqRouterNotify.Connect));
        Assert.Contains("RouterNotify", error.Message, StringComparison.Ordinal);
        Assert.Throws<OptionsValidationException>(() => Ours.CreateSocket<IRouterSocket>(static o => o.RouterNotify = (ZmqRouterNotify)4));
    }

    private ITestSocket OpenNotified(Pairing pairing) =>
        Open(pairing.First, ZmqSocketType.Router, static o => o.RouterNotify = ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect);
}
