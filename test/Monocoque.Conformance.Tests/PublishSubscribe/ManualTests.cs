using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.PublishSubscribe;

/// <summary>C-028, C-029: XPUB where the application decides who gets what.</summary>
public sealed class ManualTests : PublishingTest
{
    [Theory, Conformance("C-028")]
    public async Task C028_a_subscriber_gets_what_it_is_given_until_that_is_taken_back(Pairing pairing, Wire wire)
    {
        var (pub, sub) = await JoinByHandAsync(pairing, wire);
        await sub.SendTextAsync("\u0001A");
        var subscriber = await ExpectSubscriberAsync(pub, "A");
        await GiveAsync(pub, subscriber, "B");
        await pub.SendTextAsync("A");
        await pub.SendTextAsync("B");
        await sub.ExpectAsync("B");

        await sub.SendTextAsync("\0A");
        subscriber = await ExpectSubscriberAsync(pub, "A", cancels: true);
        await TakeAsync(pub, subscriber, "B");
        await sub.SendTextAsync("\u0001end");
        await GiveAsync(pub, await ExpectSubscriberAsync(pub, "end"), "end");
        foreach (var topic in new[] { "A", "B", "end" })
            await pub.SendTextAsync(topic);
        await sub.ExpectAsync("end");
    }

    [Theory, Conformance("C-028")]
    public async Task C028_quick_subscriptions_of_two_subscribers_are_not_lost(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubManual = true);
        var subs = new[] { Open(pairing.Second, ZmqSocketType.XSub), Open(pairing.Second, ZmqSocketType.XSub) };
        await JoinAsync(wire, pub, subs);
        foreach (var sub in subs)
            await sub.SendTextAsync("\u0001A");
        for (var i = 0; i < subs.Length; i++)
            await GiveAsync(pub, await ExpectSubscriberAsync(pub, "A"), "B");
        await pub.SendTextAsync("A");
        await pub.SendTextAsync("B");
        foreach (var sub in subs)
            await sub.ExpectAsync("B");
    }

    [Theory, Conformance("C-028")]
    public async Task C028_a_subscriber_that_goes_is_told_and_its_neighbour_stays(Pairing pairing, Wire wire)
    {
        var (pub, gone) = await JoinByHandAsync(pairing, wire);
        var address = await pub.BindAsync(FreeAddress(wire));
        var stays = Open(pairing.Second, ZmqSocketType.XSub);
        await LinkAsync(address, pub, stays);
        foreach (var (sub, topic) in new[] { (gone, "A"), (stays, "B") })
        {
            await sub.SendTextAsync($"\u0001{topic}");
            await GiveAsync(pub, await ExpectSubscriberAsync(pub, topic), $"X{topic}");
        }
        await gone.DisposeAsync();
        await ExpectSubscriptionAsync(pub, "A", cancels: true);
        await pub.SendTextAsync("XA");
        await pub.SendTextAsync("XB");
        await stays.ExpectAsync("XB");
    }

    [Theory, Conformance("C-028")]
    public async Task C028_the_end_of_a_subscriber_goes_up_a_device(Pairing pairing, Wire wire)
    {
        var (front, sub) = await JoinByHandAsync(pairing, wire);
        var back = Open(pairing.First, ZmqSocketType.XSub);
        var source = Open(pairing.Second, ZmqSocketType.XPub);
        await JoinAsync(wire, source, back);
        await sub.SendTextAsync("\u0001A");
        await GiveAsync(front, await ExpectSubscriberAsync(front, "A"), "XA");
        await back.SendTextAsync("\u0001XA");
        await ExpectSubscriptionAsync(source, "XA");
        await source.SendTextAsync("XA");
        await front.SendAsync(await back.ReceiveAsync());
        await sub.ExpectAsync("XA");

        await sub.DisposeAsync();
        await ExpectSubscriptionAsync(front, "A", cancels: true);
        await back.SendTextAsync("\0XA");
        await ExpectSubscriptionAsync(source, "XA", cancels: true);
    }

    [Theory, Conformance("C-028")]
    public async Task C028_messages_of_a_subscriber_reach_the_publisher(Pairing pairing, Wire wire)
    {
        var (pub, sub) = await JoinByHandAsync(pairing, wire);
        byte[][] multipart = ["B"u8.ToArray(), "C"u8.ToArray()];
        await sub.SendTextAsync("AB");
        await pub.ExpectAsync("AB");
        await sub.SendAsync(multipart);

        // libzmq hands its frames out one by one.
        var frames = new List<byte[]>();
        while (frames.Count < multipart.Length)
            frames.AddRange(await pub.ReceiveAsync());
        Frames.AssertEqual(multipart, [.. frames]);
    }

    [Theory, Conformance("C-028", Pairings = Pairing.UsUs)]
    public async Task C028_only_the_first_frame_is_a_subscription_if_so_wanted(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.OnlyFirstSubscribe = true);
        var sub = Open(pairing.Second, ZmqSocketType.XSub);
        await JoinAsync(wire, pub, sub);
        await sub.SendTextAsync("B", "\u0001A", "\0C");
        await pub.ExpectAsync("B", "\u0001A", "\0C");
        await sub.SendTextAsync("\u0001A");
        await ExpectSubscriptionAsync(pub, "A");
    }

    [Theory, Conformance("C-029", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C029_the_last_value_goes_to_the_newcomer_alone(Pairing pairing, Wire wire)
    {
        var (pub, old) = await JoinByHandAsync(pairing, wire);
        var native = (IXPubSocket)((OurSocket)pub).Native;
        var newcomer = Open(pairing.Second, ZmqSocketType.XSub);
        await LinkAsync(await pub.BindAsync(FreeAddress(wire)), pub, newcomer);
        foreach (var (sub, value) in new[] { (old, "first"), (newcomer, "last") })
        {
            await sub.SendTextAsync("\u0001A");
            var subscriber = (await ExpectSubscriberAsync(pub, "A"))!;
            native.Subscribe(subscriber, "A"u8);
            Assert.True(native.TrySendTo(subscriber, ZmqMessage.Text("A", value)));
        }
        await pub.SendTextAsync("A", "for all");
        await newcomer.ExpectAsync("A", "last");
        await newcomer.ExpectAsync("A", "for all");
        await old.ExpectAsync("A", "first");
        await old.ExpectAsync("A", "for all");
    }

    private async Task<(ITestSocket Pub, ITestSocket Sub)> JoinByHandAsync(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubManual = true);
        var sub = Open(pairing.Second, ZmqSocketType.XSub);
        await JoinAsync(wire, pub, sub);
        return (pub, sub);
    }
}
