using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Rzmq;

/// <summary>R-06, R-11: who gets what while that changes.</summary>
public sealed class DistributionTests : ConformanceTest
{
    [Theory, Conformance("R-06")]
    public async Task R06_a_steady_subscriber_misses_nothing_while_others_change_their_minds(Pairing pairing, Wire wire)
    {
        const int Messages = 400;
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
        var steady = Open(pairing.Second, ZmqSocketType.Sub);
        var restless = Enumerable.Range(0, 3).Select(_ => Open(pairing.Second, ZmqSocketType.Sub)).ToArray();
        await JoinAsync(wire, pub, [steady, .. restless]);
        await steady.SubscribeAsync("a.b"u8.ToArray());
        await pub.ExpectAsync("\u0001a.b");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var changing = restless.Select((sub, i) => Task.Run(() => ChangeAsync(sub, i, stop.Token), Deadline)).ToList();
        for (var i = 0; i < Messages; i++)
        {
            await pub.SendTextAsync("a.b.c.d", $"{i}");
            await pub.TryReceiveAsync(TimeSpan.Zero);
        }
        for (var i = 0; i < Messages; i++)
            await steady.ExpectAsync("a.b.c.d", $"{i}");
        await stop.CancelAsync();
        await Task.WhenAll(changing);
    }

    [Theory, Conformance("R-06")]
    public async Task R06_a_storm_of_nested_topics_ends_where_it_began(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
        var sub = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, pub, sub);
        var topics = Enumerable.Range(1, 200).Select(static length => new string('x', length)).ToList();
        foreach (var topic in topics)
            await sub.SubscribeAsync(Frames.Text(topic));
        foreach (var topic in topics)
            await pub.ExpectAsync("\u0001" + topic);
        await pub.SendTextAsync(topics[^1]);
        await sub.ExpectAsync(topics[^1]);
        foreach (var topic in topics)
            await sub.UnsubscribeAsync(Frames.Text(topic));
        foreach (var topic in topics)
            await pub.ExpectAsync("\0" + topic);
        await sub.SubscribeAsync("y"u8.ToArray());
        await pub.ExpectAsync("\u0001y");
        await pub.SendTextAsync(topics[^1]);
        await pub.SendTextAsync("y");
        await sub.ExpectAsync("y");
    }

    [Theory, Conformance("R-11")]
    public async Task R11_who_comes_late_gets_its_share_from_then_on(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push);
        var early = Open(pairing.Second, ZmqSocketType.Pull);
        var late = Open(pairing.Second, ZmqSocketType.Pull);
        var address = await JoinAsync(wire, push, early);
        for (var i = 0; i < 5; i++)
        {
            await push.SendTextAsync("before");
            await early.ExpectAsync("before");
        }
        await LinkAsync(address, push, late);
        // A bound socket of libzmq takes a new peer in when it is called next, and not before.
        do
            await push.SendTextAsync("joining");
        while (await late.TryReceiveAsync(TimeSpan.FromMilliseconds(20)) is null);
        for (var i = 0; i < 20; i++)
            await push.SendTextAsync("after");
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal("after", await ReceiveJoinedAsync(early));
            Assert.Equal("after", await ReceiveJoinedAsync(late));
        }
    }

    [Theory, Conformance("R-11")]
    public async Task R11_who_is_slow_holds_up_nobody_and_comes_in_again(Pairing pairing, Wire wire)
    {
        // Too large for the buffers of the system, so that the queue of the slow one fills.
        const int Messages = 60;
        var push = Open(pairing.First, ZmqSocketType.Push, static o => o.SendHighWaterMark = 2);
        var slow = Open(pairing.Second, ZmqSocketType.Pull, static o => o.ReceiveHighWaterMark = 2);
        var fast = Open(pairing.Second, ZmqSocketType.Pull, static o => o.ReceiveHighWaterMark = 2);
        await JoinAsync(wire, push, slow, fast);
        var received = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var taking = Task.Run(
            async () =>
            {
                while (!stop.IsCancellationRequested)
                    received += await fast.TryReceiveAsync(TimeSpan.FromMilliseconds(5)) is null ? 0 : 1;
            },
            Deadline);
        for (var i = 0; i < Messages; i++)
            await push.SendAsync(new byte[1 << 20]);
        await Until(() => Volatile.Read(ref received) > Messages / 2);

        var waiting = 0;
        while (await slow.TryReceiveAsync(TimeSpan.FromMilliseconds(100)) is not null)
            waiting++;
        Assert.InRange(waiting, 1, Messages / 2);
        for (var i = 0; i < 10; i++)
            await push.SendTextAsync("again");
        Assert.NotNull(await slow.TryReceiveAsync(TimeSpan.FromSeconds(10)));
        await stop.CancelAsync();
        await taking;
    }

    [Theory, Conformance("R-11")]
    public async Task R11_who_says_much_is_heard_no_more_than_the_others(Pairing pairing, Wire wire)
    {
        var pull = Open(pairing.First, ZmqSocketType.Pull);
        var pushes = Enumerable.Range(0, 4).Select(_ => Open(pairing.Second, ZmqSocketType.Push)).ToArray();
        await JoinAsync(wire, pull, pushes);
        for (var n = 0; n < 300; n++)
            await pushes[0].SendTextAsync("0");
        for (var i = 1; i < pushes.Length; i++)
        {
            for (var n = 0; n < 50; n++)
                await pushes[i].SendTextAsync($"{i}");
        }
        await UntilQueuedAsync(pull, 450);
        var heard = new List<string>();
        for (var n = 0; n < 450; n++)
            heard.Add(await pull.ReceiveTextAsync());
        if (pairing.First == Side.Us)
            Assert.All(heard.Take(200).CountBy(static one => one), static count => Assert.Equal(50, count.Value));
        var counts = heard.CountBy(static one => one).OrderBy(static one => one.Key, StringComparer.Ordinal);
        Assert.Equal([300, 50, 50, 50], counts.Select(static one => one.Value));
    }

    private static async Task ChangeAsync(ITestSocket sub, int number, CancellationToken stop)
    {
        var topics = new[] { "a", "a.b", "a.b.c", "a.b.c.d", $"own {number}", "" };
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            var topic = Frames.Text(topics[i % topics.Length]);
            await sub.SubscribeAsync(topic);
            await sub.TryReceiveAsync(TimeSpan.Zero);
            await sub.UnsubscribeAsync(topic);
        }
    }

    private static async Task<string> ReceiveJoinedAsync(ITestSocket socket)
    {
        var text = await socket.ReceiveTextAsync();
        while (text == "joining")
            text = await socket.ReceiveTextAsync();
        return text;
    }
}
