namespace Monocoque.Patterns;

/// <summary>
/// What a subscriber asked for: prefixes, each with the number of times it was subscribed to. Tells when the publishers must hear of a
/// change, what they must hear after a reconnect, and whether a message was asked for at all. Not thread-safe.
/// </summary>
internal sealed class SubscriptionSet
{
    private readonly PrefixTree<int> _tree = new();

    /// <summary>Distinct prefixes.</summary>
    internal int Count => _tree.Count;

    /// <summary>Subscribes once more; true if it is the first time for this prefix.</summary>
    internal bool Add(ReadOnlySpan<byte> prefix) => ++_tree.FindOrAdd(prefix).Value == 1;

    /// <summary>Undoes one <see cref="Add"/>; true if it was the last of this prefix, false if others remain or there was none.</summary>
    internal bool Remove(ReadOnlySpan<byte> prefix)
    {
        if (_tree.Find(prefix) is not { } node || --node.Value > 0)
            return false;
        _tree.Remove(node);
        return true;
    }

    /// <summary>Whether any prefix is one of <paramref name="firstFrame"/>.</summary>
    internal bool Matches(ReadOnlySpan<byte> firstFrame)
    {
        for (var node = _tree.Root; node is not null; node = PrefixTree<int>.Descend(node, ref firstFrame))
        {
            if (node.IsEntry)
                return true;
        }
        return false;
    }

    /// <summary>The distinct prefixes at this moment, in no order.</summary>
    internal byte[][] ToArray()
    {
        var prefixes = new byte[_tree.Count][];
        var count = 0;
        var pending = new Stack<PrefixNode<int>>();
        pending.Push(_tree.Root);
        while (pending.TryPop(out var node))
        {
            if (node.IsEntry)
                prefixes[count++] = node.ToArray();
            foreach (var child in node.Children)
                pending.Push(child);
        }
        return prefixes;
    }
}
