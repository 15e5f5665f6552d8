using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Grammar;
using Monocoque.Patterns;

namespace Monocoque.Fuzz.Targets;

/// <summary>
/// Subscribing, unsubscribing and matching in any order, compared with lists that are searched from end to end. A step is an octet of what and who, an octet of
/// a length, and that many octets of topic.
/// </summary>
internal sealed class SubscriptionTarget : PlainTarget
{
    private const int Subscribers = 4;

    internal override string Name => "subscription";

    internal override int MaxLength => 1024;

    internal override byte[] Make(Random random) => Wire.Many(random, 40, static random =>
    {
        var topic = new byte[random.Next(6)].Select(_ => (byte)random.Next(3)).ToArray();
        return [(byte)random.Next(256), (byte)topic.Length, .. topic];
    });

    internal override void Run(ReadOnlySpan<byte> input, Trace trace)
    {
        var trie = new SubscriptionTrie<object>();
        var set = new SubscriptionSet();
        var who = Enumerable.Range(0, Subscribers).Select(static _ => new object()).ToArray();
        var model = who.Select(static _ => new HashSet<string>(StringComparer.Ordinal)).ToArray();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (input.Length >= 2)
        {
            var (what, index) = (input[0] >> 2, input[0] % Subscribers);
            var topic = input.Slice(2, Math.Min(input[1], input.Length - 2));
            input = input[(2 + topic.Length)..];
            var key = Convert.ToHexString(topic);
            switch (what % 5)
            {
                case 0 or 1:
                    Finding.Unless(trie.Add(topic, who[index]) == model[index].Add(key), "Add says something else");
                    Finding.Unless(set.Add(topic) == (counts[key] = counts.GetValueOrDefault(key) + 1) is 1, "the set's Add says something else");
                    break;
                case 2:
                    Finding.Unless(trie.Remove(topic, who[index]) == model[index].Remove(key), "Remove says something else");
                    var isLast = counts.TryGetValue(key, out var count) && count == 1;
                    counts[key] = Math.Max(count - 1, 0);
                    Finding.Unless(set.Remove(topic) == isLast, "the set's Remove says something else");
                    break;
                case 3 when what % 16 == 3:
                    trie.RemoveAll(who[index]);
                    model[index].Clear();
                    break;
            }
            Check(trie, set, model, counts, key, topic, trace);
        }
    }

    private static void Check(
        SubscriptionTrie<object> trie, SubscriptionSet set, HashSet<string>[] model, Dictionary<string, int> counts, string key, ReadOnlySpan<byte> topic, Trace trace)
    {
        var matches = model.Count(prefixes => prefixes.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)));
        trace.Add("matches", matches);
        Finding.Unless(trie.CountMatches(topic) == matches, "another number of matches");
        var prefixes = model.SelectMany(static prefixes => prefixes).Distinct(StringComparer.Ordinal).Count();
        trace.Add("prefixes", prefixes);
        Finding.Unless(trie.Count == prefixes && trie.NodeCount <= 2 * prefixes, "another number of prefixes, or too many nodes");
        Finding.Unless(trie.SubscriberCount == model.Count(static prefixes => prefixes.Count > 0), "another number of subscribers");
        var wanted = counts.Where(static entry => entry.Value > 0).Select(static entry => entry.Key).ToHashSet(StringComparer.Ordinal);
        Finding.Unless(set.Count == wanted.Count && set.ToArray().Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal).SetEquals(wanted), "another set");
        Finding.Unless(set.Matches(topic) == wanted.Any(prefix => key.StartsWith(prefix, StringComparison.Ordinal)), "the set matches something else");
    }
}
