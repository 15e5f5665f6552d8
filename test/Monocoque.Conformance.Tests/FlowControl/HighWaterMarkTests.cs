using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.FlowControl;

/// <summary>C-038 to C-040: how much waits, and what happens beyond.</summary>
public sealed class HighWaterMarkTests : ConformanceTest
{
    [Theory, Conformance("C-038", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C038_an_inproc_pipe_holds_what_both_marks_allow(Pairing pairing, Wire wire)
    {
        foreach (var (send, receive) in new[] { (1000, 1000), (1, 1), (5, 20) })
        {
            foreach (var isBoundFirst in new[] { true, false })
            {
                var (push, pull) = await OpenAsync(pairing, wire, send, receive, isBoundFirst);
                var sent = 0;
                while (sent < send + receive)
                    await push.SendTextAsync($"{sent++}");
                await UntilQueuedAsync(pull, receive);
                Assert.False(await push.TrySendTextAsync("too many"));
                for (var i = 0; i < sent; i++)
                    await pull.ExpectAsync($"{i}");
                await push.SendTextAsync("room again");
                await pull.ExpectAsync("room again");
            }
        }
    }

    [Theory, Conformance("C-038", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C038_a_mark_of_zero_on_either_side_is_no_limit(Pairing pairing, Wire wire)
    {
        foreach (var (send, receive) in new[] { (0, 0), (1, 0), (0, 1) })
        {
            foreach (var isBoundFirst in new[] { true, false })
            {
                var (push, pull) = await OpenAsync(pairing, wire, send, receive, isBoundFirst);
                for (var i = 0; i < 5000; i++)
                    await push.SendTextAsync($"{i}");
                for (var i = 0; i < 5000; i++)
                    await pull.ExpectAsync($"{i}");
            }
        }
    }

    [Theory, Conformance("C-038")]
    public async Task C038_what_was_sent_and_closed_before_the_bind_is_kept(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var push = Open(pairing.First, ZmqSocketType.Push, static o => o.Linger = TimeSpan.FromSeconds(20));
        await push.ConnectAsync(address);
        for (var i = 0; i < 3; i++)
            await push.SendTextAsync($"{i}");
        var closing = push.DisposeAsync();
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await pull.BindAsync(address);
        for (var i = 0; i < 3; i++)
            await pull.ExpectAsync($"{i}");
        await closing;
    }

    [Theory, Conformance("C-039")]
    public async Task C039_bursts_below_the_mark_arrive_whole(Pairing pairing, Wire wire)
    {
        const int Burst = 200;
        var (pub, sub) = await SubscribeAsync(pairing, wire, Burst, noDrop: false);
        for (var round = 0; round < 3; round++)
        {
            for (var i = 0; i < Burst; i++)
                await pub.SendTextAsync($"{round} {i}");
            for (var i = 0; i < Burst; i++)
                await sub.ExpectAsync($"{round} {i}");
        }
    }

    [Theory, Conformance("C-039")]
    public async Task C039_above_the_mark_whole_messages_are_missed_and_after_reading_it_goes_on(Pairing pairing, Wire wire)
    {
        const int Sent = 1000;
        var (pub, sub) = await SubscribeAsync(pairing, wire, mark: 5, noDrop: false);
        var body = Frames.Body(64 * 1024);
        for (var i = 0; i < Sent; i++)
            Assert.True(await pub.TrySendAsync(Frames.Number(i), body));

        // What there is comes in order; the mark is sent until there is room for it.
        var last = -1;
        var count = 0;
        while (true)
        {
            Deadline.ThrowIfCancellationRequested();
            await pub.SendTextAsync("end");
            if (await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(10)) is not { } message)
                continue;
            if (message.Length == 1)
                break;
            Frames.AssertEqual([message[0], body], message);
            Assert.InRange(int.Parse(message[0].AsSpan(), provider: null), last + 1, Sent - 1);
            last = int.Parse(message[0].AsSpan(), provider: null);
            count++;
        }
        Assert.InRange(count, 1, Sent - 1);
        var next = "";
        while (next != "second burst")
        {
            Deadline.ThrowIfCancellationRequested();
            await pub.SendTextAsync("second burst");
            next = (await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(10)))?.Text();
        }
    }

    [Theory, Conformance("C-039")]
    public async Task C039_without_dropping_all_arrive(Pairing pairing, Wire wire)
    {
        const int Sent = 300;
        var (pub, sub) = await SubscribeAsync(pairing, wire, mark: 5, noDrop: true);
        var body = Frames.Body(64 * 1024);
        var sending = SendAsync();
        for (var i = 0; i < Sent; i++)
            Frames.AssertEqual([Frames.Number(i), body], await sub.ReceiveAsync());
        await sending;

        async Task SendAsync()
        {
            for (var i = 0; i < Sent; i++)
                await pub.SendAsync(Frames.Number(i), body);
        }
    }

    [Theory, Conformance("C-040", Wires = Wire.Network)]
    public async Task C040_a_mark_that_is_changed_counts_at_once_and_lowering_it_loses_nothing(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var push = Open(pairing.First, ZmqSocketType.Push, static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(10));
        await push.ChangeAsync(static o => o.SendHighWaterMark = 2);
        await push.ConnectAsync(address);
        await push.SendTextAsync("0");
        await push.SendTextAsync("1");
        await push.ChangeAsync(static o => o.SendHighWaterMark = 6);
        for (var i = 2; i < 6; i++)
            Assert.True(await push.TrySendTextAsync($"{i}"));
        Assert.False(await push.TrySendTextAsync("too many"));
        await push.ChangeAsync(static o => o.SendHighWaterMark = 1);
        Assert.False(await push.TrySendTextAsync("too many"));
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        await pull.BindAsync(address);
        for (var i = 0; i < 6; i++)
            await pull.ExpectAsync($"{i}");
        await push.SendTextAsync("room again");
        await pull.ExpectAsync("room again");
    }

    private async Task<(ITestSocket Push, ITestSocket Pull)> OpenAsync(Pairing pairing, Wire wire, int send, int receive, bool isBoundFirst)
    {
        var push = Open(pairing.First, ZmqSocketType.Push, o => o.SendHighWaterMark = send);
        var pull = Open(pairing.Second, ZmqSocketType.Pull, o => o.ReceiveHighWaterMark = receive);
        var address = FreeAddress(wire);
        if (isBoundFirst)
            await pull.BindAsync(address);
        await push.ConnectAsync(address);
        if (!isBoundFirst)
            await pull.BindAsync(address);
        return (push, pull);
    }

    private async Task<(ITestSocket Pub, ITestSocket Sub)> SubscribeAsync(Pairing pairing, Wire wire, int mark, bool noDrop)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, o =>
        {
            o.SendHighWaterMark = mark;
            o.XPubNoDrop = noDrop;
        });
        var sub = Open(pairing.Second, ZmqSocketType.Sub, o =>
        {
            o.ReceiveHighWaterMark = mark;
            o.Subscribe.Add("");
        });
        await JoinAsync(wire, pub, sub);
        await pub.ExpectAsync("\u0001");
        return (pub, sub);
    }
}
