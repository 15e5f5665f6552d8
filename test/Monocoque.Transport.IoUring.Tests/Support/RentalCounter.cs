using System.Buffers;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>The memory pools of one server, which count what was rented and not returned.</summary>
internal sealed class RentalCounter : IMemoryPoolFactory<byte>
{
    private int _count;

    internal int Count => Volatile.Read(ref _count);

    public MemoryPool<byte> Create(MemoryPoolOptions? options = null) => new CountingPool(this);

    private sealed class CountingPool(RentalCounter counter) : MemoryPool<byte>
    {
        /// <summary>As Kestrel's pool, which callers rely on.</summary>
        public override int MaxBufferSize => 4096;

        public override IMemoryOwner<byte> Rent(int minBufferSize = -1)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(minBufferSize, MaxBufferSize);
            Interlocked.Increment(ref counter._count);
            return new Rental(counter);
        }

        protected override void Dispose(bool disposing)
        {
        }
    }

    private sealed class Rental(RentalCounter counter) : IMemoryOwner<byte>
    {
        private byte[]? _block = GC.AllocateUninitializedArray<byte>(4096, pinned: true);

        public Memory<byte> Memory => _block ?? throw new ObjectDisposedException(nameof(Rental));

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _block, null) is { } block)
            {
                // Whoever still looks at it sees that it is gone.
                block.AsSpan().Fill(0xDD);
                Interlocked.Decrement(ref counter._count);
            }
        }
    }
}
