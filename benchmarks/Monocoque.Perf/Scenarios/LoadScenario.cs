using Monocoque.Perf.Comparing;
using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Scenarios;

/// <summary>One end under test, and at the other end the load generator, which is the same for all and costs little.</summary>
internal sealed class LoadScenario(string name, string title, string unit, Traffic traffic) : PairScenario(name, title, traffic)
{
    internal override IReadOnlyList<Metric> Metrics { get; } =
        [new("rate", unit), new("cpu", $"CPU ns/{Singular(unit)}"), new("allocated", $"allocated B/{Singular(unit)}")];

    /// <summary>One of each is the same as the binding one alone.</summary>
    internal override bool Suits(Contestant contestant) => contestant.CarriesMessages && !ContestantCatalog.Mixed.Contains(contestant);

    protected override ToolReport Receiver(Pair pair) => pair.Remote;

    protected override Task<Pair> RunAsync(Contestant contestant, Traffic traffic, TimeSpan warmUp, TimeSpan seconds) =>
        base.RunAsync(contestant with { Remote = NativePrograms.Load }, traffic, warmUp, seconds);

    private static string Singular(string unit) => unit == "deliveries/s" ? "delivery" : "echo";

    protected override Dictionary<string, double> Evaluate(Pair pair)
    {
        // A publisher counts what it sends, the generator what it takes.
        var rate = pair.Remote.Rate;
        var values = new Dictionary<string, double> { ["rate"] = rate, ["cpu"] = pair.Local.CpuSeconds / pair.Local.Seconds / rate * 1e9 };
        if (pair.Local.AllocatedBytes is { } bytes)
            values["allocated"] = bytes / pair.Local.Seconds / rate;
        return values;
    }
}
