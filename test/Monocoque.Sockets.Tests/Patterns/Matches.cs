using System.Text;

namespace Monocoque.Patterns;

internal static class Matches
{
    internal static bool Add<T>(this SubscriptionTrie<T> trie, string prefix, T subscriber)
        where T : class => trie.Add(Encoding.UTF8.GetBytes(prefix), subscriber);

    internal static bool Remove<T>(this SubscriptionTrie<T> trie, string prefix, T subscriber)
        where T : class => trie.Remove(Encoding.UTF8.GetBytes(prefix), subscriber);

    internal static List<T> Match<T>(this SubscriptionTrie<T> trie, string topic)
        where T : class => trie.MatchAll(Encoding.UTF8.GetBytes(topic));

    internal static List<T> MatchAll<T>(this SubscriptionTrie<T> trie, ReadOnlySpan<byte> topic)
        where T : class
    {
        var visitor = new Collector<T>();
        trie.Match(topic, ref visitor);
        return visitor.Found;
    }

    private readonly struct Collector<T>() : ISubscriberVisitor<T>
    {
        internal List<T> Found { get; } = [];

        public void Visit(T subscriber) => Found.Add(subscriber);
    }
}
