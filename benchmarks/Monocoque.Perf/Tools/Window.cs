using System.Diagnostics;

namespace Monocoque.Perf.Tools;

/// <summary>
/// The messages from the end of the warm-up to the end of the measurement. <see cref="Next"/> is the count at which to call
/// <see cref="Pass"/>, so that the clock is not read for every message.
/// </summary>
internal sealed class Window(ToolOptions options, long interval)
{
    private Phase _phase;
    private long _first;
    private long _begin;
    private long _beginCount;
    private TimeSpan _processor;
    private long _allocated;

    private enum Phase
    {
        Waiting,
        Warming,
        Measuring,
        Over,
    }

    /// <summary>The first message begins the warm-up.</summary>
    internal long Next { get; private set; } = 1;

    /// <summary>Messages between two looks at the clock.</summary>
    internal long Interval => interval;

    internal bool IsMeasuring => _phase == Phase.Measuring;

    /// <summary>What was measured; <see langword="null"/> until the end of the window.</summary>
    internal WindowResult? Result { get; private set; }

    /// <summary>The clock is read for about each MiB, and at least for each thousandth message.</summary>
    internal static long IntervalOf(int size) => Math.Clamp((1 << 20) / Math.Max(size, 1), 1, 1000);

    /// <summary>To be called when <paramref name="count"/> messages are done. True: this was the end of the window.</summary>
    internal bool Pass(long count)
    {
        var now = Stopwatch.GetTimestamp();
        if (_phase == Phase.Waiting)
        {
            _first = now;
            _phase = Phase.Warming;
        }
        if (_phase == Phase.Warming && Stopwatch.GetElapsedTime(_first, now) >= options.WarmUp)
            Begin(count);
        if (_phase == Phase.Measuring && IsEnd(count, now))
        {
            End(count, now);
            return true;
        }
        Next = _phase switch
        {
            Phase.Over => long.MaxValue,
            Phase.Measuring when options.Count > 0 => options.Count,
            _ => count + interval,
        };
        return false;
    }

    private bool IsEnd(long count, long now) =>
        options.Count > 0 ? count >= options.Count : Stopwatch.GetElapsedTime(_begin, now) >= options.Seconds;

    private void Begin(long count)
    {
        _phase = Phase.Measuring;
        _beginCount = count;
        _allocated = GC.GetTotalAllocatedBytes(precise: true);
        _processor = Environment.CpuUsage.TotalTime;
        _begin = Stopwatch.GetTimestamp();
    }

    private void End(long count, long now)
    {
        var processor = Environment.CpuUsage.TotalTime - _processor;
        var allocated = GC.GetTotalAllocatedBytes(precise: true) - _allocated;
        _phase = Phase.Over;
        Next = long.MaxValue;
        Result = new WindowResult(count - _beginCount, Stopwatch.GetElapsedTime(_begin, now), processor, allocated);
    }
}

/// <summary>What one end did from the end of the warm-up to the end of the measurement.</summary>
/// <param name="Messages">Messages or round trips.</param>
/// <param name="Elapsed">The time they took.</param>
/// <param name="Processor">Processor time of the process meanwhile, user and kernel, all threads.</param>
/// <param name="AllocatedBytes">Bytes of managed objects made meanwhile.</param>
internal sealed record WindowResult(long Messages, TimeSpan Elapsed, TimeSpan Processor, long AllocatedBytes)
{
    internal double Rate => Messages / Elapsed.TotalSeconds;
}
