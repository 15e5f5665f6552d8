using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Commands;

/// <summary>
/// Asks the kernel itself, with nothing of the transport: whether its tests must run here may not depend on what they test. The flags are those that came last of
/// those that are needed, with Linux 6.1.
/// </summary>
internal static unsafe partial class ProbeCommand
{
    private const nint Setup = 425;
    private const uint SingleIssuer = 1 << 12;
    private const uint DeferTaskRun = 1 << 13;
    private const int ParameterWords = 30;

    internal static int Run()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture is not (Architecture.X64 or Architecture.Arm64))
        {
            Console.WriteLine("io_uring exists on Linux only, and its transport on x64 and arm64 only");
            return 1;
        }
        var parameters = stackalloc uint[ParameterWords];
        new Span<uint>(parameters, ParameterWords).Clear();
        parameters[2] = SingleIssuer | DeferTaskRun;
        // The descriptor ends with the process.
        if (Call(Setup, 8, (nint)parameters) >= 0)
            return 0;
        Console.WriteLine($"io_uring_setup: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");
        return 1;
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint entries, nint parameters);
}
