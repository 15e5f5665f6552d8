using System.Runtime.InteropServices;

namespace Monocoque.Peers;

/// <summary>
/// The time that a peer has on top of its own because we looked late: that time again, and as much once more. It holds until the next sign of life.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal struct LatenessAllowance
{
    /// <summary>A look is late by more than this part of the time that the peer has; timers are always a little late.</summary>
    private const int LatePart = 16;

    /// <summary>On a machine that is late for ever a dead peer gets this many times its time on top, and no more.</summary>
    private const int MostAllowances = 3;

    private TimeSpan _allowed;
    private TimeSpan _since;

    /// <param name="late">By how much we look late.</param>
    /// <param name="time">What the peer has of its own.</param>
    /// <param name="lastSign">When it gave its last sign of life.</param>
    internal void Note(TimeSpan late, TimeSpan time, TimeSpan lastSign)
    {
        if (lastSign > _since)
            _allowed = TimeSpan.Zero;
        if (late <= time / LatePart)
            return;
        _allowed += late * 2;
        _since = lastSign;
    }

    internal readonly TimeSpan Extend(TimeSpan time)
    {
        var most = time * MostAllowances;
        return time + (_allowed < most ? _allowed : most);
    }
}
