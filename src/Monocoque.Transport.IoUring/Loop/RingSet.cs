namespace Monocoque.Transport.IoUring.Loop;

/// <summary>The rings of a transport.</summary>
internal sealed class RingSet(IReadOnlyList<RingThread> rings)
{
    private uint _turn;

    internal IReadOnlyList<RingThread> Rings { get; } = rings;

    /// <summary>The ring with the fewest connections; by turns among equals.</summary>
    internal RingThread Choose()
    {
        if (Rings.Count == 1)
            return Rings[0];
        var start = Interlocked.Increment(ref _turn);
        var best = Rings[(int)(start % (uint)Rings.Count)];
        foreach (var ring in Rings)
        {
            if (ring.Targets.Count < best.Targets.Count)
                best = ring;
        }
        return best;
    }
}
