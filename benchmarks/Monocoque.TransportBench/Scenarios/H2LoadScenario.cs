using System.Globalization;
using System.Text.RegularExpressions;
using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>HTTP/2 by h2load: several requests at once on each connection.</summary>
internal sealed partial class H2LoadScenario(string name, string title, bool tls) : Scenario(name, title)
{
    private const int Connections = 32;
    private const int StreamsPerConnection = 16;

    internal override ExternalTool Tool => ExternalTool.H2Load;

    internal override IReadOnlyList<Metric> Metrics { get; } =
        [new("rate", "requests/s"), Metric.P50, Metric.P99, Metric.Processor("request"), Metric.Switches("request")];

    internal override Task WarmUpAsync(ServerProcess server, ComparisonOptions options) => RunAsync(server, options.WarmUpSeconds, log: null);

    internal override async Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options)
    {
        var log = Path.GetTempFileName();
        try
        {
            var output = await RunAsync(server, options.Seconds, log);
            // Only the log has what percentiles are made of: start, status, microseconds.
            var latencies = new Latencies(File.ReadLines(log).Select(static line => double.Parse(line[(line.LastIndexOf('\t') + 1)..], CultureInfo.InvariantCulture)));
            return Evaluate(output, latencies);
        }
        finally
        {
            File.Delete(log);
        }
    }

    private static Observation Evaluate(string output, Latencies latencies)
    {
        var rate = Finished().Match(output);
        var requests = Requests().Match(output);
        var statuses = Statuses().Match(output);
        if (!rate.Success || !requests.Success || !statuses.Success)
            throw new InvalidDataException($"h2load printed no result: {output}");

        var succeeded = ProcFile.Number(requests.Groups["succeeded"].ValueSpan);
        var failed = ProcFile.Number(requests.Groups["failed"].ValueSpan) + ProcFile.Number(requests.Groups["errored"].ValueSpan)
            + ProcFile.Number(requests.Groups["timeout"].ValueSpan);
        var others = ProcFile.Number(statuses.Groups["s3"].ValueSpan) + ProcFile.Number(statuses.Groups["s4"].ValueSpan)
            + ProcFile.Number(statuses.Groups["s5"].ValueSpan);
        if (succeeded == 0 || failed + others > 0 || latencies.Count == 0)
            return Reject($"h2load saw {succeeded} good responses, {failed} errors and {others} other statuses than 2xx");
        if (!output.Contains("Application protocol: h2", StringComparison.Ordinal))
            return Reject("the server did not agree to HTTP/2");

        return new Observation(succeeded, new()
        {
            ["rate"] = double.Parse(rate.Groups["rate"].ValueSpan, CultureInfo.InvariantCulture),
            [Metric.P50.Key] = latencies.Percentile(0.50),
            [Metric.P99.Key] = latencies.Percentile(0.99),
        });
    }

    private static Observation Reject(string reason) => new(0, []) { Fault = reason };

    private Task<string> RunAsync(ServerProcess server, int seconds, string? log)
    {
        var threads = Math.Clamp(Environment.ProcessorCount / 2, 1, Connections);
        List<string> arguments =
        [
            $"--clients={Connections}",
            $"--max-concurrent-streams={StreamsPerConnection}",
            $"--threads={threads}",
            $"--duration={seconds}s",
        ];
        if (log is not null)
            arguments.Add($"--log-file={log}");
        arguments.Add(tls ? $"https://127.0.0.1:{server.Ports.Https}/plaintext" : $"http://127.0.0.1:{server.Ports.Http2}/plaintext");
        return Tool.RunAsync(arguments);
    }

    [GeneratedRegex(@"^finished in .*?, (?<rate>[\d.]+) req/s", RegexOptions.Multiline)]
    private static partial Regex Finished();

    [GeneratedRegex(@"(?<succeeded>\d+) succeeded, (?<failed>\d+) failed, (?<errored>\d+) errored, (?<timeout>\d+) timeout")]
    private static partial Regex Requests();

    [GeneratedRegex(@"status codes: \d+ 2xx, (?<s3>\d+) 3xx, (?<s4>\d+) 4xx, (?<s5>\d+) 5xx")]
    private static partial Regex Statuses();
}
