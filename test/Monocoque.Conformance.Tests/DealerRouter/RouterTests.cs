using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.DealerRouter;

/// <summary>C-012 to C-014: whom ROUTER hears, and what becomes of messages to peers that have gone, are unknown, or are full.</summary>
public sealed class RouterTests : ConformanceTest
{
    private const int Mark = 5;

    [Theory, Conformance("C-012")]
    public async Task C012_messages_are_taken_from_the_peers_in_turn(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var dealers = Enumerable.Range(0, 4).Select(i => Open(pairing.Second, ZmqSocketType.Dealer, o => o.RoutingId = $"{i}")).ToArray();
        await JoinAsync(wire, router, dealers);
        for (var i = 0; i < dealers.Length * 3; i++)
            await dealers[i / 3].SendTextAsync("x");

        // How much waits in a libzmq socket cannot be seen, so there only the sum is.
        await UntilQueuedAsync(router, dealers.Length * 3);
        var heard = new List<string>();
        while (heard.Count < dealers.Length * 3)
            heard.Add(await router.ReceiveTextAsync());
        Assert.All(heard.CountBy(static peer => peer), static count => Assert.Equal(3, count.Value));
        if (pairing.First == Side.Us)
            Assert.All(heard.Chunk(dealers.Length), static round => Assert.Distinct(round));
    }

    [Theory, Conformance("C-012")]
    public async Task C012_what_waits_for_a_peer_ends_with_its_connection(Pairing pairing, Wire wire)
    {
        var router = OpenMandatory(pairing.First);
        var gone = OpenWorker(pairing.Second);
        var address = await JoinAsync(wire, router, gone);
        await RouteAsync(router, "worker", "hello");
        await router.FillAsync("worker"u8.ToArray());
        await gone.DisposeAsync();
        await UntilUnknownAsync(router);

        var worker = OpenWorker(pairing.Second);
        await LinkAsync(address, router, worker);
        await RouteAsync(router, "worker", "fresh");
        await worker.ExpectAsync("fresh");
    }

    [Theory, Conformance("C-013")]
    public async Task C013_a_message_to_nobody_is_dropped(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var worker = OpenWorker(pairing.Second);
        var address = await router.BindAsync(FreeAddress(wire));
        await router.SendTextAsync("worker", "too early");
        Assert.True(await router.TrySendTextAsync("worker", "too early"));
        await LinkAsync(address, router, worker);
        await worker.SendTextAsync("ready");
        await router.ExpectAsync("worker", "ready");
        await router.SendTextAsync("stranger", "x");
        await router.SendTextAsync("worker", "job");
        await worker.ExpectAsync("job");
    }

    [Theory, Conformance("C-013")]
    public async Task C013_mandatory_a_message_to_nobody_fails(Pairing pairing, Wire wire)
    {
        var router = OpenMandatory(pairing.First);
        var worker = OpenWorker(pairing.Second);
        var address = await router.BindAsync(FreeAddress(wire));
        await FailsAsync(ZmqError.HostUnreachable, () => router.SendTextAsync("worker", "too early"));
        await FailsAsync(ZmqError.HostUnreachable, () => router.TrySendTextAsync("worker", "too early"));
        await LinkAsync(address, router, worker);
        await RouteAsync(router, "worker", "job");
        await worker.ExpectAsync("job");
        await FailsAsync(ZmqError.HostUnreachable, () => router.SendTextAsync("stranger", "x"));
        await worker.DisposeAsync();
        await UntilUnknownAsync(router);
    }

    [Theory, Conformance("C-013", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C013_the_state_of_a_peer_can_be_asked_for(Pairing pairing, Wire wire)
    {
        var router = Open(pairing.First, ZmqSocketType.Router);
        var worker = OpenWorker(pairing.Second);
        var native = ((OurSocket)router).Native;
        Assert.Empty(native.GetPeers());
        await JoinAsync(wire, router, worker);
        var status = Assert.Single(native.GetPeers());
        Assert.True(status.IsConnected);
        Assert.Equal("worker", Encoding.UTF8.GetString(status.Peer!.RoutingId.Span));
        Assert.Equal((0, 0), (status.SendQueueLength, status.ReceiveQueueLength));
        await worker.SendTextAsync("unread");
        await Until(() => native.GetPeers()[0].ReceiveQueueLength == 1);
        await worker.DisposeAsync();
        await Until(() => native.GetPeers().Count == 0);
    }

    [Theory, Conformance("C-014")]
    public async Task C014_mandatory_a_full_peer_says_so_and_takes_messages_again_after_it_has_read(Pairing pairing, Wire wire)
    {
        var router = OpenMandatory(pairing.First);
        var worker = OpenWorker(pairing.Second);
        await JoinAsync(wire, router, worker);
        await RouteAsync(router, "worker", "hello");
        await worker.ExpectAsync("hello");
        var sent = await router.FillAsync("worker"u8.ToArray());
        await worker.ExpectFloodAsync(sent);

        while (!await router.TrySendTextAsync("worker", "room again"))
            Deadline.ThrowIfCancellationRequested();
        await worker.ExpectAsync("room again");
    }

    private ITestSocket OpenMandatory(Side side) => Open(side, ZmqSocketType.Router, static o =>
    {
        o.RouterMandatory = true;
        o.SendHighWaterMark = Mark;
    });

    private ITestSocket OpenWorker(Side side) => Open(side, ZmqSocketType.Dealer, static o =>
    {
        o.RoutingId = "worker";
        o.ReceiveHighWaterMark = Mark;
    });

    /// <summary>Waits until the router has noticed that the worker has gone; libzmq's does when it is asked for messages.</summary>
    private async Task UntilUnknownAsync(ITestSocket router)
    {
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            Assert.Null(await router.TryReceiveAsync(TimeSpan.Zero));
            try
            {
                await router.TrySendAsync("worker"u8.ToArray(), Frames.Empty);
            }
            catch (ZmqException exception) when (exception.Error == ZmqError.HostUnreachable)
            {
                return;
            }
        }
    }
}
