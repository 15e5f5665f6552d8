using System.Globalization;

namespace Monocoque.Perf.Comparing;

/// <summary>What goes on between two processes, or in one.</summary>
/// <param name="LocalRole">The end that binds.</param>
/// <param name="RemoteRole">The end that connects; <see langword="null"/> if the first process has both.</param>
/// <param name="Address">Where the local end binds.</param>
/// <param name="Size">Octets of a frame.</param>
/// <param name="Options">More for both command lines.</param>
internal sealed record Traffic(string LocalRole, string? RemoteRole, string Address, int Size, params IReadOnlyList<string> Options)
{
    /// <summary>More for the command line of the connecting end.</summary>
    public IReadOnlyList<string> RemoteOptions { get; init; } = [];

    internal const string Tcp = "tcp://127.0.0.1:*";

    internal const string Ipc = "ipc://*";

    internal const string Inproc = "inproc://perf";

    internal static Traffic Throughput(string address, int size, params IReadOnlyList<string> options) =>
        new("local_thr", "remote_thr", address, size, options);

    internal static Traffic InOneProcess(int size) => new("inproc_thr", RemoteRole: null, Inproc, size);

    internal static Traffic RoundTrips(int size) => new("local_lat", "remote_lat", Tcp, size);

    internal static Traffic Lone(int size) => new("local_lone", "remote_lone", Tcp, size);

    internal static Traffic Publish(int size, params IReadOnlyList<string> options) =>
        new("local_pub", "remote_sub", Tcp, size, options);

    /// <summary>Between a ROUTER that echoes and that many peers of the load generator, each with some messages on their way.</summary>
    internal static Traffic Echo(int size, int peers, int inFlight) =>
        new("local_router", "remote_dealers", Tcp, size) { RemoteOptions = ["--peers", Text(peers), "--inflight", Text(inFlight)] };

    /// <summary>From a PUB to that many peers of the load generator.</summary>
    internal static Traffic Sink(int size, int peers) =>
        new("local_pub", "remote_sink", Tcp, size) { RemoteOptions = ["--peers", Text(peers)] };

    /// <summary>Between a ROUTER and peers that have nothing more to say.</summary>
    internal static Traffic Idle(int size, int peers) =>
        new("local_router", "remote_idle", Tcp, size) { RemoteOptions = ["--peers", Text(peers)] };

    /// <summary>With one more option for both.</summary>
    internal Traffic With(string option) => this with { Options = [.. Options, option] };

    /// <summary>The command line of the binding end.</summary>
    internal IEnumerable<string> LocalCommand(TimeSpan warmUp, TimeSpan seconds) => Command(LocalRole, Address, warmUp, seconds);

    /// <summary>The command line of the other end.</summary>
    internal IEnumerable<string> RemoteCommand(string address, TimeSpan warmUp, TimeSpan seconds) =>
        [.. Command(RemoteRole!, address, warmUp, seconds), .. RemoteOptions];

    private IEnumerable<string> Command(string role, string address, TimeSpan warmUp, TimeSpan seconds) =>
    [
        role, address, Text(Size), "0", "--report", "--warmup", Text(warmUp.TotalSeconds), "--seconds", Text(seconds.TotalSeconds), .. Options,
    ];

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);
}
