using System.Text;
using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.RequestReply;

/// <summary>C-003, C-004: requests that are numbered, and requests that are given up.</summary>
public sealed class RequestOptionTests : ConformanceTest
{
    [Theory, Conformance("C-003")]
    public async Task C003_only_the_reply_with_the_number_of_the_request_is_taken(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o =>
        {
            o.RoutingId = "asker";
            o.RequestCorrelate = true;
        });
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        var stale = "\0\0\0\0";
        for (var i = 0; i < 3; i++)
        {
            await req.SendTextAsync("a", "b");
            var request = (await router.ReceiveAsync()).Select(Encoding.Latin1.GetString).ToArray();
            Assert.Equal(["asker", request[1], "", "a", "b"], request);
            Assert.Equal(4, request[1].Length);
            Assert.NotEqual(stale, request[1]);

            await router.SendTextAsync("asker", stale, "", "old");
            await router.SendTextAsync("asker", $"{request[1][..3]}{(char)(request[1][3] ^ 1)}", "", "wrong");
            await router.SendTextAsync("asker", "", "none");
            await router.SendTextAsync("asker", request[1], "", "right");
            await req.ExpectAsync("right");
            stale = request[1];
        }
    }

    [Theory, Conformance("C-004")]
    public async Task C004_a_late_reply_is_dropped_and_its_peer_stays_of_use(Pairing pairing, Wire wire)
    {
        var req = OpenRelaxed(pairing.First);
        var reps = new[] { Open(pairing.Second, ZmqSocketType.Rep), Open(pairing.Second, ZmqSocketType.Rep) };
        await JoinAsync(wire, req, reps);
        await req.SendTextAsync("given up");
        await reps[0].ExpectAsync("given up");
        await req.SendTextAsync("instead");
        await reps[1].ExpectAsync("instead");
        await reps[0].SendTextAsync("late");
        await reps[1].SendTextAsync("in time");
        await req.ExpectAsync("in time");

        await req.SendTextAsync("another");
        await reps[0].ExpectAsync("another");
        await reps[0].SendTextAsync("reply");
        await req.ExpectAsync("reply");
    }

    [Theory, Conformance("C-004")]
    public async Task C004_a_reply_that_waits_already_is_dropped_by_the_next_request(Pairing pairing, Wire wire)
    {
        var req = OpenRelaxed(pairing.First);
        var first = Open(pairing.Second, ZmqSocketType.Rep, static o => o.Linger = TimeSpan.FromSeconds(20));
        var second = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, req, first, second);
        await req.SendTextAsync("given up");
        await first.ExpectAsync("given up");
        var events = await req.WatchAsync();
        await first.SendTextAsync("waiting");
        // Once its end is seen, its reply has come.
        await first.DisposeAsync();
        await events.WaitForAsync(ZmqEventKind.Disconnected);

        await req.SendTextAsync("instead");
        await second.ExpectAsync("instead");
        await second.SendTextAsync("reply");
        await req.ExpectAsync("reply");
    }

    [Theory, Conformance("C-004")]
    public async Task C004_of_many_requests_to_one_peer_the_last_is_answered(Pairing pairing, Wire wire)
    {
        var req = OpenRelaxed(pairing.First);
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        var requests = new List<byte[][]>();
        for (var i = 0; i < 4; i++)
        {
            await req.SendTextAsync($"{i}");
            requests.Add(await router.ReceiveAsync());
        }
        foreach (var request in requests)
            await router.SendAsync(request);
        await req.ExpectAsync("3");
    }

    [Theory, Conformance("C-004")]
    public async Task C004_without_numbers_a_late_reply_of_the_same_peer_is_taken_for_the_next(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req, static o => o.RequestRelaxed = true);
        var router = Open(pairing.Second, ZmqSocketType.Router);
        await JoinAsync(wire, router, req);
        await req.SendTextAsync("first");
        var first = await router.ReceiveAsync();
        await req.SendTextAsync("second");
        await router.ReceiveAsync();
        await router.SendAsync(first);
        await req.ExpectAsync("first");
    }

    private ITestSocket OpenRelaxed(Side side) => Open(side, ZmqSocketType.Req, static o =>
    {
        o.RequestRelaxed = true;
        o.RequestCorrelate = true;
    });
}
