using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Interop;

/// <summary>
/// The three system calls of io_uring, through libc's <c>syscall</c>. Its variadic part takes integers only, which x64 and arm64 pass
/// like fixed arguments. Results are the kernel's: not negative, or a negative error number.
/// </summary>
internal static unsafe partial class IoUringSyscalls
{
    private const nint SetupNumber = 425;
    private const nint EnterNumber = 426;
    private const nint RegisterNumber = 427;

    /// <summary>Sound: the kernel reads and writes one <see cref="SetupParameters"/>, which the reference keeps in place for the call.</summary>
    internal static int Setup(uint entries, ref SetupParameters parameters)
    {
        fixed (SetupParameters* pointer = &parameters)
            return Result(Syscall(SetupNumber, (nint)entries, (nint)pointer, 0, 0, 0, 0));
    }

    /// <summary>Submits and, with <see cref="IoUringConstants.EnterGetEvents"/>, waits for <paramref name="minimum"/> completions.</summary>
    internal static int Enter(int ring, uint submit, uint minimum, uint flags) =>
        Result(Syscall(EnterNumber, ring, (nint)submit, (nint)minimum, (nint)flags, 0, 0));

    /// <summary>As above, for at most <paramref name="timeout"/>. Sound: both structures are on this stack until the call returns.</summary>
    internal static int Enter(int ring, uint submit, uint minimum, uint flags, TimeSpan timeout)
    {
        var time = new KernelTimespec { Seconds = timeout.Ticks / TimeSpan.TicksPerSecond, Nanoseconds = timeout.Ticks % TimeSpan.TicksPerSecond * 100 };
        var argument = new WaitArgument { Timeout = (ulong)&time };
        return Result(Syscall(EnterNumber, ring, (nint)submit, (nint)minimum, (nint)(flags | IoUringConstants.EnterExtendedArgument), (nint)(&argument), sizeof(WaitArgument)));
    }

    /// <summary>Sound: <typeparamref name="T"/> is the kernel's structure for <paramref name="operation"/>; the kernel keeps no pointer to it.</summary>
    internal static int Register<T>(int ring, uint operation, ref T argument, uint count)
        where T : unmanaged
    {
        fixed (T* pointer = &argument)
            return Result(Syscall(RegisterNumber, ring, (nint)operation, (nint)pointer, (nint)count, 0, 0));
    }

    private static int Result(nint value) => value >= 0 ? (int)value : -Marshal.GetLastPInvokeError();

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall(nint number, nint a, nint b, nint c, nint d, nint e, nint f);
}
