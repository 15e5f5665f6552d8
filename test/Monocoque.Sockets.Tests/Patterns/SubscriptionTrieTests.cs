namespace Monocoque.Patterns;

public class SubscriptionTrieTests
{
    private readonly SubscriptionTrie<string> _trie = new();

    [Fact]
    public void Empty_trie_matches_nothing()
    {
        Assert.Empty(_trie.Match(""));
        Assert.Empty(_trie.Match("a"));
        Assert.False(_trie.Remove("", "s"));
        Assert.False(_trie.Remove("a", "s"));
        _trie.RemoveAll("s");
        Assert.Equal(0, _trie.Count);
    }

    [Fact]
    public void Prefix_matches_itself_and_what_is_longer()
    {
        Assert.True(_trie.Add("abc", "s"));

        Assert.Equal(["s"], _trie.Match("abc"));
        Assert.Equal(["s"], _trie.Match("abcd"));
        Assert.Empty(_trie.Match("ab"));
        Assert.Empty(_trie.Match("abd"));
        Assert.Empty(_trie.Match("bbc"));
        Assert.Empty(_trie.Match(""));
    }

    [Fact]
    public void Empty_prefix_matches_everything()
    {
        _trie.Add("", "s");

        Assert.Equal(["s"], _trie.Match(""));
        Assert.Equal(["s"], _trie.Match("anything"));
        Assert.True(_trie.Remove("", "s"));
        Assert.Empty(_trie.Match("anything"));
        Assert.Equal(0, _trie.Count);
    }

    [Fact]
    public void Subscriber_holds_a_prefix_once()
    {
        Assert.True(_trie.Add("a", "s"));
        Assert.False(_trie.Add("a", "s"));
        Assert.True(_trie.Add("a", "t"));
        Assert.Equal(1, _trie.Count);

        Assert.True(_trie.Remove("a", "s"));
        Assert.False(_trie.Remove("a", "s"));
        Assert.Equal(["t"], _trie.Match("a"));
    }

    [Fact]
    public void Subscriber_with_several_matching_prefixes_is_visited_once()
    {
        _trie.Add("", "s");
        _trie.Add("a", "s");
        _trie.Add("ab", "s");
        _trie.Add("ab", "t");

        Assert.Equal(["s", "t"], _trie.Match("abc"));
        Assert.Equal(["s"], _trie.Match("a"));
        Assert.Equal(["s", "t"], _trie.Match("abc"));
    }

    [Fact]
    public void Neighbours_do_not_disturb_each_other()
    {
        string[] prefixes = ["abc", "abd", "ab", "abcde", "b", "abce"];
        foreach (var prefix in prefixes)
            _trie.Add(prefix, prefix);

        Assert.Equal(["ab", "abc", "abcde"], _trie.Match("abcdef"));
        Assert.Equal(["ab", "abc", "abce"], _trie.Match("abce"));
        Assert.Equal(["ab", "abd"], _trie.Match("abd"));
        Assert.Equal(["b"], _trie.Match("b"));

        Assert.True(_trie.Remove("abc", "abc"));
        Assert.Equal(["ab", "abcde"], _trie.Match("abcdef"));
        Assert.True(_trie.Remove("ab", "ab"));
        Assert.Equal(["abcde"], _trie.Match("abcdef"));
        Assert.Equal(["abd"], _trie.Match("abd"));
    }

    [Fact]
    public void Removing_what_is_only_a_fork_or_a_part_of_a_label_removes_nothing()
    {
        _trie.Add("abcd", "s");
        _trie.Add("abxy", "s");

        Assert.False(_trie.Remove("ab", "s"));
        Assert.False(_trie.Remove("a", "s"));
        Assert.False(_trie.Remove("abc", "s"));
        Assert.False(_trie.Remove("abcde", "s"));
        Assert.False(_trie.Remove("abcd", "t"));
        Assert.Equal(2, _trie.Count);
        Assert.Equal(["s"], _trie.Match("abcd"));
    }

    [Fact]
    public void Removing_a_subscriber_leaves_the_others()
    {
        foreach (var prefix in (string[])["", "a", "ab", "b"])
        {
            _trie.Add(prefix, "s");
            _trie.Add(prefix + "c", "t");
        }
        Assert.Equal(4, _trie.CountOf("s"));

        _trie.RemoveAll("s");

        Assert.Equal(0, _trie.CountOf("s"));
        Assert.Equal(4, _trie.CountOf("t"));
        Assert.Equal(["t"], _trie.Match("abc"));
        Assert.Empty(_trie.Match("ab"));
        Assert.Equal(4, _trie.Count);
    }

