using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Scenarios;

/// <summary>PUSH to PULL, as fast as it goes.</summary>
internal sealed class ThroughputScenario(string name, string title, Traffic traffic) : PairScenario(name, title, traffic)
{
    internal override IReadOnlyList<Metric> Metrics => Traffic.RemoteRole is null
        ? [new("rate", "messages/s"), new("cpu", "both ends, CPU ns/message"), new("allocated", "both ends, allocated B/message")]
        :
        [
            new("rate", "messages/s"),
            new("sendCpu", "sender, CPU ns/message"),
            new("receiveCpu", "receiver, CPU ns/message"),
            new("sendAllocated", "sender, allocated B/message"),
            new("receiveAllocated", "receiver, allocated B/message"),
            new("sendCalls", "sender, system calls/message"),
            new("receiveCalls", "receiver, system calls/message"),
        ];

    /// <summary>Without messages there are no frames and no producers either.</summary>
    internal override bool Suits(Contestant contestant) =>
        base.Suits(contestant) && (contestant.CarriesMessages || (Traffic.Options.Count == 0 && Traffic.Address == Traffic.Tcp));

    internal override async Task<Dictionary<string, double>> CountAsync(Contestant contestant, ComparisonOptions options)
    {
        if (Traffic.RemoteRole is null)
            return [];
        var calls = await Pair.CountSystemCallsAsync(contestant, Traffic, options.WarmUp, options.Seconds);
        return new() { ["sendCalls"] = calls.Remote, ["receiveCalls"] = calls.Local };
    }

    protected override Dictionary<string, double> Evaluate(Pair pair)
    {
        var values = new Dictionary<string, double> { ["rate"] = pair.Local.Rate };
        if (Traffic.RemoteRole is null)
        {
            values["cpu"] = Processor(pair.Local);
            AddAllocations(values, "allocated", pair.Local);
            return values;
        }
        values["sendCpu"] = Processor(pair.Remote);
        values["receiveCpu"] = Processor(pair.Local);
        AddAllocations(values, "sendAllocated", pair.Remote);
        AddAllocations(values, "receiveAllocated", pair.Local);
        return values;
    }
}
