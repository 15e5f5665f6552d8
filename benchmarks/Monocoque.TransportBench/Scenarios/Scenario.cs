using Monocoque.TransportBench.Comparing;

namespace Monocoque.TransportBench.Scenarios;

/// <summary>One kind of traffic: how to make it and what to look at.</summary>
internal abstract class Scenario(string name, string title)
{
    /// <summary>How the command line calls it.</summary>
    internal string Name { get; } = name;

    /// <summary>The heading of its table.</summary>
    internal string Title { get; } = title;

    /// <summary>The columns of its table.</summary>
    internal abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>The program it needs; <see langword="null"/> if it makes its traffic itself.</summary>
    internal virtual ExternalTool? Tool => null;

    /// <summary>Runs the server warm. Nothing of this counts.</summary>
    internal abstract Task WarmUpAsync(ServerProcess server, ComparisonOptions options);

    /// <summary>Runs the traffic that counts.</summary>
    internal abstract Task<Observation> MeasureAsync(ServerProcess server, ComparisonOptions options);
}
