using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Monocoque.Benchmarking;

/// <summary>Where and from what the figures come.</summary>
/// <param name="Commit">Short hash; "unknown" outside a repository.</param>
/// <param name="Dirty">Whether tracked files differ from the commit.</param>
internal sealed record Machine(DateTimeOffset Date, string Kernel, string Runtime, string Cpu, int Cores, string Commit, bool Dirty, double LoadAverage)
{
    internal static Machine Read() => new(
        DateTimeOffset.UtcNow,
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        RuntimeInformation.FrameworkDescription,
        ReadCpuModel(),
        Environment.ProcessorCount,
        Git("rev-parse", "--short", "HEAD") ?? "unknown",
        Git("status", "--porcelain", "--untracked-files=no") is { Length: > 0 },
        Benchmarking.LoadAverage.Read());

    private static string ReadCpuModel()
    {
        // Processors other than x86 have no such line.
        var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(static line => line.StartsWith("model name", StringComparison.Ordinal));
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }

    /// <summary>The output of git for the repository that this program was built in; <see langword="null"/> without git or repository.</summary>
    private static string? Git(params string[] arguments)
    {
        var start = new ProcessStartInfo("git", arguments)
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd().Trim();
            git.WaitForExit();
            return git.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
