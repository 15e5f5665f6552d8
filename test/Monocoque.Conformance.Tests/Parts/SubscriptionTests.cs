using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Parts;

/// <summary>U-01, U-02: the trees of subscriptions, seen from outside.</summary>
public sealed class SubscriptionTests : ConformanceTest
{
    private const string Mark = "~";

    /// <summary>Each has neighbours of every kind: none, longer, shorter, sisters before and after.</summary>
    private static readonly string[] s_prefixes =
        ["", "a", "ab", "abc", "abcde", "abd", "abe", "b", "ba", "\0", "\xFF", "c", "czzzzzzzzzzzzzzzzzzz"];

    private static readonly string[] s_topics =
    [
        "", "a", "aa", "ab", "abc", "abcd", "abcdef", "abd", "abdx", "abz", "b", "bab", "bb", "\0\0", "\xFF", "\xFE", "c", "cz",
        "czzzzzzzzzzzzzzzzzzzz", "d",
    ];

    [Theory, Conformance("U-01")]
    public async Task U01_each_of_several_subscribers_gets_what_it_has_a_prefix_of_and_once(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
        var subs = Enumerable.Range(0, 3).Select(_ => Open(pairing.Second, ZmqSocketType.Sub)).ToArray();
        await JoinAsync(wire, pub, subs);
        foreach (var sub in subs)
            await TurnAsync(pub, sub, Mark, on: true);
        var random = new Random(4711);
        var model = subs.Select(static _ => new HashSet<string>()).ToArray();
        for (var step = 1; step <= 90; step++)
        {
            var i = random.Next(subs.Length);
            var prefix = s_prefixes[random.Next(s_prefixes.Length)];
            await TurnAsync(pub, subs[i], prefix, model[i].Add(prefix) || !model[i].Remove(prefix));
            if (step % 15 == 0)
                await PublishAsync(pub, subs, model);
        }
        for (var i = 0; i < subs.Length; i++)
        {
            foreach (var prefix in i == 0 ? model[i].Order(StringComparer.Ordinal) : model[i].OrderDescending(StringComparer.Ordinal))
                await TurnAsync(pub, subs[i], prefix, on: false);
            model[i].Clear();
        }
        await PublishAsync(pub, subs, model);
    }

    [Theory, Conformance("U-01")]
    public async Task U01_only_the_first_subscription_and_the_last_cancellation_are_told(Pairing pairing, Wire wire)
    {
        var pub = Open(pairing.First, ZmqSocketType.XPub);
        var one = Open(pairing.Second, ZmqSocketType.Sub);
        var other = Open(pairing.Second, ZmqSocketType.Sub);
        await JoinAsync(wire, pub, one, other);
        await TurnAsync(pub, one, "A", on: true);
        await other.SubscribeAsync("A"u8.ToArray());
        await TurnAsync(pub, other, "B", on: true);
        await one.UnsubscribeAsync("A"u8.ToArray());
        await TurnAsync(pub, one, "C", on: true);
        await TurnAsync(pub, other, "A", on: false);
        await TurnAsync(pub, other, "B", on: false);
    }

    [Theory, Conformance("U-02")]
    public async Task U02_a_subscriber_counts_its_subscriptions_and_tells_the_first_and_the_last(Pairing pairing, Wire wire)
    {
        var sub = Open(pairing.First, ZmqSocketType.Sub);
        var pub = Open(pairing.Second, ZmqSocketType.XPub);
        await JoinAsync(wire, pub, sub);
        foreach (var prefix in s_prefixes)
            await TurnAsync(pub, sub, prefix, on: true);
        foreach (var prefix in s_prefixes)
            await sub.SubscribeAsync(Octets(prefix));
        foreach (var prefix in s_prefixes)
            await sub.UnsubscribeAsync(Octets(prefix));
        // Nothing was told of those: the next that comes is this.
        foreach (var prefix in s_prefixes.Reverse())
            await TurnAsync(pub, sub, prefix, on: false);
    }

    [Theory, Conformance("U-02")]
    public async Task U02_what_was_not_subscribed_to_cannot_be_cancelled(Pairing pairing, Wire wire)
    {
        var sub = Open(pairing.First, ZmqSocketType.Sub);
        var pub = Open(pairing.Second, ZmqSocketType.XPub, static o => o.XPubVerboser = true);
        await JoinAsync(wire, pub, sub);
        await TurnAsync(pub, sub, "test", on: true);
        await TurnAsync(pub, sub, "team", on: true);
        foreach (var missing in new[] { "te", "", "tes", "tests", "x" })
            await sub.UnsubscribeAsync(Octets(missing));
        await TurnAsync(pub, sub, "test", on: false);
        await pub.SendTextAsync("test");
        await pub.SendTextAsync("te");
        await pub.SendTextAsync("teams");
        await sub.ExpectAsync("teams");
        await TurnAsync(pub, sub, "team", on: false);
    }

    /// <summary>Subscribes or cancels, and waits until the publisher knows.</summary>
    private static async Task TurnAsync(ITestSocket pub, ITestSocket sub, string prefix, bool on)
    {
        await (on ? sub.SubscribeAsync(Octets(prefix)) : sub.UnsubscribeAsync(Octets(prefix)));
        await pub.ExpectAsync((on ? "\u0001" : "\0") + prefix);
    }

    private static async Task PublishAsync(ITestSocket pub, ITestSocket[] subs, HashSet<string>[] model)
    {
        foreach (var topic in s_topics.Append(Mark))
            await pub.SendTextAsync(topic, "body");
        for (var i = 0; i < subs.Length; i++)
        {
            foreach (var topic in s_topics.Where(topic => model[i].Any(prefix => topic.StartsWith(prefix, StringComparison.Ordinal))))
                await subs[i].ExpectAsync(topic, "body");
            await subs[i].ExpectAsync(Mark, "body");
            if (model[i].Contains(""))
                continue;
            Assert.Null(await subs[i].TryReceiveAsync(TimeSpan.Zero));
        }
    }

    private static byte[] Octets(string text) => System.Text.Encoding.Latin1.GetBytes(text);
}
