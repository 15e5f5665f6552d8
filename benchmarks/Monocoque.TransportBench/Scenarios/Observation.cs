namespace Monocoque.TransportBench.Scenarios;

/// <summary>What a client saw in one measurement.</summary>
/// <param name="Work">Units of work done; the server's costs are divided by it.</param>
/// <param name="Values">Values by the key of their metric.</param>
internal sealed record Observation(double Work, Dictionary<string, double> Values)
{
    /// <summary>Why this measurement does not count; <see langword="null"/> if it does.</summary>
    public string? Fault { get; init; }
}
