using System.Globalization;

namespace Monocoque.Perf.Comparing;

/// <summary>
/// Counts the system calls of a process with perf, which has the kernel count them. That costs each call a little, so runs that are
/// counted are not measured.
/// </summary>
internal static class SystemCalls
{
    internal static ExternalTool Perf { get; } = new("perf", "linux-perf");

    /// <returns>Calls per second of all threads, those that begin meanwhile included.</returns>
    internal static async Task<double> CountAsync(int processId, TimeSpan duration)
    {
        var seconds = duration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var output = Path.GetTempFileName();
        try
        {
            await Perf.RunAsync(
            [
                "stat", "--field-separator", ",", "--output", output, "--event", "raw_syscalls:sys_enter",
                "--pid", processId.ToString(CultureInfo.InvariantCulture), "--", "sleep", seconds,
            ]);
            // "count,unit,event,…" after comments.
            var line = File.ReadLines(output).FirstOrDefault(static line => line.Contains("sys_enter", StringComparison.Ordinal));
            return long.TryParse(line?.Split(',')[0], CultureInfo.InvariantCulture, out var count)
                ? count / duration.TotalSeconds
                : throw new BenchException($"perf counts no system calls here ('{line}'): run as root, or leave --syscalls out.");
        }
        finally
        {
            File.Delete(output);
        }
    }
}
