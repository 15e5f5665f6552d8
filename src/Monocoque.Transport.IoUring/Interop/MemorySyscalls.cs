using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Interop;

/// <summary>Mappings that are shared with the kernel, and two small calls of the loop.</summary>
internal static partial class MemorySyscalls
{
    private const int ProtectRead = 1;
    private const int ProtectWrite = 2;
    private const int MapShared = 1;
    private const int MapPrivate = 2;
    private const int MapAnonymous = 0x20;
    private const int MapPopulate = 0x8000;
    private const int AdviseDontFork = 10;

    /// <summary>Maps a part of a ring. A forked child does not get it: it could neither use nor release it.</summary>
    /// <returns>The address, or a negative error number.</returns>
    internal static nint MapRing(int ring, nuint length, long offset)
    {
        var address = Map(0, length, ProtectRead | ProtectWrite, MapShared | MapPopulate, ring, offset);
        return Checked(address, length);
    }

    /// <summary>Maps zeroed memory, aligned to a page.</summary>
    /// <returns>The address, or a negative error number.</returns>
    internal static nint MapZeroed(nuint length) =>
        Checked(Map(0, length, ProtectRead | ProtectWrite, MapPrivate | MapAnonymous, -1, 0), length);

    internal static void Unmap(nint address, nuint length) => _ = UnmapCore(address, length);

    private static nint Checked(nint address, nuint length)
    {
        if (address == -1)
            return -Marshal.GetLastPInvokeError();
        _ = Advise(address, length, AdviseDontFork);
        return address;
    }

    [LibraryImport("libc", EntryPoint = "sched_yield")]
    internal static partial int Yield();

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int UnmapCore(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);
}
