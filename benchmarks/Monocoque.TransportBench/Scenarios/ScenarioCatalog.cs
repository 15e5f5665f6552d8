namespace Monocoque.TransportBench.Scenarios;

/// <summary>The scenarios by name, in the order in which they run.</summary>
internal static class ScenarioCatalog
{
    private static readonly Scenario[] s_all =
    [
        Plaintext(1),
        Plaintext(32),
        Plaintext(256),
        Plaintext(1024),
        new WrkScenario("pipelined", "Plaintext, 16 pipelined, 256 connections", "/plaintext") { Pipelined = true },
        new WrkScenario("json", "JSON, 256 connections", "/json"),
        new WrkScenario("close", "Plaintext, a connection for each request, 32 at a time", "/plaintext") { Connections = 32, Close = true },
        new WrkScenario("body", "Body of 100 KB, 32 connections", "/body") { Connections = 32 },
        new WrkScenario("https", "HTTPS, plaintext, 256 connections", "/plaintext") { Tls = true },
        new H2LoadScenario("h2-tls", "HTTP/2 over TLS, 32 connections, 16 streams each", tls: true),
        new H2LoadScenario("h2-plain", "HTTP/2 by prior knowledge, 32 connections, 16 streams each", tls: false),
        new EchoScenario("echo-blocking", "Echo of 64 octets, blocking client", spin: false),
        new EchoScenario("echo-spinning", "Echo of 64 octets, spinning client", spin: true),
        new SinkScenario("sink", "64 KiB writes into a sink, one connection"),
        new IdleScenario("idle-bare", "Idle connections of a bare handler", http: false),
        new IdleScenario("idle-http", "Idle connections of HTTP/1.1", http: true),
    ];

    internal static IReadOnlyList<Scenario> All => s_all;

    internal static IEnumerable<string> Names => s_all.Select(static scenario => scenario.Name);

    /// <summary>The scenario of that name, or all whose name begins with it and a dash.</summary>
    internal static IEnumerable<Scenario> Select(string name)
    {
        var selected = Array.FindAll(s_all, scenario => scenario.Name == name || scenario.Name.StartsWith(name + "-", StringComparison.Ordinal));
        return selected.Length > 0
            ? selected
            : throw new BenchException($"There is no scenario '{name}'. The scenarios are {string.Join(", ", Names)}; 'echo' is short for all that begin with 'echo-'.");
    }

    private static WrkScenario Plaintext(int connections) =>
        new($"plaintext-{connections}", $"Plaintext, {connections} connection{(connections == 1 ? "" : "s")}", "/plaintext") { Connections = connections };
}
