namespace Monocoque.Peers;

/// <summary>
/// The octets in all queues of one socket, and who waits for there to be fewer. A queue is full when it holds as much as is left: so a queue
/// that is never emptied can hold half at most, and there is always something left for the others.
/// </summary>
internal sealed class MemoryBudget(long limit)
{
    private readonly Lock _lock = new();
    private readonly List<IBudgetUser> _waiting = [];
    private long _limit = limit;
    private long _used;

    /// <summary>Somebody waits until no more than this is used; -1: nobody waits.</summary>
    private long _wakeAt = -1;

    internal long Used => Volatile.Read(ref _used);

    /// <summary>Whether a queue that holds <paramref name="held"/> octets may take more.</summary>
    internal bool HasRoom(long held) => held < Volatile.Read(ref _limit) - Used;

    /// <summary>Takes octets for a queue that holds <paramref name="held"/>. A message of any size is let through alone.</summary>
    /// <param name="held">What the queue holds.</param>
    /// <param name="octets">What it is to hold beside that.</param>
    /// <param name="replaced">What it holds now and gives back in exchange, less than <paramref name="octets"/>.</param>
    internal bool TryCharge(long held, long octets, long replaced = 0)
    {
        while (true)
        {
            var used = Used;
            if (used > replaced && held + octets - replaced > Volatile.Read(ref _limit) - used)
                return false;
            if (Interlocked.CompareExchange(ref _used, used + octets - replaced, used) == used)
                return true;
        }
    }

    /// <summary>Takes octets that are in memory already.</summary>
    internal void Charge(long octets) => Interlocked.Add(ref _used, octets);

    internal void Release(long octets)
    {
        if (Interlocked.Add(ref _used, -octets) <= Volatile.Read(ref _wakeAt))
            WakeSlow();
    }

    /// <summary>Has <paramref name="user"/>, which holds <paramref name="held"/>, told once when it could take <paramref name="octets"/>.</summary>
    internal void Wait(IBudgetUser user, long held, long octets)
    {
        long wakeAt;
        lock (_lock)
        {
            _waiting.Add(user);
            wakeAt = Math.Max(0, _limit - held - octets);
            if (wakeAt > _wakeAt)
                Volatile.Write(ref _wakeAt, wakeAt);
        }
        // What was released before the mark was seen woke nobody.
        Interlocked.MemoryBarrier();
        if (Used <= wakeAt)
            WakeSlow();
    }

    /// <summary>The socket closes: what still comes is read and dropped, so nobody has to wait.</summary>
    internal void Lift()
    {
        lock (_lock)
            Volatile.Write(ref _limit, long.MaxValue);
        WakeSlow();
    }

    private void WakeSlow()
    {
        IBudgetUser[] waiting;
        lock (_lock)
        {
            if (_waiting.Count == 0)
                return;
            waiting = [.. _waiting];
            _waiting.Clear();
            Volatile.Write(ref _wakeAt, -1);
        }
        // On a thread of its own: who releases may hold the locks that the waiting need.
        ThreadPool.UnsafeQueueUserWorkItem(
            static waiting =>
            {
                foreach (var user in waiting)
                    user.OnBudgetRoom();
            },
            waiting, preferLocal: false);
    }
}

/// <summary>A queue that waits for room in a <see cref="MemoryBudget"/>.</summary>
internal interface IBudgetUser
{
    void OnBudgetRoom();
}
