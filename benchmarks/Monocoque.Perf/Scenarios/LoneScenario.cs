using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Scenarios;

/// <summary>PUSH to PULL, one message after a pause: what it takes to wake a receiver.</summary>
internal sealed class LoneScenario(string name, string title, Traffic traffic) : PairScenario(name, title, traffic)
{
    internal override IReadOnlyList<Metric> Metrics { get; } =
        [new("p50", "one-way p50 µs"), new("p99", "one-way p99 µs"), new("p999", "one-way p99.9 µs")];

    internal override bool Suits(Contestant contestant) => contestant.CarriesMessages;

    /// <summary>Its messages are those of the throughput scenarios; what is in front here is the time.</summary>
    internal override Task<long> VerifyAsync(Contestant contestant) => Task.FromResult(0L);

    protected override Dictionary<string, double> Evaluate(Pair pair)
    {
        var values = new Dictionary<string, double>();
        AddLatencies(values, pair.Local);
        return values;
    }
}
