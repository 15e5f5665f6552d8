using System.Runtime.InteropServices;

namespace Monocoque.Transports;

/// <summary>A linger that has begun, and what is left of it.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct LingerTime
{
    private readonly TimeProvider? _clock;
    private readonly TimeSpan _total;
    private readonly long _start;

    internal LingerTime(TimeProvider clock, TimeSpan total)
    {
        _clock = clock;
        _total = total;
        _start = clock.GetTimestamp();
    }

    /// <summary>Never less than zero; <see cref="Timeout.InfiniteTimeSpan"/> has no end. Zero if no linger has begun.</summary>
    internal TimeSpan Left
    {
        get
        {
            if (_clock is null || _total == Timeout.InfiniteTimeSpan)
                return _total;
            var left = _total - _clock.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
