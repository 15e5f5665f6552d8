using System.Diagnostics;

namespace Monocoque.Benchmarking;

/// <summary>What the machine does from the beginning of a measurement to its end, besides what takes part in it.</summary>
internal sealed class SystemWindow
{
    private readonly long _begin = Stopwatch.GetTimestamp();
    private readonly SystemUsage _system = SystemUsage.Read();

    /// <param name="participants">
    /// Processor time meanwhile of processes that take part and still run; what has ended counts by itself.
    /// </param>
    internal SystemShare End(TimeSpan participants = default)
    {
        var system = SystemUsage.Read();
        var elapsed = Stopwatch.GetElapsedTime(_begin);
        var capacity = elapsed * Environment.ProcessorCount;
        var foreign = system.Busy - _system.Busy - (system.Own - _system.Own) - participants;
        return new SystemShare(elapsed, Math.Max(0, foreign / capacity), (system.Stolen - _system.Stolen) / capacity);
    }
}

/// <summary>Who else had the machine between two moments.</summary>
/// <param name="Elapsed">Between them.</param>
/// <param name="Foreign">Share of the machine that went to programs that have no part in the comparison, 0 to 1.</param>
/// <param name="Stolen">Share of the machine that the hypervisor took away, 0 to 1.</param>
internal sealed record SystemShare(TimeSpan Elapsed, double Foreign, double Stolen)
{
    /// <summary>Background services of a quiet machine stay below this share of it.</summary>
    private const double MostForeign = 0.05;

    /// <summary>Why a measurement meanwhile does not count; <see langword="null"/> if it does.</summary>
    internal string? Fault => Foreign > MostForeign ? $"other programs had {Foreign:P0} of the machine" : null;
}
