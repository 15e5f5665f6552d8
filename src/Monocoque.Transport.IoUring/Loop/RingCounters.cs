namespace Monocoque.Transport.IoUring.Loop;

/// <summary>What a ring has done. Written by its thread, but for the wakes and direct sends; read by the meter.</summary>
internal sealed class RingCounters
{
    private long _completions;
    private long _wakes;
    private long _directSends;
    private long _ringSends;
    private long _blockedSends;
    private long _exhaustions;
    private long _stalls;
    private long _longestCallback;

    internal long Completions => Volatile.Read(ref _completions);

    internal long Wakes => Volatile.Read(ref _wakes);

    /// <summary>Attempts by whoever flushed.</summary>
    internal long DirectSends => Volatile.Read(ref _directSends);

    /// <summary>Attempts by the ring's thread.</summary>
    internal long RingSends => Volatile.Read(ref _ringSends);

    /// <summary>Sends that found the socket full and went on when the ring said it takes data again.</summary>
    internal long BlockedSends => Volatile.Read(ref _blockedSends);

    internal long Exhaustions => Volatile.Read(ref _exhaustions);

    internal long Stalls => Volatile.Read(ref _stalls);

    /// <summary>In ticks of the stopwatch.</summary>
    internal long LongestCallback => Volatile.Read(ref _longestCallback);

    internal void AddCompletion() => Volatile.Write(ref _completions, _completions + 1);

    internal void AddExhaustion() => Volatile.Write(ref _exhaustions, _exhaustions + 1);

    internal void AddWake() => Interlocked.Increment(ref _wakes);

    internal void AddDirectSend() => Interlocked.Increment(ref _directSends);

    internal void AddRingSend() => Volatile.Write(ref _ringSends, _ringSends + 1);

    internal void AddBlockedSend() => Interlocked.Increment(ref _blockedSends);

    /// <returns>Whether this was the first.</returns>
    internal bool AddStall()
    {
        Volatile.Write(ref _stalls, _stalls + 1);
        return _stalls == 1;
    }

    internal void Took(long ticks)
    {
        if (ticks > _longestCallback)
            Volatile.Write(ref _longestCallback, ticks);
    }
}
