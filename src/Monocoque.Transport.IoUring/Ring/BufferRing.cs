using System.Diagnostics;
using System.Numerics;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>
/// Buffers the kernel picks when data has arrived. A buffer is the kernel's until a completion names it. Then it is the ring's thread's, which gives it back at once
/// (<see cref="Recycle"/>) or lends it to a reader, who gives it back from any thread (<see cref="Return"/>): what is read is what the kernel wrote, and nothing is
/// written while a reader looks. At most half of them are lent, so that readers who take their time never leave the kernel without any.
/// </summary>
internal sealed unsafe class BufferRing : IDisposable
{
    /// <summary>What the kernel has at first: it takes buffers in turn, so all that it has get touched and cost memory and cache.</summary>
    private const int FirstCount = 32;

    private readonly RingDescriptor _ring;
    private readonly RingMapping _control;
    private readonly byte[] _memory;
    private readonly int _size;
    private readonly uint _mask;
    private readonly Lock _gate = new();
    private int _provided;
    private int _lent;
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
        Provide(Math.Min(count, FirstCount));
    }

    internal ushort GroupId { get; }

    internal int Count { get; }

    /// <summary>The kernel has got all of them.</summary>
    internal bool IsWhole => Volatile.Read(ref _provided) == Count;

    /// <summary>Buffers that readers have.</summary>
    internal int Lent => Volatile.Read(ref _lent);

    /// <summary>What a completion delivered. Valid until the buffer is given back.</summary>
    internal ReadOnlyMemory<byte> Read(ushort id, int length) => _memory.AsMemory(id * _size, length);

    /// <summary>Whether a reader may have the buffer the last completion named. It must come back by <see cref="Return"/>, else by <see cref="Recycle"/>.</summary>
    internal bool TryLend()
    {
        lock (_gate)
        {
            if (_lent >= _provided / 2)
                Grow();
            if (_lent >= _provided / 2)
                return false;
            _lent++;
            return true;
        }
    }

    /// <summary>Gives the kernel more buffers, because it has found none.</summary>
    /// <returns>Whether there were more.</returns>
    internal bool TryGrow()
    {
        lock (_gate)
            return Grow();
    }

    /// <summary>Gives a buffer back to the kernel that was not lent.</summary>
    internal void Recycle(ushort id)
    {
        lock (_gate)
            GiveBack(id);
    }

    /// <summary>Gives a lent buffer back to the kernel. From any thread, also after the end of the ring.</summary>
    internal void Return(ushort id)
    {
        lock (_gate)
        {
            _lent--;
            Debug.Assert(_lent >= 0, "A buffer is returned once.");
            GiveBack(id);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            var registration = new BufferRegistration { GroupId = GroupId };
            _ = _ring.Register(IoUringConstants.UnregisterBufferRing, ref registration, 1);
            _control.Dispose();
        }
    }

    private bool Grow()
    {
        if (_provided == Count)
            return false;
        Provide(Math.Min(Count, _provided * 2));
        return true;
    }

    private void Provide(int count)
    {
        while (_provided < count)
            Add((ushort)_provided++);
        Publish();
    }

    private void GiveBack(ushort id)
    {
        if (_isDisposed)
            return;
        Add(id);
        Publish();
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
