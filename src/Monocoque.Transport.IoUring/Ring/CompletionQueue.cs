using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>The consumer's side of the completion queue.</summary>
internal sealed unsafe class CompletionQueue
{
    private readonly CompletionEntry* _entries;
    private readonly uint* _head;
    private readonly uint* _tail;
    private readonly uint _mask;

    /// <summary>Sound: the offsets are the kernel's own for this mapping, which the ring keeps for as long as it lives.</summary>
    internal CompletionQueue(RingMapping ring, in SetupParameters parameters)
    {
        var offsets = parameters.Completion;
        var start = (byte*)ring.Address;
        _entries = (CompletionEntry*)(start + offsets.Entries);
        _head = (uint*)(start + offsets.Head);
        _tail = (uint*)(start + offsets.Tail);
        _mask = *(uint*)(start + offsets.RingMask);
    }

    internal bool IsEmpty => *_head == Volatile.Read(ref *_tail);

    /// <summary>
    /// Takes the oldest completion. Sound: the acquire of the tail orders the entry's reads after the kernel's writes, the release of the head
    /// gives the entry back only after they were copied, and the mask keeps the index inside the mapping.
    /// </summary>
    internal bool TryTake(out Completion completion)
    {
        var head = *_head;
        if (head == Volatile.Read(ref *_tail))
        {
            completion = default;
            return false;
        }
        ref var entry = ref _entries[head & _mask];
        completion = new Completion(new OperationId(entry.UserData), entry.Result, entry.Flags);
        Volatile.Write(ref *_head, head + 1);
        return true;
    }
}
