using System.Threading.Tasks.Sources;

namespace Monocoque.Peers;

/// <summary>
/// The reader of one connection, while it waits for room in an inbox. Whoever takes messages and so makes the room runs the reader on, on its own thread: what
/// it will ask for next is then parsed where it is needed, and neither has to wake the other. Everybody else leaves that to the thread pool.
/// </summary>
internal sealed class RoomWaiter : IValueTaskSource, IThreadPoolWorkItem
{
    private ManualResetValueTaskSourceCore<bool> _core;
    private int _isWaiting;

    /// <summary>The next of those who wait for, or have got, the same room. Guarded by the lock of the fair queue.</summary>
    internal RoomWaiter? Next { get; set; }

    /// <summary>Begins to wait; for the reader, who has only one wait at a time.</summary>
    internal ValueTask Begin()
    {
        _core.Reset();
        Volatile.Write(ref _isWaiting, 1);
        return new ValueTask(this, _core.Version);
    }

    /// <summary>Puts <paramref name="more"/> behind those of <paramref name="first"/>.</summary>
    internal static void Append(ref RoomWaiter? first, RoomWaiter? more)
    {
        if (first is null)
        {
            first = more;
            return;
        }
        var last = first;
        while (last.Next is { } next)
            last = next;
        last.Next = more;
    }

    /// <summary>Runs these readers on, here. No lock may be held.</summary>
    internal static void Run(RoomWaiter? first)
    {
        while (first is not null)
        {
            var waiter = first;
            first = waiter.Next;
            waiter.Next = null;
            if (waiter.TryEnd())
                waiter._core.SetResult(true);
        }
    }

    /// <summary>Runs these readers on, on the thread pool.</summary>
    internal static void RunLater(RoomWaiter? first)
    {
        while (first is not null)
        {
            var waiter = first;
            first = waiter.Next;
            waiter.Next = null;
            waiter.RunLater();
        }
    }

    /// <summary>Ends the wait, if there is one, for a reason that has nothing to do with room. From any thread; the reader must not wait again.</summary>
    internal void RunLater()
    {
        if (TryEnd())
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _core.SetResult(true);

    void IValueTaskSource.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private bool TryEnd() => Interlocked.Exchange(ref _isWaiting, 0) == 1;
}
