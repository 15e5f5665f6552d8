using Monocoque.Perf.Comparing;

namespace Monocoque.Perf.Scenarios;

/// <summary>One kind of traffic: how to make it and what to look at.</summary>
internal abstract class Scenario(string name, string title)
{
    /// <summary>How the command line calls it.</summary>
    internal string Name { get; } = name;

    /// <summary>How the table calls it.</summary>
    internal string Title { get; } = title;

    /// <summary>What the table shows.</summary>
    internal abstract IReadOnlyList<Metric> Metrics { get; }

    /// <summary>Whether this traffic can be made with that contestant.</summary>
    internal virtual bool Suits(Contestant contestant) => true;

    /// <summary>Makes the traffic, unmeasured and then measured.</summary>
    /// <returns>Values by the key of their row.</returns>
    internal abstract Task<Dictionary<string, double>> MeasureAsync(Contestant contestant, ComparisonOptions options);

    /// <summary>Makes the traffic while the system calls are counted.</summary>
    /// <returns>Values by the key of their row; none where nobody looks at them.</returns>
    internal virtual Task<Dictionary<string, double>> CountAsync(Contestant contestant, ComparisonOptions options) =>
        Task.FromResult(new Dictionary<string, double>());

    /// <summary>Makes the traffic with contents that are checked.</summary>
    /// <returns>How many messages were.</returns>
    internal abstract Task<long> VerifyAsync(Contestant contestant);
}
