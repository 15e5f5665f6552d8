using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.NetMQ;

/// <summary>N-16: publishers that know their subscribers, and subscribers whose publisher comes again.</summary>
public sealed class PublishTests : ConformanceTest
{
    [Theory, Conformance("N-16")]
    public async Task N16_a_census_counts_who_comes_and_goes(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
        var subs = Enumerable.Range(0, 3).Select(_ => Open(pairing.Second, ZmqSocketType.Sub)).ToArray();
        await JoinAsync(wire, pub, subs);
        foreach (var sub in subs)
        {
            await sub.SubscribeAsync("census"u8.ToArray());
            await pub.ExpectAsync("\u0001census");
        }
        await pub.SendTextAsync("census", "how many?");
        foreach (var sub in subs)
            await sub.ExpectAsync("census", "how many?");
        await subs[0].UnsubscribeAsync("census"u8.ToArray());
        await pub.ExpectAsync("\0census");
        await subs[1].DisposeAsync();
        await pub.ExpectAsync("\0census");
        await pub.SendTextAsync("census", "who is left?");
        await subs[2].ExpectAsync("census", "who is left?");
        await subs[0].ExpectNothingAsync();
    }

    [Theory, Conformance("N-16")]
    public async Task N16_what_a_subscriber_says_besides_comes_to_the_publisher(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var sub = Open(pairing.Second, ZmqSocketType.XSub);
        await JoinAsync(wire, pub, sub);
        await sub.SendTextAsync("\u0002Broadcast");
        await pub.ExpectAsync("\u0002Broadcast");
        await sub.SendTextAsync("\u0001A");
        await pub.ExpectAsync("\u0001A");
        await pub.SendTextAsync("A", "Hello");
        await sub.ExpectAsync("A", "Hello");
    }

    [Theory, Conformance("N-16", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N16_a_publisher_learns_who_subscribed_and_answers_that_one_alone(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubManual = true);
        var subs = new[] { Open(pairing.Second, ZmqSocketType.Sub), Open(pairing.Second, ZmqSocketType.Sub) };
        await JoinAsync(wire, pub, subs);
        var native = (IXPubSocket)((OurSocket)pub).Native;
        var peers = new List<ZmqPeer>();
        foreach (var sub in subs)
        {
            await sub.SubscribeAsync("topic"u8.ToArray());
            using var message = await native.ReceiveAsync(Deadline);
            Assert.True(ZmqSubscription.TryRead(message, out var subscription));
            Assert.True(subscription.IsSubscribe);
            peers.Add(message.Peer!);
            native.Subscribe(message.Peer!, subscription.Prefix.Span);
        }
        Assert.Distinct(peers);
        Assert.True(native.TrySendTo(peers[1], ZmqMessage.Text("topic", "for the second")));
        await native.SendAsync(ZmqMessage.Text("topic", "for both"), Deadline);
        await subs[0].ExpectAsync("topic", "for both");
        await subs[1].ExpectAsync("topic", "for the second");
        await subs[1].ExpectAsync("topic", "for both");
    }

    [Theory, Conformance("N-16", Wires = Wire.Network)]
    public async Task N16_a_publisher_that_comes_again_is_subscribed_to_again_through_a_device(Pairing pairing, Wire wire)
    {
        var front = Open(pairing.First, ZmqSocketType.XSub, static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(5));
        var back = Open(pairing.First, ZmqSocketType.XPub);
        var sub = Open(pairing.Second, ZmqSocketType.Sub);
        var pub = Open(pairing.Second, ZmqSocketType.XPub);
        await JoinAsync(wire, back, sub);
        var address = await JoinAsync(wire, pub, front);
        await sub.SubscribeAsync("A"u8.ToArray());
        await front.SendAsync(await back.ReceiveAsync());
        for (var i = 0; i < 3; i++)
        {
            await WhileCallingAsync(front, pub.ExpectAsync("\u0001A"));
            await pub.SendTextAsync("A", $"{i}");
            await back.SendAsync(await front.ReceiveAsync());
            await sub.ExpectAsync("A", $"{i}");
            var there = await pub.WatchAsync();
            await pub.UnbindAsync(address);
            await there.WaitForAsync(ZmqEventKind.Closed);
            await pub.DisposeAsync();
            pub = Open(pairing.Second, ZmqSocketType.XPub);
            await pub.BindAsync(address);
        }
    }

    [Theory, Conformance("N-16")]
    public async Task N16_a_welcome_greets_whoever_subscribes_to_it_and_nobody_else(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubWelcomeMessage = "W");
        var greeted = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("W"));
        var address = await JoinAsync(wire, pub, greeted);
        await pub.ExpectAsync("\u0001W");
        await greeted.ExpectAsync("W");
        var other = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("X"));
        await LinkAsync(address, pub, other);
        await pub.ExpectAsync("\u0001X");
        await pub.SendTextAsync("X", "news");
        await other.ExpectAsync("X", "news");
    }
}
