using System.Diagnostics;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// How long to look for news before sleeping: waking a thread costs more than what it then does. Grows while looking pays, halves while it does
/// not, so that an idle ring sleeps at once.
/// </summary>
internal sealed class AdaptiveSpin
{
    private readonly long _longest;
    private readonly long _shortest;

    internal AdaptiveSpin(int maxMicroseconds)
    {
        _longest = maxMicroseconds * Stopwatch.Frequency / 1_000_000;
        _shortest = Stopwatch.Frequency / 1_000_000;
        Budget = _longest;
    }

    /// <summary>In ticks of <see cref="Stopwatch"/>; 0 is not at all.</summary>
    internal long Budget { get; private set; }

    internal void Hit() => Budget = Math.Min(_longest, Budget * 2);

    internal void Miss() => Budget = Budget / 2 < _shortest ? 0 : Budget / 2;

    /// <summary>A sleep that was so short that looking would have spared it brings the full budget back.</summary>
    internal void Slept(long ticks)
    {
        if (ticks < _longest)
            Budget = _longest;
    }
}
