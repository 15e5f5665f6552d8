using System.Diagnostics;
using System.Numerics;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// Buffers the kernel picks when data has arrived. A buffer is the kernel's until a completion names it, then the reader's until
/// <see cref="Return"/>: what is read is what the kernel wrote, and nothing is written while a reader looks. Used by the ring's thread only.
/// </summary>
internal sealed unsafe class BufferRing : IDisposable
{
    private readonly RingDescriptor _ring;
    private readonly RingMapping _control;
    private readonly byte[] _memory;
    private readonly int _size;
    private readonly uint _mask;
    private ushort _tail;
    private bool _isDisposed;

    /// <param name="ring">The ring that picks from here.</param>
    /// <param name="groupId">The name of this set of buffers on the ring.</param>
    /// <param name="count">How many; a power of two, at most 32768.</param>
    /// <param name="size">Bytes of each.</param>
    internal BufferRing(RingDescriptor ring, ushort groupId, int count, int size)
    {
        Debug.Assert(BitOperations.IsPow2(count) && count <= 32768, "The kernel masks with the count.");
        _ring = ring;
        _size = size;
        _mask = (uint)count - 1;
        GroupId = groupId;
        Count = count;
        // Pinned for good, so its address may be given away. Rooted here, and this object by the ring's thread until nothing is in flight.
        _memory = GC.AllocateUninitializedArray<byte>(count * size, pinned: true);
        _control = RingMapping.Zeroed((nuint)count * (nuint)sizeof(BufferEntry));
        var registration = new BufferRegistration { RingAddress = (ulong)_control.Address, RingEntries = (uint)count, GroupId = groupId };
        var result = ring.Register(IoUringConstants.RegisterBufferRing, ref registration, 1);
        if (result < 0)
        {
            _control.Dispose();
            throw new RingException("io_uring_register (buffers)", -result);
        }
        for (var id = 0; id < count; id++)
            Add((ushort)id);
        Publish();
    }

    internal ushort GroupId { get; }

    internal int Count { get; }

    /// <summary>Buffers named by completions and not returned.</summary>
    internal int Lent { get; private set; }

    /// <summary>What a completion delivered. Valid until the buffer is returned.</summary>
    internal ReadOnlySpan<byte> Lend(ushort id, int length)
    {
        Lent++;
        return _memory.AsSpan(id * _size, length);
    }

    /// <summary>Gives a lent buffer back to the kernel.</summary>
    internal void Return(ushort id)
    {
        Lent--;
        Debug.Assert(Lent >= 0, "A buffer is returned once.");
        Add(id);
        Publish();
    }

    public void Dispose()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        var registration = new BufferRegistration { GroupId = GroupId };
        _ = _ring.Register(IoUringConstants.UnregisterBufferRing, ref registration, 1);
        _control.Dispose();
    }

    /// <summary>
    /// Sound: the mask keeps the index inside the mapping, and the kernel reads no entry before the tail has passed it. Field by field, because
    /// the tail shares memory with entry 0.
    /// </summary>
    private void Add(ushort id)
    {
        var entry = (BufferEntry*)_control.Address + (_tail++ & _mask);
        fixed (byte* address = &_memory[id * _size])
            entry->Address = (ulong)address;
        entry->Length = (uint)_size;
        entry->Id = id;
    }

    private void Publish() => Volatile.Write(ref ((BufferEntry*)_control.Address)->Tail, _tail);
}
