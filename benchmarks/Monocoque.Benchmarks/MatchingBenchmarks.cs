using System.Text;
using BenchmarkDotNet.Attributes;
using Monocoque.Patterns;

namespace Monocoque.Benchmarks;

/// <summary>Which subscribers a topic goes to, by the number of prefixes that they have together.</summary>
[MemoryDiagnoser]
public class MatchingBenchmarks
{
    private readonly SubscriptionTrie<object> _trie = new();
    private byte[] _topic = [];
    private byte[] _other = [];

    /// <summary>Distinct prefixes.</summary>
    [Params(1, 1000, 1_000_000)]
    public int Prefixes { get; set; }

    [GlobalSetup]
    public void Subscribe()
    {
        var subscriber = new object();
        for (var i = 0; i < Prefixes; i++)
            _trie.Add(Topic(i), subscriber);
        _topic = [.. Topic(Prefixes / 2), .. "/more"u8];
        _other = [.. "somebody else's/"u8, .. _topic];
    }

    /// <summary>A topic with one subscriber.</summary>
    [Benchmark]
    public int Match() => _trie.CountMatches(_topic);

    /// <summary>A topic with none.</summary>
    [Benchmark]
    public int Miss() => _trie.CountMatches(_other);

    private static byte[] Topic(int number) => Encoding.ASCII.GetBytes($"prices/{number:x7}");
}
