using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Interop;

/// <summary>An eventfd: wakes a ring that polls it, where the kernel cannot send a message to a ring. Its handle is counted, so a late signal never hits another file.</summary>
internal sealed unsafe partial class EventDescriptor : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    private readonly SafeFileHandle _handle;

    internal EventDescriptor()
    {
        var file = EventFd(0, CloseOnExec | NonBlocking);
        if (file < 0)
            throw new RingException("eventfd", Marshal.GetLastPInvokeError());
        _handle = new SafeFileHandle(file, ownsHandle: true);
    }

    /// <summary>For the ring thread, which polls it and disposes it afterwards.</summary>
    internal int FileDescriptor => (int)_handle.DangerousGetHandle();

    /// <summary>From any thread. The counter is never read: each addition is an edge that the poll reports.</summary>
    internal void Signal()
    {
        ulong one = 1;
        try
        {
            _ = Write(_handle, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The ring has ended: nobody is left to be woken.
        }
    }

    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle file, void* data, nuint length);
}
