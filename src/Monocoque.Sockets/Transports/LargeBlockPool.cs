using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transports;

/// <summary>
/// The memory of ZeroMQ connections on Kestrel's Sockets transport. That receives one block with each system call; its own blocks have 4 KiB, which suits the
/// requests of HTTP, but not streams of messages. A connection holds blocks only while there are octets in them.
/// </summary>
internal sealed class LargeBlockPool : MemoryPool<byte>, IMemoryPoolFactory<byte>
{
    /// <summary>As many octets as are worth a system call, and what a batch of ours has.</summary>
    internal const int BlockSize = 64 * 1024;

    /// <summary>16 MiB, for a hundred peers that send and are sent to at the same time; more that come back are garbage.</summary>
    private const int Kept = 256;

    private readonly Lock _lock = new();
    private readonly Stack<Block> _free = new(Kept);

    internal static LargeBlockPool Instance { get; } = new();

    /// <summary>Who needs more takes it from the shared array pool.</summary>
    public override int MaxBufferSize => BlockSize;

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => this;

    public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, BlockSize);
        Block? block;
        lock (_lock)
            _free.TryPop(out block);
        block ??= new Block(this);
        block.IsRented = true;
        return block;
    }

    /// <summary>There is one pool for all connections, whoever believes that it is theirs.</summary>
    protected override void Dispose(bool disposing)
    {
    }

    private void Return(Block block)
    {
        lock (_lock)
        {
            if (!block.IsRented)
                return;
            block.IsRented = false;
            if (_free.Count < Kept)
                _free.Push(block);
        }
    }

    /// <summary>Pinned for good, so that system calls need not pin it.</summary>
    private sealed class Block(LargeBlockPool pool) : IMemoryOwner<byte>
    {
        public Memory<byte> Memory { get; } = GC.AllocateUninitializedArray<byte>(BlockSize, pinned: true);

        internal bool IsRented { get; set; }

        public void Dispose() => pool.Return(this);
    }
}
