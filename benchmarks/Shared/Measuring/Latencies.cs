namespace Monocoque.Benchmarking;

/// <summary>All latencies of a run, in microseconds.</summary>
internal sealed class Latencies(IEnumerable<double> microseconds)
{
    private readonly double[] _sorted = [.. microseconds.Order()];

    internal int Count => _sorted.Length;

    internal double Mean => _sorted.Average();

    /// <summary>The value that <paramref name="share"/> of all do not exceed.</summary>
    internal double Percentile(double share) => _sorted[Math.Max(0, (int)Math.Ceiling(share * _sorted.Length) - 1)];
}
