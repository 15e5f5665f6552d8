using System.Text;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.PublishSubscribe;

/// <summary>C-025 to C-027, C-031, C-035 to C-037: what is asked for, how it travels, and what comes of it.</summary>
public sealed class SubscriptionTests : PublishingTest
{
    /// <summary>With the word SUBSCRIBE and its length it makes a command of 64 KiB, the longest that a publisher of ours takes.</summary>
    private const int LongestTopic = 65_526;

    [Theory, Conformance("C-025")]
    public async Task C025_what_is_subscribed_to_arrives(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.Pub);
        var all = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add(""));
        var some = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("news"));
        await JoinAsync(wire, pub, all, some);
        await ProbeAsync(pub, some, "news");
        await ProbeAsync(pub, all, "all");
        await pub.SendTextAsync("weather", "rain");
        await pub.SendTextAsync("news of today", "none");
        await all.ExpectAsync("weather", "rain");
        await all.ExpectAsync("news of today", "none");
        await some.ExpectAsync("news of today", "none");
    }

    [Theory, Conformance("C-026")]
    public async Task C026_a_subscription_goes_up_a_device_and_the_message_comes_down(Pairing pairing, Wire wire)
    {
        var front = Open(pairing.First, ZmqSocketType.XPub);
        var back = Open(pairing.First, ZmqSocketType.XSub);
        var pub = Open(pairing.Second, ZmqSocketType.Pub);
        var sub = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, front, sub);
        await JoinAsync(wire, back, pub);
        await sub.SubscribeAsync("a"u8.ToArray());
        var wish = await front.ReceiveAsync();
        Assert.Equal("\u0001a", wish.Text());
        await back.SendAsync(wish);
        await ProbeAsync(pub, back, "a probe");
        await pub.SendTextAsync("b", "no");
        await pub.SendTextAsync("ab", "yes");
        var message = await back.ReceiveAsync();
        await front.SendAsync(message);
        await sub.ExpectAsync("ab", "yes");
    }

    [Theory, Conformance("C-027", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C027_subscriptions_are_commands_to_3_1_and_messages_to_3_0(Pairing pairing, Wire wire)
    {
        foreach (var (minor, expected) in new[] { (1, "040B" + "09" + Hex("SUBSCRIBE") + "41"), (0, "0002" + "0141") })
        {
            await using var sub = Open(pairing.First, ZmqSocketType.Sub);
            using var pub = await RawPeer.ConnectAsync(ZmqAddress.Parse(await sub.BindAsync(FreeAddress(wire))), Deadline);
            await GreetAsync(pub, "PUB", minor);
            await sub.SubscribeAsync("A"u8.ToArray());
            Assert.Equal(expected, Convert.ToHexString(await pub.ReadAsync(expected.Length / 2)));
            await pub.SendMessageAsync("ALOL");
            await sub.ExpectAsync("ALOL");
        }
    }

    [Theory, Conformance("C-027", Pairings = Pairing.UsOctets, Wires = Wire.Network)]
    public async Task C027_both_forms_are_understood(Pairing pairing, Wire wire)
    {
        foreach (var (minor, octets) in new[] { (1, "040B" + "09" + Hex("SUBSCRIBE") + "41"), (1, "0002" + "0141"), (0, "0002" + "0141") })
        {
            await using var pub = Open(pairing.First, ZmqSocketType.XPub);
            using var sub = await RawPeer.ConnectAsync(ZmqAddress.Parse(await pub.BindAsync(FreeAddress(wire))), Deadline);
            await GreetAsync(sub, "SUB", minor);
            await sub.SendAsync(Convert.FromHexString(octets));
            await ExpectSubscriptionAsync(pub, "A");
            await pub.SendTextAsync("ALOL");
            Assert.Equal("ALOL", await sub.ReadMessageAsync());
        }
    }

    [Theory, Conformance("C-031")]
    public async Task C031_topics_of_any_length_are_subscribed_to_and_cancelled(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var sub = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, pub, sub);
        foreach (var length in new[] { 1, 244, 245, 246, 247, 248, 249, 253, 254, 255, 256, 300, 32_768, LongestTopic })
        {
            var topic = new string('t', length);
            await sub.SubscribeAsync(Encoding.Latin1.GetBytes(topic));
            await ExpectSubscriptionAsync(pub, topic);
            await pub.SendTextAsync(topic, "body");
            await sub.ExpectAsync(topic, "body");
            await sub.UnsubscribeAsync(Encoding.Latin1.GetBytes(topic));
            await ExpectSubscriptionAsync(pub, topic, cancels: true);
        }
    }

    [Theory, Conformance("C-031", Pairings = Pairing.UsLibZmq, Wires = Wire.Network)]
    public async Task C031_a_topic_without_end_costs_whoever_asks_for_it_the_connection(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var greedy = Open(pairing.Second, ZmqSocketType.Sub);
        var modest = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, pub, greedy, modest);
        var events = await pub.WatchAsync();
        await greedy.SubscribeAsync(new byte[LongestTopic + 1]);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await greedy.DisposeAsync();
        await modest.SubscribeAsync("a"u8.ToArray());
        await ExpectSubscriptionAsync(pub, "a");
        await pub.SendTextAsync("a");
        await modest.ExpectAsync("a");
    }

    [Theory, Conformance("C-036")]
    public async Task C036_as_many_calls_undo_a_subscription_as_made_it(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var sub = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, pub, sub);
        foreach (var topic in new[] { "a", "ab", "a", "a", "end" })
            await sub.SubscribeAsync(Encoding.Latin1.GetBytes(topic));
        foreach (var topic in new[] { "a", "ab", "end" })
            await ExpectSubscriptionAsync(pub, topic);
        ExpectTopics(3, pub, sub);
        await sub.UnsubscribeAsync("a"u8.ToArray());
        await sub.UnsubscribeAsync("a"u8.ToArray());
        ExpectTopics(3, sub);
        await pub.SendTextAsync("a", "still wanted");
        await sub.ExpectAsync("a", "still wanted");
        await sub.UnsubscribeAsync("a"u8.ToArray());
        await ExpectSubscriptionAsync(pub, "a", cancels: true);
        ExpectTopics(2, pub, sub);
        await pub.SendTextAsync("a", "no more");
        await pub.SendTextAsync("abc", "nested");
        await sub.ExpectAsync("abc", "nested");
    }

    [Theory, Conformance("C-035")]
    public async Task C035_with_inverted_matching_only_what_does_not_match_arrives(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.InvertMatching = true);
        var a = Open(pairing.Second, ZmqSocketType.Sub, o => Invert(o, "a"));
        var b = Open(pairing.Second, ZmqSocketType.Sub, o => Invert(o, "b"));
        var address = await JoinAsync(wire, pub, a);
        await ExpectSubscriptionAsync(pub, "a");
        await LinkAsync(address, pub, b);
        await ExpectSubscriptionAsync(pub, "b");
        foreach (var topic in new[] { "a1", "b1", "c1" })
            await pub.SendTextAsync(topic);
        await a.ExpectAsync("b1");
        await a.ExpectAsync("c1");
        await b.ExpectAsync("a1");
        await b.ExpectAsync("c1");
    }

    [Theory, Conformance("C-037")]
    public async Task C037_disconnecting_takes_the_subscription_back_once(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var sub = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("foo"));
        var address = await JoinAsync(wire, pub, sub);
        await ExpectSubscriptionAsync(pub, "foo");
        await pub.SendTextAsync("foo", "this is foo!");
        await sub.ExpectAsync("foo", "this is foo!");
        await sub.DisconnectAsync(address);
        var cancelled = ExpectSubscriptionAsync(pub, "foo", cancels: true);
        // A libzmq socket goes on with disconnecting while it is called.
        while (!cancelled.IsCompleted)
            Assert.Null(await sub.TryReceiveAsync(TimeSpan.FromMilliseconds(5)));
        await cancelled;
        await pub.SendTextAsync("foo", "this is foo again!");

        var next = Open(pairing.Second, ZmqSocketType.Sub, static o => o.Subscribe.Add("bar"));
        await LinkAsync(address, pub, next);
        await ExpectSubscriptionAsync(pub, "bar");
        Assert.Null(await sub.TryReceiveAsync(TimeSpan.Zero));
    }

    /// <summary>libzmq tells it from 4.3.5 on, as a draft.</summary>
    private static void ExpectTopics(int count, params ITestSocket[] sockets)
    {
        foreach (var socket in sockets.OfType<OurSocket>())
        {
            Assert.Equal(count, socket.Native switch
            {
                IXPubSocket xpub => xpub.TopicCount,
                ISubSocket sub => sub.TopicCount,
                var other => throw new ArgumentException($"A {other.Type} has no topics."),
            });
        }
    }

    private static void Invert(ZmqSocketOptions options, string topic)
    {
        options.InvertMatching = true;
        options.Subscribe.Add(topic);
    }

    private static async Task GreetAsync(RawPeer peer, string type, int minor)
    {
        var greeting = RawPeer.Greeting;
        greeting[11] = (byte)minor;
        await peer.SendAsync([.. greeting, .. RawPeer.Ready(type)]);
        await peer.ReadAsync(64);
        await peer.ReadFrameAsync();
    }

    private static string Hex(string text) => Convert.ToHexString(Encoding.ASCII.GetBytes(text));
}
