namespace Monocoque.Patterns;

/// <summary>
/// A node of a <see cref="PrefixTree{TValue}"/>. Its prefix is the labels from the root down to here. Keeps its identity for as long as it
/// is an entry, whatever is split and joined around it.
/// </summary>
internal sealed class PrefixNode<TValue>(byte[] label, PrefixNode<TValue>? parent)
{
    /// <summary>The first octets of the children's labels, in the children's order: one vectorised search finds a child.</summary>
    private byte[] _keys = [];
    private PrefixNode<TValue>[] _children = [];

    /// <summary>What the owner of the tree keeps here; meaningful while <see cref="IsEntry"/>.</summary>
    internal TValue? Value;

    /// <summary>The octets between the parent's prefix and this one's; empty in the root only.</summary>
    internal byte[] Label { get; set; } = label;

    /// <summary>Null in the root.</summary>
    internal PrefixNode<TValue>? Parent { get; set; } = parent;

    /// <summary>Somebody put this prefix into the tree; otherwise the node is only where labels fork.</summary>
    internal bool IsEntry { get; set; }

    internal int ChildCount { get; private set; }

    internal ReadOnlySpan<PrefixNode<TValue>> Children => _children.AsSpan(0, ChildCount);

    internal PrefixNode<TValue>? Child(byte key)
    {
        var index = _keys.AsSpan(0, ChildCount).IndexOf(key);
        return index < 0 ? null : _children[index];
    }

    internal void Add(PrefixNode<TValue> child)
    {
        if (ChildCount == _keys.Length)
            Resize(Math.Max(1, ChildCount * 2));
        _keys[ChildCount] = child.Label[0];
        _children[ChildCount++] = child;
    }

    /// <summary>Puts <paramref name="with"/> in the place of a child whose label starts with the same octet.</summary>
    internal void Replace(PrefixNode<TValue> child, PrefixNode<TValue> with) =>
        _children[_keys.AsSpan(0, ChildCount).IndexOf(child.Label[0])] = with;

    internal void Remove(PrefixNode<TValue> child)
    {
        var index = _keys.AsSpan(0, ChildCount).IndexOf(child.Label[0]);
        ChildCount--;
        _keys[index] = _keys[ChildCount];
        _children[index] = _children[ChildCount];
        _children[ChildCount] = null!;
        if (ChildCount <= _keys.Length / 4)
            Resize(ChildCount);
    }

    /// <summary>The whole prefix.</summary>
    internal byte[] ToArray()
    {
        var length = 0;
        for (var node = this; node is not null; node = node.Parent)
            length += node.Label.Length;
        var prefix = new byte[length];
        for (var node = this; node is not null; node = node.Parent)
        {
            length -= node.Label.Length;
            node.Label.CopyTo(prefix, length);
        }
        return prefix;
    }

    private void Resize(int capacity)
    {
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _children, capacity);
    }
}
