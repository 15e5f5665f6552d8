using System.Diagnostics;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// The producer's side of the submission queue. Entries are written first and become visible with the release of the tail; the kernel's
/// head says which may be written again.
/// </summary>
internal sealed unsafe class SubmissionQueue
{
    private readonly SubmissionEntry* _entries;
    private readonly uint* _head;
    private readonly uint* _tail;
    private readonly uint* _flags;
    private readonly uint _mask;
    private readonly uint _capacity;
    private uint _next;

    /// <summary>Sound: the offsets are the kernel's own for these two mappings, which the ring keeps for as long as it lives.</summary>
    internal SubmissionQueue(RingMapping ring, RingMapping entries, in SetupParameters parameters)
    {
        var offsets = parameters.Submission;
        var start = (byte*)ring.Address;
        _entries = (SubmissionEntry*)entries.Address;
        _head = (uint*)(start + offsets.Head);
        _tail = (uint*)(start + offsets.Tail);
        _flags = (uint*)(start + offsets.Flags);
        _mask = *(uint*)(start + offsets.RingMask);
        _capacity = *(uint*)(start + offsets.RingEntries);
        _next = *_tail;
        if ((parameters.Flags & IoUringConstants.SetupNoSubmissionArray) == 0)
            FillArray((uint*)(start + offsets.Array));
    }

    /// <summary>Entries written and not yet taken by the kernel.</summary>
    internal uint Pending => _next - Volatile.Read(ref *_head);

    /// <summary>What the kernel wants: <see cref="IoUringConstants.SubmissionTaskRun"/> and <see cref="IoUringConstants.SubmissionCompletionOverflow"/>.</summary>
    internal uint Flags => Volatile.Read(ref *_flags);

    internal bool IsFull => Pending == _capacity;

    /// <summary>The next entry, zeroed. Sound: the mask keeps the index inside the mapping, and the kernel has let go of the entry.</summary>
    internal ref SubmissionEntry Next()
    {
        Debug.Assert(!IsFull, "The ring submits before it takes an entry of a full queue.");
        ref var entry = ref _entries[_next++ & _mask];
        entry = default;
        return ref entry;
    }

    /// <summary>Makes all entries visible to the kernel.</summary>
    internal uint Publish()
    {
        Volatile.Write(ref *_tail, _next);
        return Pending;
    }

    // Kernels before 6.6 go through an array of indexes, which may stay the identity for ever.
    private void FillArray(uint* array)
    {
        for (uint i = 0; i < _capacity; i++)
            array[i] = i;
    }
}