    [Fact]
    public void Subscribers_are_told_apart_by_identity()
    {
        var one = new string('s', 1);
        var other = new string('s', 1);
        _trie.Add("a", one);

        Assert.True(_trie.Add("a", other));
        _trie.RemoveAll(one);
        Assert.Same(other, Assert.Single(_trie.Match("a")));
    }

    [Fact]
    public void Octets_of_all_values_are_told_apart()
    {
        for (var i = 0; i < 256; i++)
            _trie.Add([0, (byte)i], $"{i}");

        for (var i = 0; i < 256; i++)
            Assert.Equal([$"{i}"], _trie.MatchAll([0, (byte)i, 0]));
        Assert.Equal(256, _trie.Count);
    }

    [Fact]
    public void Crowd_on_one_prefix_comes_and_goes()
    {
        var crowd = Enumerable.Range(0, 5_000).Select(i => $"{i}").ToArray();
        foreach (var subscriber in crowd)
            _trie.Add("a", subscriber);
        Assert.Equal(5_000, _trie.Match("a").Count);

        foreach (var subscriber in crowd[..4_999])
            Assert.True(_trie.Remove("a", subscriber));

        Assert.Equal([crowd[4_999]], _trie.Match("a"));
    }

    [Fact]
    public void Emptied_trie_holds_no_nodes()
    {
        for (var i = 0; i < 1_000; i++)
            _trie.Add($"{i:x}", i % 2 == 0 ? "s" : "t");
        Assert.InRange(_trie.NodeCount, 1_000, 2_000);

        for (var i = 0; i < 1_000; i += 2)
            Assert.True(_trie.Remove($"{i:x}", "s"));
        Assert.InRange(_trie.NodeCount, 500, 1_000);
        _trie.RemoveAll("t");

        Assert.Equal(0, _trie.Count);
        Assert.Equal(0, _trie.NodeCount);
    }

    [Fact]
    public void Long_prefixes_do_not_deepen_the_stack()
    {
        // A chain of 8 Ki nodes, each one octet longer than the last, on a stack too small for a recursion of that depth.
        var topic = new byte[8 * 1024];
        Exception? failure = null;
        var thread = new Thread(() => failure = Record.Exception(() =>
        {
            for (var length = 0; length < topic.Length; length++)
                _trie.Add(topic.AsSpan(0, length), "s");
            Assert.Equal(["s"], _trie.MatchAll(topic));
            for (var length = topic.Length - 1; length > 100; length--)
                Assert.True(_trie.Remove(topic.AsSpan(0, length), "s"));
            _trie.RemoveAll("s");
        }), maxStackSize: 128 * 1024);
        thread.Start();
        thread.Join();

        Assert.Null(failure);
        Assert.Equal(0, _trie.NodeCount);
    }

    [Fact]
    public void Long_topic_is_one_node()
    {
        var topic = new byte[64 * 1024];
        _trie.Add(topic, "s");

        Assert.Equal(1, _trie.NodeCount);
        Assert.Equal(["s"], _trie.MatchAll(topic));
        Assert.Empty(_trie.MatchAll(topic.AsSpan(1)));
    }

    [Fact]
    public void Matching_allocates_nothing()
    {
        for (var i = 0; i < 100; i++)
        {
            _trie.Add("", $"{i}");
            _trie.Add("EUR.USD", $"{i}");
        }
        var counter = default(Counter);
        _trie.Match("EUR.USD.spot"u8, ref counter);
        const int rounds = 10_000;
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < rounds; i++)
            _trie.Match("EUR.USD.spot"u8, ref counter);

        // For each match: a collection that other tests cause counts the unused rest of this thread's
        // allocation buffer as allocated, once and not for each match.
        Assert.Equal(0, (GC.GetAllocatedBytesForCurrentThread() - before) / rounds);
        Assert.True(counter.Count >= 100 * rounds);
    }

    private struct Counter : ISubscriberVisitor<string>
    {
        internal int Count { get; private set; }

        public void Visit(string subscriber) => Count++;
    }
}
