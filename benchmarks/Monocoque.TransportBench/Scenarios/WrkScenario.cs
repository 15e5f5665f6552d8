using System.Globalization;
using System.Text.Json;
using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>HTTP/1.1 by wrk: each connection sends its next request when it has the response.</summary>
internal sealed class WrkScenario(string name, string title, string path) : Scenario(name, title)
{
    private const string ResultMark = "result ";

    internal int Connections { get; init; } = 256;

    internal bool Tls { get; init; }

    internal bool Close { get; init; }

    /// <summary>Sixteen requests at once. The latencies of wrk mean nothing then, so they are left out.</summary>
    internal bool Pipelined { get; init; }

    internal override ExternalTool Tool => ExternalTool.Wrk;

    internal override IReadOnlyList<Metric> Metrics
    {
        get
        {
            Metric rate = new("rate", "requests/s");
            return Pipelined
                ? [rate, Metric.Processor("request"), Metric.Switches("request")]
                : [rate, Metric.P50, Metric.P99, Metric.Processor("request"), Metric.Switches("request")];
        }
    }

    internal override Task WarmUpAsync(ServerProcess server, ComparisonOptions options) => RunAsync(server, options.WarmUpSeconds);

    internal override async Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options)
    {
        var output = await RunAsync(server, options.Seconds);
        var line = output.Split('\n').FirstOrDefault(static line => line.StartsWith(ResultMark, StringComparison.Ordinal))
            ?? throw new InvalidDataException($"wrk printed no result: {output}");
        var result = JsonSerializer.Deserialize<WrkResult>(line[ResultMark.Length..], JsonSerializerOptions.Web)!;
        return new Observation(result.Requests, new()
        {
            ["rate"] = result.Requests / (result.Duration / 1e6),
            [Metric.P50.Key] = result.P50,
            [Metric.P99.Key] = result.P99,
        })
        {
            Fault = result.Fault,
        };
    }

    private Task<string> RunAsync(ServerProcess server, int seconds)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Scripts", Pipelined ? "pipelined.lua" : "report.lua");
        // The load generator gets half the machine: with more threads than that it takes from the server what it measures.
        var threads = Math.Clamp(Environment.ProcessorCount / 2, 1, Connections);
        List<string> arguments =
        [
            "--threads", threads.ToString(CultureInfo.InvariantCulture),
            "--connections", Connections.ToString(CultureInfo.InvariantCulture),
            "--duration", $"{seconds}s",
            "--script", script,
        ];
        if (Close)
            arguments.AddRange(["--header", "Connection: close"]);
        arguments.Add(Tls ? $"https://127.0.0.1:{server.Ports.Https}{path}" : $"http://127.0.0.1:{server.Ports.Http}{path}");
        return Tool.RunAsync(arguments);
    }

    /// <summary>The line that Scripts/report.lua writes.</summary>
    private sealed record WrkResult(long Requests, double Duration, long Connect, long Read, long Write, long Status, long Timeout, double P50, double P99)
    {
        internal string? Fault => (Connect, Read, Write, Status, Timeout, Requests) switch
        {
            (_, _, _, _, _, 0) => "no request was answered",
            (0, 0, 0, 0, 0, _) => null,
            _ => $"wrk saw errors: connect {Connect}, read {Read}, write {Write}, status {Status}, timeout {Timeout}",
        };
    }
}
