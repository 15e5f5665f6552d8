using System.Diagnostics;
using System.Reflection;

namespace Monocoque.Benchmarking;

/// <summary>What must hold before anything is measured.</summary>
internal static class Conditions
{
    internal static async Task RequireAsync(IEnumerable<ExternalTool> tools, bool force)
    {
        if (!OperatingSystem.IsLinux())
            throw new BenchException("The comparison reads /proc and io_uring is Linux's: run it on Linux.");
        foreach (var tool in tools)
            tool.Require();
        if (force)
            return;
        if (Assembly.GetExecutingAssembly().GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true })
            throw new BenchException("This is a Debug build. Run with -c Release, or say --force.");
        await LoadAverage.RequireQuietAsync();
    }
}
