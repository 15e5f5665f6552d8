using System.Collections.Concurrent;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// Blocks for those who write much at once, as many as are in use and some. The shared array pool would not do: what one thread rents another returns, and it
/// forgets what it holds with every collection.
/// </summary>
internal sealed class LargeBlocks
{
    /// <summary>64 KiB.</summary>
    internal const int Size = 64 * 1024;

    /// <summary>4 MiB for each ring.</summary>
    private const int Kept = 64;

    private readonly ConcurrentQueue<byte[]> _free = new();
    private int _count;

    internal byte[] Rent()
    {
        if (!_free.TryDequeue(out var block))
            return new byte[Size];
        Interlocked.Decrement(ref _count);
        return block;
    }

    internal void Return(byte[] block)
    {
        if (Interlocked.Increment(ref _count) <= Kept)
            _free.Enqueue(block);
        else
            Interlocked.Decrement(ref _count);
    }
}
