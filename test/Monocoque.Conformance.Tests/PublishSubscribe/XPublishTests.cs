using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.PublishSubscribe;

/// <summary>C-030, C-032 to C-034: options of XPUB and XSUB.</summary>
public sealed class XPublishTests : PublishingTest
{
    [Theory, Conformance("C-030")]
    public async Task C030_without_dropping_a_send_waits_at_the_mark_and_nothing_is_lost(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o =>
        {
            o.XPubNoDrop = true;
            o.SendHighWaterMark = 5;
        });
        var sub = Open(pairing.Second, ZmqSocketType.Sub, static o =>
        {
            o.ReceiveHighWaterMark = 5;
            o.Subscribe.Add("");
        });
        await JoinAsync(wire, pub, sub);
        await ExpectSubscriptionAsync(pub, "");
        await sub.ExpectFloodAsync(await pub.FillAsync());
        while (!await pub.TrySendTextAsync("room again"))
            Deadline.ThrowIfCancellationRequested();
        await sub.ExpectAsync("room again");
    }

    [Theory, Conformance("C-032")]
    public async Task C032_by_default_the_first_subscription_and_the_last_cancellation_are_passed_on(Pairing pairing, Wire wire) =>
        Assert.Equal(["\u0001a", "\0a"], await PassAsync(pairing, wire, static _ => { }));

    [Theory, Conformance("C-032")]
    public async Task C032_verbose_every_subscription_is(Pairing pairing, Wire wire) =>
        Assert.Equal(["\u0001a", "\u0001a", "\u0001a", "\0a"], await PassAsync(pairing, wire, static o => o.XPubVerbose = true));

    [Theory, Conformance("C-032")]
    public async Task C032_verboser_every_cancellation_too(Pairing pairing, Wire wire) =>
        Assert.Equal(["\u0001a", "\u0001a", "\u0001a", "\0a", "\0a"], await PassAsync(pairing, wire, static o => o.XPubVerboser = true));

    [Theory, Conformance("C-032")]
    public async Task C032_verbose_or_not_a_subscriber_gets_a_message_once_and_after_the_cancellation_no_more(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubVerbose = true);
        var sub = Open(pairing.Second, ZmqSocketType.XSub);
        await JoinAsync(wire, pub, sub);
        await sub.SendTextAsync("\u0001a");
        await sub.SendTextAsync("\u0001a");
        await ExpectSubscriptionAsync(pub, "a");
        await ExpectSubscriptionAsync(pub, "a");
        await pub.SendTextAsync("a1");
        await sub.ExpectAsync("a1");
        await sub.SendTextAsync("\0a");
        await sub.SendTextAsync("\0a");
        await ExpectSubscriptionAsync(pub, "a", cancels: true);
        await sub.SendTextAsync("\u0001b");
        await ExpectSubscriptionAsync(pub, "b");
        await pub.SendTextAsync("a2");
        await pub.SendTextAsync("b2");
        await sub.ExpectAsync("b2");
    }

    [Theory, Conformance("C-033")]
    public async Task C033_a_new_subscriber_gets_the_welcome_first(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubWelcomeMessage = "W");
        var sub = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("W"));
        await JoinAsync(wire, pub, sub);
        await ExpectSubscriptionAsync(pub, "W");
        await pub.SendTextAsync("W", "first of the others");
        await sub.ExpectAsync("W");
        await sub.ExpectAsync("W", "first of the others");
    }

    [Theory, Conformance("C-034", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C034_verbose_XSUB_passes_every_cancellation_on(Pairing pairing, Wire wire)
    {
        foreach (var isVerbose in new[] { false, true })
        {
            await using var sub = Open(pairing.First, ZmqSocketType.XSub, o => o.XSubVerboseUnsubscribe = isVerbose);
            await using var pub = Open(pairing.Second, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
            await JoinAsync(wire, pub, sub);
            foreach (var message in new[] { "\u0001a", "\u0001a", "\0a", "\0a", "\u0001end" })
                await sub.SendTextAsync(message);
            string[] expected = isVerbose ? ["\u0001a", "\u0001a", "\0a", "\0a"] : ["\u0001a", "\u0001a", "\0a"];
            foreach (var message in expected)
                await pub.ExpectAsync(message);
            await ExpectSubscriptionAsync(pub, "end");
        }
    }

    /// <summary>Two subscribers ask for the same, one of them twice, and then cancel; returns what the publisher hears of it.</summary>
    private async Task<List<string>> PassAsync(Pairing pairing, Wire wire, Action<ZmqSocketOptions> configure)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, configure);
        var one = Open(pairing.Second, ZmqSocketType.XSub);
        var other = Open(pairing.Second, ZmqSocketType.XSub);
        await JoinAsync(wire, pub, one, other);
        var heard = new List<string>();
        var steps = new[] { (one, "\u0001a"), (one, "\u0001a"), (other, "\u0001a"), (one, "\0a"), (one, "\0a"), (other, "\0a") };
        for (var i = 0; i < steps.Length; i++)
        {
            // The mark follows on the same connection, so what came before it has been heard.
            var (sub, message) = steps[i];
            await sub.SendTextAsync(message);
            await sub.SendTextAsync($"\u0001mark {i}");
            for (var next = await pub.ReceiveTextAsync(); next != $"\u0001mark {i}"; next = await pub.ReceiveTextAsync())
                heard.Add(next);
        }
        return heard;
    }
}
