using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Scenarios;

/// <summary>The scenarios by name, in the order in which they run.</summary>
internal static class ScenarioCatalog
{
    private static readonly Scenario[] s_all =
    [
        Push("16", 16),
        Push("64", 64),
        Push("256", 256),
        Push("1k", 1 << 10),
        Push("8k", 8 << 10),
        Push("64k", 64 << 10),
        Push("1m", 1 << 20),
        new LatencyScenario("req-64", "REQ/REP 64 B", Traffic.RoundTrips(64), static _ => false),
        new LatencyScenario(
            "req-spin", "REQ/REP 64 B, all but libzmq spin", Traffic.RoundTrips(64), static contestant => contestant != ContestantCatalog.LibZmq),
        new LatencyScenario("req-allspin", "REQ/REP 64 B, all spin", Traffic.RoundTrips(64), static _ => true),
        new LoneScenario("lone-64", "PUSH→PULL 64 B after 1 ms of silence", Traffic.Lone(64)),
        Push("2frames", 64, "PUSH→PULL 2 frames of 64 B", "--frames", "2"),
        Push("4frames", 64, "PUSH→PULL 4 frames of 64 B", "--frames", "4"),
        Push("2producers", 64, "PUSH→PULL 64 B, 2 callers on one PUSH", "--producers", "2"),
        Push("4producers", 64, "PUSH→PULL 64 B, 4 callers on one PUSH", "--producers", "4"),
        Publish("1", "PUB→SUB 256 B, 1 subscriber", "--peers", "1"),
        Publish("10", "PUB→SUB 256 B, 10 subscribers", "--peers", "10"),
        Publish("100", "PUB→SUB 256 B, 100 subscribers", "--peers", "100"),
        Publish("prefixes", "PUB→SUB 256 B, 1 subscriber with 1 million other prefixes", "--prefixes", "1000000"),
        new LoadScenario("sink-10", "PUB 256 B to 10 peers in C", "deliveries/s", Traffic.Sink(256, 10)),
        new LoadScenario("sink-100", "PUB 256 B to 100 peers in C", "deliveries/s", Traffic.Sink(256, 100)),
        Echo(1),
        Echo(100),
        Echo(1000),
        Echo(10_000, inFlight: 1),
        new IdleScenario("idle-10000", "ROUTER, 10,000 idle DEALERs", Traffic.Idle(64, 10_000)),
        Push("curve-64", 64, "PUSH→PULL 64 B, CURVE", "--curve"),
        Push("curve-1k", 1 << 10, "PUSH→PULL 1 KB, CURVE", "--curve"),
        new ThroughputScenario("ipc-64", "PUSH→PULL 64 B over ipc", Traffic.Throughput(Traffic.Ipc, 64)),
        new ThroughputScenario("ipc-1k", "PUSH→PULL 1 KB over ipc", Traffic.Throughput(Traffic.Ipc, 1 << 10)),
        Inproc("16", 16),
        Inproc("64", 64),
        Inproc("256", 256),
        Inproc("1k", 1 << 10),
        Inproc("8k", 8 << 10),
        Inproc("64k", 64 << 10),
    ];

    internal static IReadOnlyList<Scenario> All => s_all;

    internal static IEnumerable<string> Names => s_all.Select(static scenario => scenario.Name);

    /// <summary>The scenario of that name, or all whose name begins with it and a dash.</summary>
    internal static IEnumerable<Scenario> Select(string name)
    {
        var selected = Array.FindAll(
            s_all, scenario => scenario.Name == name || scenario.Name.StartsWith(name + "-", StringComparison.Ordinal));
        return selected.Length > 0
            ? selected
            : throw new BenchException(
                $"There is no scenario '{name}'. The scenarios are {string.Join(", ", Names)}; 'push' is short for all that begin with 'push-'.");
    }

    private static ThroughputScenario Push(string name, int size) => Push(name, size, $"PUSH→PULL {Text(size)}");

    private static ThroughputScenario Push(string name, int size, string title, params IReadOnlyList<string> options) =>
        new($"push-{name}", title, Traffic.Throughput(Traffic.Tcp, size, options));

    private static LoadScenario Echo(int peers, int inFlight = 16) => new(
        $"router-{peers}",
        $"ROUTER echo 64 B, {peers:N0} DEALER{(peers == 1 ? "" : "s")} in C, {inFlight} in flight each",
        "echoes/s",
        Traffic.Echo(64, peers, inFlight));

    private static PublishScenario Publish(string name, string title, params IReadOnlyList<string> options) =>
        new($"pub-{name}", title, Traffic.Publish(256, options));

    private static ThroughputScenario Inproc(string name, int size) =>
        new($"inproc-{name}", $"PUSH→PULL {Text(size)} over inproc", Traffic.InOneProcess(size));

    private static string Text(int size) => size switch
    {
        < 1 << 10 => $"{size} B",
        < 1 << 20 => $"{size >> 10} KB",
        _ => $"{size >> 20} MB",
    };
}
