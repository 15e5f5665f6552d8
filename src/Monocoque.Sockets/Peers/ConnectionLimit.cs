namespace Monocoque.Peers;

/// <summary>Counts the connections a socket has accepted, from the first octet to the last; 0: any number.</summary>
internal sealed class ConnectionLimit(int max)
{
    private int _count;

    internal int Max => max;

    /// <summary>Takes a place, which <see cref="Leave"/> gives back; false if there is none.</summary>
    internal bool TryEnter()
    {
        if (Interlocked.Increment(ref _count) <= max || max == 0)
            return true;
        Leave();
        return false;
    }

    internal void Leave() => Interlocked.Decrement(ref _count);
}
