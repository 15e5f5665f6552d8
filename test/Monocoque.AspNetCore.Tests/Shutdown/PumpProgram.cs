using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Monocoque.Samples.Support;
using Monocoque.Shared;

namespace Monocoque.AspNetCore.Tests.Shutdown;

/// <summary>A server as a process of its own, which passes on what comes in.</summary>
internal sealed partial class PumpProgram : IAsyncDisposable
{
    private readonly RunningProgram _program;

    private PumpProgram(RunningProgram program, string input, string output)
    {
        _program = program;
        Input = input;
        Output = output;
    }

    internal string Input { get; }

    internal string Output { get; }

    /// <summary>All it wrote.</summary>
    internal string Text => _program.Output;

    internal static async Task<PumpProgram> StartAsync(string transport, int concurrency, int patience)
    {
        var configuration = typeof(PumpProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var folder = Path.Combine(RepositoryRoot.Path, "test", "Monocoque.AspNetCore.TestApp", "bin", configuration, "net10.0");
        var program = RunningProgram.Start(
            folder, Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", Path.Combine(folder, "Monocoque.AspNetCore.TestApp.dll"), "pump",
            $"--transport={transport}", $"--concurrency={concurrency}", $"--patience={patience}");
        try
        {
            var match = await program.WaitForAsync(Addresses());
            return new PumpProgram(program, match.Groups[1].Value, match.Groups[2].Value);
        }
        catch
        {
            await program.DisposeAsync();
            throw;
        }
    }

    /// <summary>Presses Ctrl+C, and waits until the host begins to stop.</summary>
    internal async Task InterruptAsync()
    {
        _program.Interrupt();
        await _program.WaitForAsync(Stopping());
    }

    /// <summary>Waits for the end in good order: how many messages handlers took, and how many were accepted behind them.</summary>
    internal async Task<(int Taken, int Accepted)> EndAsync()
    {
        Assert.Equal(0, await _program.WaitForExitAsync());
        var counts = await _program.WaitForAsync(Counts());
        return (int.Parse(counts.Groups[1].Value, CultureInfo.InvariantCulture), int.Parse(counts.Groups[2].Value, CultureInfo.InvariantCulture));
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    [GeneratedRegex(@"^in (tcp://\S+) out (tcp://\S+)$")]
    private static partial Regex Addresses();

    [GeneratedRegex("^stopping$")]
    private static partial Regex Stopping();

    [GeneratedRegex(@"^taken (\d+) accepted (\d+)$")]
    private static partial Regex Counts();
}
