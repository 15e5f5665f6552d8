using Monocoque.Perf.Comparing;
using Monocoque.Perf.Tools;

namespace Monocoque.Perf.Scenarios;

/// <summary>PUB to SUB sockets, as fast as it goes. Whoever is slow misses messages, as is the default; what arrives counts.</summary>
internal sealed class PublishScenario(string name, string title, Traffic traffic) : PairScenario(name, title, traffic)
{
    internal override IReadOnlyList<Metric> Metrics { get; } =
        [new("rate", "deliveries/s"), new("receiveCpu", "subscribers, CPU ns/delivery")];

    internal override bool Suits(Contestant contestant) => contestant.CarriesMessages;

    protected override ToolReport Receiver(Pair pair) => pair.Remote;

    protected override Dictionary<string, double> Evaluate(Pair pair) => new()
    {
        ["rate"] = pair.Remote.Rate,
        ["receiveCpu"] = Processor(pair.Remote),
    };
}
