using Monocoque.Perf.Comparing;
using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Scenarios;

/// <summary>REQ and REP, one message at a time.</summary>
/// <param name="name">How the command line calls it.</param>
/// <param name="title">How the table calls it.</param>
/// <param name="traffic">What both ends are told.</param>
/// <param name="spins">Which contestants ask for a message again and again instead of waiting for it.</param>
internal sealed class LatencyScenario(string name, string title, Traffic traffic, Func<Contestant, bool> spins)
    : PairScenario(name, title, traffic)
{
    internal override IReadOnlyList<Metric> Metrics { get; } =
    [
        new("p50", "one-way p50 µs"),
        new("p99", "one-way p99 µs"),
        new("p999", "one-way p99.9 µs"),
        new("cpu", "both ends, CPU ns/round trip"),
        new("allocated", "both ends, allocated B/round trip"),
        new("calls", "both ends, system calls/round trip"),
    ];

    internal override async Task<Dictionary<string, double>> CountAsync(Contestant contestant, ComparisonOptions options)
    {
        var calls = await Pair.CountSystemCallsAsync(contestant, GetTraffic(contestant), options.WarmUp, options.Seconds);
        return new() { ["calls"] = calls.Remote + calls.Local };
    }

    protected override Traffic GetTraffic(Contestant contestant) => spins(contestant) ? Traffic.With("--spin") : Traffic;

    protected override ToolReport Receiver(Pair pair) => pair.Remote;

    protected override Dictionary<string, double> Evaluate(Pair pair)
    {
        var values = new Dictionary<string, double> { ["cpu"] = Processor(pair.Local) + Processor(pair.Remote) };
        AddLatencies(values, pair.Remote);
        AddAllocations(values, "allocated", pair.Local, pair.Remote);
        return values;
    }
}
