using Microsoft.Extensions.ObjectPool;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// Blocks for those who write much at once. The shared array pool would not do: what one thread rents another returns, and it forgets what it holds with
/// collections.
/// </summary>
internal sealed class LargeBlocks : PooledObjectPolicy<byte[]>
{
    /// <summary>64 KiB.</summary>
    internal const int Size = 64 * 1024;

    /// <summary>4 MiB for each ring.</summary>
    private const int Kept = 64;

    public override byte[] Create() => new byte[Size];

    public override bool Return(byte[] obj) => true;

    internal static ObjectPool<byte[]> CreatePool() => new DefaultObjectPool<byte[]>(new LargeBlocks(), Kept);
}
