namespace Monocoque.Benchmarking;

/// <summary>A column of a table.</summary>
/// <param name="Key">The name of the value in an observation and in the JSON file.</param>
/// <param name="Title">The head of the column, with the unit.</param>
internal sealed record Metric(string Key, string Title)
{
    internal static Metric P50 { get; } = new("p50", "p50 µs");

    internal static Metric P99 { get; } = new("p99", "p99 µs");

    /// <summary>Processor time of the server per unit of work.</summary>
    internal static Metric Processor(string unit) => new("cpu", $"server CPU µs/{unit}");

    /// <summary>Context switches of the server per unit of work.</summary>
    internal static Metric Switches(string unit) => new("switches", $"switches/{unit}");
}
