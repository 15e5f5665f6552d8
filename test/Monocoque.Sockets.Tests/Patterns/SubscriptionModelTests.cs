namespace Monocoque.Patterns;

/// <summary>Random operations, on the tree and on a list that cannot be wrong.</summary>
public class SubscriptionModelTests
{
    [Theory]
    [InlineData(1, 2, 5)]
    [InlineData(2, 2, 12)]
    [InlineData(3, 4, 4)]
    [InlineData(4, 256, 3)]
    [InlineData(5, 1, 40)]
    [InlineData(6, 3, 8)]
    public void Trie_agrees_with_a_list(int seed, int alphabet, int maxLength)
    {
        var random = new Random(seed);
        var subscribers = Enumerable.Range(0, 8).Select(i => $"{i}").ToArray();
        var trie = new SubscriptionTrie<string>();
        var model = new HashSet<(string Prefix, string Subscriber)>();
        for (var step = 0; step < 4_000; step++)
        {
            var topic = RandomOctets(random, alphabet, maxLength);
            var text = Convert.ToHexString(topic);
            var subscriber = subscribers[random.Next(subscribers.Length)];
            // Phases of growth and of decline.
            var declines = step / 1_000 % 2 == 1;
            switch (random.Next(20))
            {
                case 0:
                    trie.RemoveAll(subscriber);
                    model.RemoveWhere(entry => entry.Subscriber == subscriber);
                    break;
                case < 7:
                    Assert.Equal(model.Add((text, subscriber)), trie.Add(topic, subscriber));
                    break;
                case < 14 when declines && model.Count > 0:
                    var victim = model.ElementAt(random.Next(model.Count));
                    Assert.True(model.Remove(victim));
                    Assert.True(trie.Remove(Convert.FromHexString(victim.Prefix), victim.Subscriber));
                    break;
                case < 10:
                    Assert.Equal(model.Remove((text, subscriber)), trie.Remove(topic, subscriber));
                    break;
                default:
                    var expected = model.Where(entry => text.StartsWith(entry.Prefix, StringComparison.Ordinal)).Select(entry => entry.Subscriber);
                    Assert.Equal(expected.Distinct().Order(StringComparer.Ordinal), trie.MatchAll(topic).Order(StringComparer.Ordinal));
                    break;
            }
            Assert.Equal(model.Select(entry => entry.Prefix).Distinct().Count(), trie.Count);
            Assert.Equal(model.Count(entry => entry.Subscriber == subscriber), trie.CountOf(subscriber));
            Assert.InRange(trie.NodeCount, 0, trie.Count * 2);
        }
        foreach (var subscriber in subscribers)
            trie.RemoveAll(subscriber);
        Assert.Equal(0, trie.NodeCount);
    }

    [Theory]
    [InlineData(1, 2, 6)]
    [InlineData(2, 4, 4)]
    [InlineData(3, 256, 2)]
    [InlineData(4, 1, 30)]
    public void Set_agrees_with_a_list(int seed, int alphabet, int maxLength)
    {
        var random = new Random(seed);
        var set = new SubscriptionSet();
        var model = new List<string>();
        for (var step = 0; step < 4_000; step++)
        {
            var topic = RandomOctets(random, alphabet, maxLength);
            var text = Convert.ToHexString(topic);
            switch (random.Next(4))
            {
                case 0:
                    Assert.Equal(!model.Contains(text, StringComparer.Ordinal), set.Add(topic));
                    model.Add(text);
                    break;
                case 1:
                    var hadIt = model.Remove(text);
                    Assert.Equal(hadIt && !model.Contains(text, StringComparer.Ordinal), set.Remove(topic));
                    break;
                default:
                    Assert.Equal(model.Exists(prefix => text.StartsWith(prefix, StringComparison.Ordinal)), set.Matches(topic));
                    break;
            }
            Assert.Equal(model.Distinct().Count(), set.Count);
        }
        Assert.Equal(model.Distinct().Order(StringComparer.Ordinal), set.ToArray().Select(Convert.ToHexString).Order(StringComparer.Ordinal));
    }

    private static byte[] RandomOctets(Random random, int alphabet, int maxLength)
    {
        var octets = new byte[random.Next(maxLength + 1)];
        foreach (ref var octet in octets.AsSpan())
            octet = (byte)random.Next(alphabet);
        return octets;
    }
}
