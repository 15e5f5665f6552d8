using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// Who a completion belongs to. A slot is used again, under the next generation; a completion of an earlier one finds nobody. Used by the ring's
/// thread only, but for <see cref="Count"/>.
/// </summary>
internal sealed class OperationTable
{
    private Entry[] _entries = new Entry[64];
    private readonly Stack<uint> _free = new();
    private uint _used;
    private int _count;

    /// <summary>From any thread: about how many are registered.</summary>
    internal int Count => Volatile.Read(ref _count);

    /// <summary>Registers a target.</summary>
    /// <returns>Its place, to which <see cref="OperationTable.For"/> adds an operation.</returns>
    internal OperationId Add(ICompletionTarget target)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _used++;
            if (slot == _entries.Length)
                Array.Resize(ref _entries, _entries.Length * 2);
        }
        _entries[slot].Target = target;
        Volatile.Write(ref _count, _count + 1);
        return new OperationId(RingOperation.None, _entries[slot].Generation, slot);
    }

    internal static OperationId For(OperationId place, RingOperation operation) => new(operation, place.Generation, place.Slot);

    internal ICompletionTarget? Find(OperationId id)
    {
        if (id.Slot >= (uint)_entries.Length)
            return null;
        ref var entry = ref _entries[id.Slot];
        return entry.Generation == id.Generation ? entry.Target : null;
    }

    /// <summary>Frees a place. The target has nothing in flight any more.</summary>
    internal void Remove(OperationId place)
    {
        ref var entry = ref _entries[place.Slot];
        if (entry.Target is null || entry.Generation != place.Generation)
            return;
        entry.Target = null;
        entry.Generation = (entry.Generation + 1) & OperationId.GenerationMask;
        _free.Push(place.Slot);
        Volatile.Write(ref _count, _count - 1);
    }

    internal List<ICompletionTarget> Snapshot()
    {
        var targets = new List<ICompletionTarget>(_count);
        foreach (var entry in _entries)
        {
            if (entry.Target is { } target)
                targets.Add(target);
        }
        return targets;
    }

    private struct Entry
    {
        internal ICompletionTarget? Target;
        internal uint Generation;
    }
}
