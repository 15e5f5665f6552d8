using System.ComponentModel;
using System.Diagnostics;

namespace Monocoque.Benchmarking;

/// <summary>A program that this project does not bring along.</summary>
/// <param name="Name">The program.</param>
/// <param name="Package">The Debian package that has it.</param>
internal sealed record ExternalTool(string Name, string Package)
{
    internal static ExternalTool Wrk { get; } = new("wrk", "wrk");

    internal static ExternalTool H2Load { get; } = new("h2load", "nghttp2-client");

    internal static ExternalTool Gcc { get; } = new("gcc", "gcc");

    /// <summary>Fails if the program is missing, before anything has been measured.</summary>
    internal void Require()
    {
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        if (!path.Split(':', StringSplitOptions.RemoveEmptyEntries).Any(directory => File.Exists(Path.Combine(directory, Name))))
            throw Missing(inner: null);
    }

    /// <summary>Runs it to its end and returns what it printed.</summary>
    internal async Task<string> RunAsync(IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Name, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        try
        {
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0
                ? output
                : throw new InvalidDataException($"{Name} ended with code {process.ExitCode}: {(await errors).Trim()}");
        }
        catch (Win32Exception exception)
        {
            throw Missing(exception);
        }
    }

    private BenchException Missing(Exception? inner) =>
        new($"{Name} is not on the path. It is in the Debian package {Package}: apt-get install {Package}", inner);
}
