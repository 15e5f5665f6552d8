using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Monocoque.Samples.Support;
using Monocoque.Shared;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>The test host as a process of its own, confined as a test asks.</summary>
internal static partial class HostProgram
{
    private const string Name = "Monocoque.Transport.IoUring.TestHost";

    private static readonly string s_configuration =
        typeof(HostProgram).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    internal static RunningProgram Start(string arguments)
    {
        var folder = Path.Combine(RepositoryRoot.Path, "test", Name);
        var dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return RunningProgram.Start(folder, [dotnet, Path.Combine(folder, "bin", s_configuration, "net10.0", $"{Name}.dll"), .. arguments.Split(' ')]);
    }

    /// <summary>The port it serves on, once it does.</summary>
    internal static async Task<int> PortAsync(this RunningProgram program) =>
        int.Parse((await program.WaitForAsync(Listening())).Groups[1].Value, CultureInfo.InvariantCulture);

    internal static async Task<string> GetAsync(this RunningProgram program, string path)
    {
        using var client = new HttpClient { Timeout = Eventually.Patience };
        return await client.GetStringAsync(new Uri($"http://127.0.0.1:{await program.PortAsync()}{path}"), TestContext.Current.CancellationToken);
    }

    /// <summary>What a kind of transport is called there.</summary>
    internal static string Word(this TransportKind kind) => kind switch
    {
        TransportKind.Sockets => "sockets",
        TransportKind.IoUring => "io_uring required",
        _ => "inline required",
    };

    [GeneratedRegex(@"listening on: http://\S+:(\d+)")]
    private static partial Regex Listening();
}
