using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>The limit of locked memory holds for whoever lacks CAP_IPC_LOCK. So that goes too; an unprivileged user has not had it.</summary>
internal static partial class Privileges
{
    private const int LockedMemory = 8;
    private const int DropFromBoundingSet = 24;
    private const int MayExceedLockedMemory = 14;
    private const int NotPermitted = 1;

    internal static void LimitLockedMemory(ulong bytes)
    {
        var limit = new Limit { Soft = bytes, Hard = bytes };
        if (SetLimit(LockedMemory, limit) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "setrlimit(RLIMIT_MEMLOCK)");
        if (Control(DropFromBoundingSet, MayExceedLockedMemory, 0, 0, 0) != 0 && Marshal.GetLastPInvokeError() != NotPermitted)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "prctl(PR_CAPBSET_DROP)");
    }

    [LibraryImport("libc", EntryPoint = "setrlimit", SetLastError = true)]
    private static partial int SetLimit(int resource, in Limit limit);

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    /// <summary><c>struct rlimit</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        internal ulong Soft;
        internal ulong Hard;
    }
}
