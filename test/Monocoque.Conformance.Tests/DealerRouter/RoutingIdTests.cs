using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.DealerRouter;

/// <summary>C-015, C-017, C-018: under what names ROUTER and STREAM know their peers.</summary>
public sealed class RoutingIdTests : ConformanceTest
{
    [Theory, Conformance("C-015")]
    public async Task C015_with_handover_the_newer_of_two_peers_of_one_name_gets_the_messages(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router, static o => o.RouterHandover = true);
        // It must not come again and take its name back.
        var older = OpenNamed(pairing.Second, static o => o.ReconnectInterval = Timeout.InfiniteTimeSpan);
        var address = await JoinAsync(wire, router, older);
        await older.SendTextAsync("older");
        await router.ExpectAsync("same", "older");
        var newer = OpenNamed(pairing.Second);
        await newer.ConnectAsync(address);
        await newer.SendTextAsync("newer");
        await router.ExpectAsync("same", "newer");
        await router.SendTextAsync("same", "who");
        await newer.ExpectAsync("who");
        await older.ExpectNothingAsync();
    }

    [Theory, Conformance("C-015")]
    public async Task C015_without_handover_the_older_keeps_them(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var older = OpenNamed(pairing.Second);
        var address = await JoinAsync(wire, router, older);
        await older.SendTextAsync("older");
        await router.ExpectAsync("same", "older");
        var newer = OpenNamed(pairing.Second);
        var events = await newer.WatchAsync();
        await newer.ConnectAsync(address);
        await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await newer.SendTextAsync("newer");
        await older.SendTextAsync("older still");
        await router.ExpectAsync("same", "older still");
        await router.SendTextAsync("same", "who");
        await older.ExpectAsync("who");
        await newer.ExpectNothingAsync();
    }

    [Theory, Conformance("C-017")]
    public async Task C017_a_probe_is_an_empty_message_to_the_router(Pairing pairing, Wire wire)
    {
        foreach (var type in new[] { ZmqSocketType.Dealer, ZmqSocketType.Req, ZmqSocketType.Router })
        {
            await using var prober = Open(pairing.First, type, static o =>
            {
                o.ProbeRouter = true;
                o.RoutingId = "prober";
            });
            await using var router = Open(pairing.Second, ZmqSocketType.Router);
            await JoinAsync(wire, router, prober);
            await router.ExpectAsync("prober", "");
        }
    }

    [Theory, Conformance("C-017")]
    public async Task C017_a_router_gives_a_peer_without_a_name_one_of_five_octets(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var prober = Open(pairing.Second, ZmqSocketType.Dealer, static o => o.ProbeRouter = true);
        await JoinAsync(wire, router, prober);
        var probe = await router.ReceiveAsync();
        Assert.Equal([5, 0], probe.Select(static frame => frame.Length));
        Assert.Equal(0, probe[0][0]);
        await router.SendAsync(probe[0], "job"u8.ToArray());
        await prober.ExpectAsync("job");
    }

    [Theory, Conformance("C-018")]
    public async Task C018_a_router_knows_a_router_by_the_name_given_with_connect(Pairing pairing, Wire wire)
    {
        foreach (var nameOfItsOwn in new[] { null, "name of its own" })
        {
            await using var router = Open(pairing.First, ZmqSocketType.Router, static o => o.RoutingId = "caller");
            await using var called = Open(pairing.Second, ZmqSocketType.Router, o => o.RoutingId = nameOfItsOwn);
            await ConnectAsAsync(router, await called.BindAsync(FreeAddress(wire)), "called");
            await router.SendTextAsync("called", "hello");
            await called.ExpectAsync("caller", "hello");
            await called.SendTextAsync("caller", "hello yourself");
            await router.ExpectAsync("called", "hello yourself");
        }
    }

    [Theory, Conformance("C-018")]
    public async Task C018_a_router_names_another_peer_while_messages_wait(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router, static o => o.RoutingId = "caller");
        var first = Open(pairing.Second, ZmqSocketType.Router);
        var second = Open(pairing.Second, ZmqSocketType.Router);
        await ConnectAsAsync(router, await first.BindAsync(FreeAddress(wire)), "first");
        await router.SendTextAsync("first", "hello");
        await first.ExpectAsync("caller", "hello");
        for (var i = 0; i < 3; i++)
            await first.SendTextAsync("caller", $"{i}");
        await router.ExpectAsync("first", "0");

        await ConnectAsAsync(router, await second.BindAsync(FreeAddress(wire)), "second");
        await router.SendTextAsync("second", "hello");
        await second.ExpectAsync("caller", "hello");
        await router.ExpectAsync("first", "1");
        await router.ExpectAsync("first", "2");
        await second.SendTextAsync("caller", "hello yourself");
        await router.ExpectAsync("second", "hello yourself");
    }

    [Theory, Conformance("C-018", Wires = Wire.Tcp)]
    public async Task C018_a_stream_knows_a_stream_by_the_name_given_with_connect(Pairing pairing, Wire wire)
    {
        var called = Open(pairing.Second, ZmqSocketType.Stream);
        var address = await called.BindAsync(FreeAddress(wire));
        var stream = Open(pairing.First, ZmqSocketType.Stream, o =>
        {
            if (pairing.First == Side.Us)
            {
                o.Connect.Add(address);
                o.ConnectRoutingIds.Add("called");
            }
        });
        await ConnectAsAsync(stream, address, "called");
        await stream.ExpectAsync("called", "");
        var notice = await called.ReceiveAsync();
        await stream.SendTextAsync("called", "hello");
        Assert.Equal($"{Encoding.Latin1.GetString(notice[0])}|hello", await called.ReceiveTextAsync());
        await called.SendAsync(notice[0], "hello yourself"u8.ToArray());
        await stream.ExpectAsync("called", "hello yourself");
    }

    private ITestSocket OpenNamed(Side side, Action<ZmqSocketOptions>? configure = null) => Open(side, ZmqSocketType.Dealer, o =>
    {
        o.RoutingId = "same";
        configure?.Invoke(o);
    });

    private static async Task ConnectAsAsync(ITestSocket socket, string address, string name)
    {
        if (socket is TheirSocket theirs)
        {
            await theirs.Native.RunAsync(handle =>
            {
                handle.Set(LibZmqOption.ConnectRoutingId, Encoding.Latin1.GetBytes(name));
                handle.Connect(address);
            });
        }
        else if (((OurSocket)socket).Native is IRouterSocket router)
        {
            router.ConnectAs(address, Encoding.Latin1.GetBytes(name));
        }
        // A STREAM of ours has connected as its options say.
    }
}
