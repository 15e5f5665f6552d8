using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Rings;

/// <summary>A range of memory shared with the kernel. Whoever holds pointers into it drops them before it is disposed.</summary>
internal sealed class RingMapping : IDisposable
{
    private readonly nuint _length;
    private nint _address;

    private RingMapping(nint address, nuint length)
    {
        _address = address;
        _length = length;
    }

    internal nint Address => _address;

    internal static RingMapping OfRing(int ring, nuint length, long offset) =>
        new(Checked(MemorySyscalls.MapRing(ring, length, offset)), length);

    internal static RingMapping Zeroed(nuint length) => new(Checked(MemorySyscalls.MapZeroed(length)), length);

    public void Dispose()
    {
        if (_address == 0)
            return;
        MemorySyscalls.Unmap(_address, _length);
        _address = 0;
    }

    // User addresses are positive on every 64-bit Linux.
    private static nint Checked(nint address) => address > 0 ? address : throw new RingException("mmap", (int)-address);
}
