using System.Buffers;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// A piece of input: a receive buffer that the ring has lent, with what the kernel wrote into it, or a block of the pool that takes copies. What the
/// application was given of it does not move or change until it is released.
/// </summary>
internal sealed class InputSegment : ReadOnlySequenceSegment<byte>
{
    private BufferRing? _lender;
    private ushort _bufferId;
    private IMemoryOwner<byte>? _block;

    internal bool IsLent => _lender is not null;

    internal long End => RunningIndex + Memory.Length;

    internal InputSegment? Successor => (InputSegment?)Next;

    private int Free => _block is { } block ? block.Memory.Length - Memory.Length : 0;

    internal void Borrow(BufferRing lender, ushort bufferId, int length, long start)
    {
        _lender = lender;
        _bufferId = bufferId;
        RunningIndex = start;
        Memory = lender.Read(bufferId, length);
    }

    internal void Rent(MemoryPool<byte> pool, long start)
    {
        _block = pool.Rent();
        RunningIndex = start;
    }

    /// <summary>Copies what fits. Only grows: a reader that looks at the earlier part is not disturbed.</summary>
    internal int Append(ReadOnlySpan<byte> data)
    {
        var count = Math.Min(data.Length, Free);
        if (count == 0)
            return 0;
        var space = _block!.Memory;
        data[..count].CopyTo(space.Span[Memory.Length..]);
        Memory = space[..(Memory.Length + count)];
        return count;
    }

    internal void Link(InputSegment next) => Next = next;

    /// <summary>Gives buffer or block back. The segment can be used again.</summary>
    internal void Release()
    {
        _lender?.Return(_bufferId);
        _lender = null;
        _block?.Dispose();
        _block = null;
        Memory = default;
        Next = null;
    }
}
