using System.Diagnostics;

namespace Monocoque.Patterns;

/// <summary>
/// A radix tree of octet strings: chains of nodes that do not fork are one node. A node that is no entry forks, so there are at most twice
/// as many nodes as entries, and no more octets in all labels than in all entries.
/// <para>Nothing recurses: neither a million entries nor an entry of 64 KiB deepens the stack. Not thread-safe.</para>
/// </summary>
internal sealed class PrefixTree<TValue>
{
    internal PrefixNode<TValue> Root { get; } = new([], parent: null);

    /// <summary>Prefixes in the tree.</summary>
    internal int Count { get; private set; }

    /// <summary>Nodes below the root.</summary>
    internal int NodeCount { get; private set; }

    /// <summary>
    /// The node below <paramref name="node"/> on the way to <paramref name="rest"/>, which loses the octets of its label; or null.
    /// </summary>
    internal static PrefixNode<TValue>? Descend(PrefixNode<TValue> node, ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || node.Child(rest[0]) is not { } child || !rest.StartsWith(child.Label))
            return null;
        rest = rest[child.Label.Length..];
        return child;
    }

    /// <summary>The entry of exactly <paramref name="prefix"/>, or null.</summary>
    internal PrefixNode<TValue>? Find(ReadOnlySpan<byte> prefix)
    {
        var node = Root;
        while (!prefix.IsEmpty)
        {
            if (Descend(node, ref prefix) is not { } child)
                return null;
            node = child;
        }
        return node.IsEntry ? node : null;
    }

    /// <summary>The entry of <paramref name="prefix"/>, made if there is none.</summary>
    internal PrefixNode<TValue> FindOrAdd(ReadOnlySpan<byte> prefix)
    {
        var node = Root;
        while (!prefix.IsEmpty)
        {
            if (node.Child(prefix[0]) is not { } child)
            {
                node = AddLeaf(node, prefix);
                break;
            }
            var common = prefix.CommonPrefixLength(child.Label);
            node = common == child.Label.Length ? child : Split(child, common);
            prefix = prefix[common..];
        }
        if (!node.IsEntry)
        {
            node.IsEntry = true;
            Count++;
        }
        return node;
    }

    /// <summary>Takes an entry out, with the nodes that nothing needs any more.</summary>
    internal void Remove(PrefixNode<TValue> node)
    {
        Debug.Assert(node.IsEntry);
        node.IsEntry = false;
        node.Value = default;
        Count--;
        if (node.ChildCount == 0 && node.Parent is { } parent)
        {
            parent.Remove(node);
            NodeCount--;
            node = parent;
        }
        if (node is { IsEntry: false, ChildCount: 1, Parent: not null })
            Join(node);
        Debug.Assert(NodeCount <= Count * 2);
    }

    private PrefixNode<TValue> AddLeaf(PrefixNode<TValue> parent, ReadOnlySpan<byte> label)
    {
        var leaf = new PrefixNode<TValue>(label.ToArray(), parent);
        parent.Add(leaf);
        NodeCount++;
        return leaf;
    }

    /// <summary>Puts a node above <paramref name="node"/> that takes the first <paramref name="length"/> octets of its label.</summary>
    private PrefixNode<TValue> Split(PrefixNode<TValue> node, int length)
    {
        var parent = node.Parent!;
        var upper = new PrefixNode<TValue>(node.Label[..length], parent);
        parent.Replace(node, upper);
        node.Label = node.Label[length..];
        node.Parent = upper;
        upper.Add(node);
        NodeCount++;
        return upper;
    }

    /// <summary>Takes out a node that no longer forks: its only child takes over its label and its place.</summary>
    private void Join(PrefixNode<TValue> node)
    {
        var parent = node.Parent!;
        var child = node.Children[0];
        child.Label = [.. node.Label, .. child.Label];
        child.Parent = parent;
        parent.Replace(node, child);
        NodeCount--;
    }
}
