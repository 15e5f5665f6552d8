using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Monocoque.Transport.IoUring.Host.Confinement;

/// <summary>Seccomp filters: programs of the classic packet filter that decide about each system call. They need no privilege, once privileges cannot be gained.</summary>
internal static unsafe partial class Filter
{
    internal const uint Allow = 0x7FFF0000;
    internal const uint Notify = 0x7FC00000;
    private const uint FailWith = 0x00050000;

    private const ushort LoadWord = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort Return = 0x06;
    private const uint CallAt = 0;
    private const uint ArchitectureAt = 4;
    private const uint FirstArgumentAt = 16;
    private const int NoNewPrivileges = 38;
    private const nint SetModeFilter = 1;

    private static uint AuditArchitecture => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 0xC000003E : 0xC00000B7;

    internal static List<Instruction> Of(IEnumerable<Refusal> refusals)
    {
        var program = Begin();
        foreach (var refusal in refusals)
            Add(program, refusal.Call, refusal.Argument, FailWith | (uint)refusal.Error);
        program.Add(new Instruction(Return, 0, 0, Allow));
        return program;
    }

    /// <summary>A supervisor decides about these calls.</summary>
    internal static List<Instruction> Supervising(params ReadOnlySpan<string> calls)
    {
        var program = Begin();
        foreach (var call in calls)
            Add(program, Refusal.Number(call), null, Notify);
        program.Add(new Instruction(Return, 0, 0, Allow));
        return program;
    }

    /// <summary>For the calling thread and all that it starts.</summary>
    /// <returns>The descriptor of the supervisor, if the flags ask for one.</returns>
    internal static int Install(List<Instruction> program, nint flags)
    {
        if (Control(NoNewPrivileges, 1, 0, 0, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "prctl(PR_SET_NO_NEW_PRIVS)");
        fixed (Instruction* instructions = CollectionsMarshal.AsSpan(program))
        {
            var filter = new Program { Length = (ushort)program.Count, Instructions = instructions };
            var result = Call(Refusal.Number("seccomp"), SetModeFilter, flags, (nint)(&filter));
            return result >= 0 ? (int)result : throw new Win32Exception(Marshal.GetLastPInvokeError(), "seccomp");
        }
    }

    private static List<Instruction> Begin() =>
    [
        new(LoadWord, 0, 0, ArchitectureAt),
        new(JumpIfEqual, 1, 0, AuditArchitecture),
        new(Return, 0, 0, Allow),
    ];

    private static void Add(List<Instruction> program, int call, uint? argument, uint verdict)
    {
        program.Add(new Instruction(LoadWord, 0, 0, CallAt));
        program.Add(new Instruction(JumpIfEqual, 0, (byte)(argument is null ? 1 : 3), (uint)call));
        if (argument is { } value)
        {
            program.Add(new Instruction(LoadWord, 0, 0, FirstArgumentAt));
            program.Add(new Instruction(JumpIfEqual, 0, 1, value));
        }
        program.Add(new Instruction(Return, 0, 0, verdict));
    }

    [LibraryImport("libc", EntryPoint = "prctl", SetLastError = true)]
    private static partial int Control(int option, nint a, nint b, nint c, nint d);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, nint operation, nint flags, nint argument);

    /// <summary><c>struct sock_filter</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    /// <summary><c>struct sock_fprog</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Program
    {
        internal ushort Length;
        internal Instruction* Instructions;
    }
}
