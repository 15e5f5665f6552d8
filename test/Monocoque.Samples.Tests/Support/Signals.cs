using System.ComponentModel;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Monocoque.Samples.Support;

/// <summary>Signals as the kernel knows them, Ctrl+C first.</summary>
internal static partial class Signals
{
    private const int SigInt = 2;
    private const int SigKill = 9;

    internal static void Interrupt(int process) => Send(process, SigInt);

    internal static void Kill(int process) => Send(process, SigKill);

    /// <summary>
    /// A job that a script started in the background ignores Ctrl+C, and so does all that it starts, these tests and their programs among them. The
    /// program is a person's foreground job here, so the signal is given back to it.
    /// </summary>
    internal static IEnumerable<string> Interruptible(IEnumerable<string> command) =>
        IsIgnored() ? ["env", "--default-signal=INT", .. command] : command;

    private static void Send(int process, int signal)
    {
        if (SendCore(process, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError());
    }

    private static bool IsIgnored()
    {
        if (!OperatingSystem.IsLinux())
            return false;
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("SigIgn:", StringComparison.Ordinal));
        var signals = ulong.Parse(line.AsSpan("SigIgn:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return (signals & (1UL << (SigInt - 1))) != 0;
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendCore(int process, int signal);
}
