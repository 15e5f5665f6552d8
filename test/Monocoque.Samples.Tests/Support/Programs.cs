using System.Reflection;
using Monocoque.Shared;

namespace Monocoque.Samples.Support;

/// <summary>How to start the samples: as the build left them, or by the command of the README.</summary>
internal static class Programs
{
    /// <summary>Ports that nobody else has.</summary>
    internal static readonly string[] FreePorts =
    [
        "--urls", "http://127.0.0.1:0",
        "--Zmq:Sockets:prices:Bind:0=tcp://127.0.0.1:0",
        "--Zmq:Sockets:orders:Bind:0=tcp://127.0.0.1:0",
    ];

    private static readonly string s_configuration =
        typeof(Programs).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    private static string Dotnet => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>In its own folder, which is where <c>dotnet run</c> starts it too.</summary>
    internal static RunningProgram PriceFeed(params IEnumerable<string> arguments) => Start("PriceFeed", arguments);

    internal static RunningProgram ConsoleClient(params IEnumerable<string> arguments) => Start("ConsoleClient", arguments);

    internal static RunningProgram OnePort(params IEnumerable<string> arguments) => Start("OnePort", arguments);

    internal static RunningProgram OrderRouter(params IEnumerable<string> arguments) => Start("OrderRouter", arguments);

    internal static RunningProgram SecureWorkers(params IEnumerable<string> arguments) => Start("SecureWorkers", arguments);

    internal static RunningProgram CustomProtocol(params IEnumerable<string> arguments) => Start("CustomProtocol", arguments);

    /// <summary>The configuration is named because only the one of these tests is sure to be built.</summary>
    internal static RunningProgram PriceFeedAsInTheReadme(params IEnumerable<string> arguments) => RunningProgram.Start(
        RepositoryRoot.Path, [Dotnet, "run", "--project", "samples/PriceFeed", "--configuration", s_configuration, "--", .. arguments]);

    internal static RunningProgram Perf(params IEnumerable<string> arguments) => Start("Monocoque.Perf", arguments, "benchmarks");

    internal static string Assembly(string name, string parent = "samples") =>
        Path.Combine(RepositoryRoot.Path, parent, name, "bin", s_configuration, "net10.0", $"{name}.dll");

    private static RunningProgram Start(string name, IEnumerable<string> arguments, string parent = "samples")
    {
        var folder = Path.Combine(RepositoryRoot.Path, parent, name);
        return RunningProgram.Start(folder, [Dotnet, Assembly(name, parent), .. arguments]);
    }
}
