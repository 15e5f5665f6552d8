using System.Diagnostics;
using System.Text;

namespace Monocoque.Packaging.Support;

/// <summary>
/// A temporary folder in which <c>dotnet</c> works as on a machine that has never seen this repository: with a home, a package cache and
/// sources of packages of its own. Nothing is asked of the network.
/// </summary>
internal sealed class Workshop : IDisposable
{
    /// <summary>For a busy machine. Running into it is a failure.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    internal string Folder { get; } = Directory.CreateTempSubdirectory("monocoque-packaging-").FullName;

    internal string Packages => Path.Combine(Folder, "packages");

    internal static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>The sources: what was packed, and what the tests of this repository were restored with.</summary>
    internal void WriteSources(string restored) => File.WriteAllText(Path.Combine(Folder, "NuGet.config"), $"""
        <configuration>
          <packageSources>
            <clear />
            <add key="packed" value="{Packages}" />
            <add key="restored" value="{restored}" />
          </packageSources>
        </configuration>
        """);

    /// <summary>Runs <c>dotnet</c> to its end, which must be a good one, and returns what it wrote.</summary>
    internal Task<string> RunAsync(string folder, params IEnumerable<string> arguments) => RunAsync(folder, arguments, Isolate);

    /// <summary>The same with the packages and the home of this user, as a build of the repository itself needs them.</summary>
    internal static Task<string> RunOutsideAsync(string folder, params IEnumerable<string> arguments) =>
        RunAsync(folder, arguments, static _ => { });

    private static async Task<string> RunAsync(string folder, IEnumerable<string> arguments, Action<IDictionary<string, string?>> isolate)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(Dotnet, arguments) { WorkingDirectory = folder } };
        process.StartInfo.RedirectStandardOutput = process.StartInfo.RedirectStandardError = true;
        LeaveBuild(process.StartInfo.Environment);
        isolate(process.StartInfo.Environment);
        var output = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(output, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            var cancelled = TestContext.Current.CancellationToken;
            await process.WaitForExitAsync(cancelled).WaitAsync(s_patience, cancelled);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
        var text = output.ToString();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{text}");
        return text;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static void Append(StringBuilder output, string? line)
    {
        lock (output)
            output.AppendLine(line);
    }

    /// <summary>What the build that runs these tests tells its own children must not reach a build of theirs.</summary>
    private static void LeaveBuild(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            environment.Remove(name);
        environment["MSBUILDDISABLENODEREUSE"] = "1";
    }

    private void Isolate(IDictionary<string, string?> environment)
    {
        environment["DOTNET_CLI_HOME"] = Path.Combine(Folder, "home");
        environment["NUGET_PACKAGES"] = Path.Combine(Folder, "cache");
        environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = environment["DOTNET_NOLOGO"] = "1";
        environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
    }
}
