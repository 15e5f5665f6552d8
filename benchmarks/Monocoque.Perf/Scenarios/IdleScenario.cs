using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Scenarios;

/// <summary>
/// Peers that have each done one exchange and then say nothing: what they hold. The exchange proves that each of them is served.
/// </summary>
internal sealed class IdleScenario(string name, string title, Traffic traffic) : Scenario(name, title)
{
    /// <summary>Enough to have run every path before the memory without peers is read.</summary>
    private static readonly Traffic s_few = Traffic.Idle(64, 200);

    /// <summary>What the collection and the compiler still do in the background is not idling.</summary>
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(3);

    internal override IReadOnlyList<Metric> Metrics { get; } = [new("resident", "resident B/peer"), new("idle", "idle CPU ms/s")];

    internal override bool Suits(Contestant contestant) => contestant.CarriesMessages && !ContestantCatalog.Mixed.Contains(contestant);

    /// <summary>The one message of each peer must come back for the scenario to end at all.</summary>
    internal override Task<long> VerifyAsync(Contestant contestant) => Task.FromResult(0L);

    internal override async Task<Dictionary<string, double>> MeasureAsync(Contestant contestant, ComparisonOptions options)
    {
        await using var server = WorkerProcess.Start(contestant.Local(traffic.LocalCommand(TimeSpan.Zero, TimeSpan.FromHours(1))));
        var address = await server.ReadAddressAsync();
        await using (var few = await ConnectAsync(s_few, address))
        {
        }
        var before = await server.ReadMemoryAsync();
        await using var peers = await ConnectAsync(traffic, address);
        var after = await server.ReadMemoryAsync();
        await Task.Delay(s_settling);
        var processor = ProcessUsage.Read(server.Id).Processor;
        await Task.Delay(options.Seconds);
        processor = ProcessUsage.Read(server.Id).Processor - processor;
        var count = double.Parse(traffic.RemoteOptions[1], System.Globalization.CultureInfo.InvariantCulture);
        return new()
        {
            ["resident"] = (after - before) / count,
            ["idle"] = processor.TotalMilliseconds / options.Seconds.TotalSeconds,
        };
    }

    private static async Task<WorkerProcess> ConnectAsync(Traffic traffic, string address)
    {
        var peers = WorkerProcess.Start(NativePrograms.Load(traffic.RemoteCommand(address, TimeSpan.Zero, TimeSpan.FromHours(1))));
        try
        {
            await peers.ReadReportAsync(TimeSpan.FromSeconds(30));
            return peers;
        }
        catch
        {
            await peers.DisposeAsync();
            throw;
        }
    }
}
