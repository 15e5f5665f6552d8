using System.Diagnostics;

namespace Monocoque.Patterns;

/// <summary>
/// Who subscribed to what, as a publisher sees it: a set of prefixes per subscriber, so that subscribing twice counts once.
/// <para>
/// Not thread-safe; <see cref="Match"/> writes too (marks), so the caller takes the same lock for everything. All operations on one prefix
/// take time in its length; <see cref="RemoveAll"/> takes time in the subscriber's own prefixes, however many others there are.
/// </para>
/// </summary>
internal sealed class SubscriptionTrie<T>
    where T : class
{
    private readonly PrefixTree<Group> _tree = new();
    private readonly Dictionary<T, Subscriber> _subscribers = new(ReferenceEqualityComparer.Instance);

    /// <summary>The number of the current match. A subscriber that carries it was visited.</summary>
    private long _round;

    /// <summary>Distinct prefixes over all subscribers.</summary>
    internal int Count => _tree.Count;

    /// <summary>Nodes of the tree below its root, for tests: at most twice <see cref="Count"/>, so none if that is 0.</summary>
    internal int NodeCount => _tree.NodeCount;

    /// <summary>The number of prefixes of one subscriber.</summary>
    internal int CountOf(T subscriber) => _subscribers.TryGetValue(subscriber, out var entry) ? entry.Places.Count : 0;

    /// <summary>Subscribers with any prefix.</summary>
    internal int SubscriberCount => _subscribers.Count;

    /// <summary>Whether <paramref name="subscriber"/> is subscribed to exactly this prefix.</summary>
    internal bool Contains(ReadOnlySpan<byte> prefix, T subscriber) =>
        _subscribers.TryGetValue(subscriber, out var entry) && _tree.Find(prefix) is { } node && entry.Places.ContainsKey(node);

    /// <summary>How many subscribers a message with this first frame would go to.</summary>
    internal int CountMatches(ReadOnlySpan<byte> topic)
    {
        var counter = new Counter();
        Match(topic, ref counter);
        return counter.Count;
    }

    /// <summary>Subscribes; false if <paramref name="subscriber"/> was subscribed to exactly this prefix already.</summary>
    internal bool Add(ReadOnlySpan<byte> prefix, T subscriber) => Add(prefix, subscriber, out _);

    /// <param name="prefix">What to subscribe to.</param>
    /// <param name="subscriber">Who.</param>
    /// <param name="isFirst">Nobody was subscribed to exactly this prefix.</param>
    internal bool Add(ReadOnlySpan<byte> prefix, T subscriber, out bool isFirst)
    {
        if (!_subscribers.TryGetValue(subscriber, out var entry))
            _subscribers.Add(subscriber, entry = new Subscriber(subscriber));
        var node = _tree.FindOrAdd(prefix);
        isFirst = node.Value.Count == 0;
        if (!entry.Places.TryAdd(node, node.Value.Count))
            return false;
        node.Value.Add(entry);
        return true;
    }

    /// <summary>Unsubscribes; false if <paramref name="subscriber"/> was not subscribed to exactly this prefix.</summary>
    internal bool Remove(ReadOnlySpan<byte> prefix, T subscriber) => Remove(prefix, subscriber, out _);

    /// <param name="prefix">What to unsubscribe from.</param>
    /// <param name="subscriber">Who.</param>
    /// <param name="isLast">Nobody is subscribed to exactly this prefix any more.</param>
    internal bool Remove(ReadOnlySpan<byte> prefix, T subscriber, out bool isLast)
    {
        isLast = false;
        if (!_subscribers.TryGetValue(subscriber, out var entry)
            || _tree.Find(prefix) is not { } node
            || !entry.Places.Remove(node, out var place))
        {
            return false;
        }
        isLast = node.Value.Count == 1;
        Leave(node, place);
        if (entry.Places.Count == 0)
            _subscribers.Remove(subscriber);
        else
            Trim(entry.Places);
        Trim(_subscribers);
        return true;
    }

    /// <summary>Ends all subscriptions of <paramref name="subscriber"/>, as when its connection is gone.</summary>
    /// <param name="subscriber">Who.</param>
    /// <param name="ended">If given: is told each prefix, and whether nobody is subscribed to it any more.</param>
    internal void RemoveAll(T subscriber, Action<byte[], bool>? ended = null)
    {
        if (!_subscribers.Remove(subscriber, out var entry))
            return;
        foreach (var (node, place) in entry.Places)
        {
            ended?.Invoke(node.ToArray(), node.Value.Count == 1);
            Leave(node, place);
        }
        Trim(_subscribers);
    }

    /// <summary>
    /// Visits every subscriber that has a prefix of <paramref name="topic"/>, each once. Allocates nothing. The visitor must not come back
    /// to the trie.
    /// </summary>
    internal void Match<TVisitor>(ReadOnlySpan<byte> topic, ref TVisitor visitor)
        where TVisitor : ISubscriberVisitor<T>, allows ref struct
    {
        var round = ++_round;
        for (var node = _tree.Root; node is not null; node = PrefixTree<Group>.Descend(node, ref topic))
        {
            foreach (var subscriber in node.Value.Members)
            {
                if (subscriber.Round == round)
                    continue;
                subscriber.Round = round;
                visitor.Visit(subscriber.Value);
            }
        }
    }

    /// <summary>Takes a subscriber out of a node. Who was last there takes the empty place.</summary>
    private void Leave(PrefixNode<Group> node, int place)
    {
        if (node.Value.RemoveAt(place) is { } moved)
            moved.Places[node] = place;
        if (node.Value.Count == 0)
            _tree.Remove(node);
    }

    /// <summary>Gives back the memory of a crowd that has gone, but not of a few that come and go.</summary>
    private static void Trim<TKey, TValue>(Dictionary<TKey, TValue> dictionary)
        where TKey : notnull
    {
        if (dictionary.Capacity > 64 && dictionary.Count < dictionary.Capacity / 8)
            dictionary.TrimExcess();
    }

    private struct Counter : ISubscriberVisitor<T>
    {
        internal int Count { get; private set; }

        public void Visit(T subscriber) => Count++;
    }

    private sealed class Subscriber(T value)
    {
        internal T Value { get; } = value;

        internal long Round { get; set; }

        /// <summary>The nodes of the prefixes, and where in each group this subscriber is.</summary>
        internal Dictionary<PrefixNode<Group>, int> Places { get; } = [];
    }

    /// <summary>The subscribers of one prefix, in no order.</summary>
    private struct Group
    {
        private Subscriber[]? _members;

        internal int Count { get; private set; }

        internal readonly ReadOnlySpan<Subscriber> Members => _members.AsSpan(0, Count);

        internal void Add(Subscriber subscriber)
        {
            _members ??= new Subscriber[1];
            if (Count == _members.Length)
                Array.Resize(ref _members, Count * 2);
            _members[Count++] = subscriber;
        }

        /// <summary>Returns who moved to <paramref name="place"/>, if somebody did.</summary>
        internal Subscriber? RemoveAt(int place)
        {
            Debug.Assert(_members is not null && (uint)place < (uint)Count);
            var last = _members[--Count];
            _members[Count] = null!;
            if (place < Count)
                _members[place] = last;
            if (Count > 0 && Count <= _members.Length / 4)
                Array.Resize(ref _members, Count * 2);
            return place < Count ? last : null;
        }
    }
}
