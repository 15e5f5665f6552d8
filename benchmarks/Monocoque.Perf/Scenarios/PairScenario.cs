using Monocoque.Perf.Comparing;
using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Scenarios;

/// <summary>Traffic between two processes, or in one.</summary>
internal abstract class PairScenario(string name, string title, Traffic traffic) : Scenario(name, title)
{
    private static readonly TimeSpan s_verified = TimeSpan.FromSeconds(0.3);

    /// <summary>What both ends are told.</summary>
    protected Traffic Traffic { get; } = traffic;

    /// <summary>Inside one process there is neither a transport nor another library to choose.</summary>
    internal override bool Suits(Contestant contestant) =>
        Traffic.RemoteRole is not null || contestant == ContestantCatalog.LibZmq || contestant == ContestantCatalog.IoUring;

    internal override async Task<Dictionary<string, double>> MeasureAsync(Contestant contestant, ComparisonOptions options) =>
        Evaluate(await RunAsync(contestant, GetTraffic(contestant), options.WarmUp, options.Seconds));

    internal override async Task<long> VerifyAsync(Contestant contestant) =>
        Receiver(await RunAsync(contestant, GetTraffic(contestant).With("--verify"), TimeSpan.Zero, s_verified)).Messages;

    protected virtual Task<Pair> RunAsync(Contestant contestant, Traffic traffic, TimeSpan warmUp, TimeSpan seconds) =>
        Pair.RunAsync(contestant, traffic, warmUp, seconds);

    protected virtual Traffic GetTraffic(Contestant contestant) => Traffic;

    /// <summary>The end that knows what has arrived.</summary>
    protected virtual ToolReport Receiver(Pair pair) => pair.Local;

    protected abstract Dictionary<string, double> Evaluate(Pair pair);

    /// <summary>Nanoseconds of processor time per message.</summary>
    protected static double Processor(ToolReport report) => report.CpuSeconds * 1e9 / Math.Max(1, report.Messages);

    /// <summary>Adds the bytes of managed objects per message, of programs that have any.</summary>
    protected static void AddAllocations(Dictionary<string, double> values, string key, params ReadOnlySpan<ToolReport> reports)
    {
        foreach (var report in reports)
        {
            if (report.AllocatedBytes is { } bytes)
                values[key] = values.GetValueOrDefault(key) + (double)bytes / Math.Max(1, report.Messages);
        }
    }

    /// <summary>Adds percentiles.</summary>
    protected static void AddLatencies(Dictionary<string, double> values, ToolReport report)
    {
        values["p50"] = report.P50!.Value;
        values["p99"] = report.P99!.Value;
        values["p999"] = report.P999!.Value;
    }
}
