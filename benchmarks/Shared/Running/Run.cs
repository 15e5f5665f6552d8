namespace Monocoque.Benchmarking;

/// <summary>One measurement of one arm in one round, as the JSON file has it.</summary>
internal sealed record Run
{
    public required string Scenario { get; init; }

    public required int Round { get; init; }

    public required string Arm { get; init; }

    public required DateTimeOffset Start { get; init; }

    /// <summary>The average of the last minute before the server of this run started; it has the runs before in it.</summary>
    public required double LoadAverage { get; init; }

    /// <summary>Why the run does not count; <see langword="null"/> if it does.</summary>
    public string? Rejected { get; init; }

    /// <summary>Share of the machine that other programs had meanwhile, 0 to 1.</summary>
    public double ForeignShare { get; init; }

    /// <summary>Share of the machine that the hypervisor took away meanwhile, 0 to 1.</summary>
    public double StolenShare { get; init; }

    /// <summary>Values by the key of their metric.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>How far the counters of the transport moved.</summary>
    public IReadOnlyDictionary<string, long> Counters { get; init; } = new Dictionary<string, long>();
}
