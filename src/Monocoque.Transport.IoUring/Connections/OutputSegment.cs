using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>Memory the application writes into, and what of it is still to be sent: from <see cref="Start"/> to <see cref="End"/>.</summary>
internal sealed class OutputSegment
{
    private IMemoryOwner<byte>? _block;
    private byte[]? _array;
    private ObjectPool<byte[]>? _owner;
    private Memory<byte> _memory;

    internal OutputSegment? Next { get; set; }

    internal int Start { get; set; }

    /// <summary>Moved by the writer alone.</summary>
    internal int End { get; set; }

    internal int Length => End - Start;

    internal Memory<byte> Free => _memory[End..];

    /// <summary>The first of what is to be sent. Not changed until it was sent.</summary>
    internal ReadOnlyMemory<byte> First(long most) => _memory.Slice(Start, (int)Math.Min(most, Length));

    /// <summary>Blocks come from the pool; what does not fit into one comes from the large blocks of the ring, and what does not fit there from the array pool.</summary>
    internal void Rent(MemoryPool<byte> pool, ObjectPool<byte[]> large, int size)
    {
        if (size <= pool.MaxBufferSize)
        {
            _memory = (_block = pool.Rent(size <= 0 ? -1 : size)).Memory;
            return;
        }
        _owner = size <= LargeBlocks.Size ? large : null;
        _memory = _array = _owner is null ? ArrayPool<byte>.Shared.Rent(size) : _owner.Get();
    }

    /// <summary>Gives the memory back. The segment can be used again.</summary>
    internal void Release()
    {
        _block?.Dispose();
        _block = null;
        if (_array is { } array && _owner is { } owner)
            owner.Return(array);
        else if (_array is not null)
            ArrayPool<byte>.Shared.Return(_array);
        _array = null;
        _owner = null;
        _memory = default;
        Next = null;
        Start = End = 0;
    }
}
