namespace Monocoque.Peers;

/// <summary>
/// One timer for the deadlines of all connections of a runtime: handshakes, heartbeats. It is armed for the earliest only, and not armed
/// again when a deadline moves to a later time: then it comes once for nothing.
/// </summary>
internal sealed class DeadlineTimer(TimeProvider clock) : IDisposable
{
    /// <summary>A timer takes 49 days at most; it comes this often if there is anything at all to wait for.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private readonly Lock _lock = new();
    private readonly SortedSet<Deadline> _pending = new(Deadline.Order);
    private readonly long _start = clock.GetTimestamp();
    private ITimer? _timer;
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private bool _isDisposed;

    /// <summary>The time since the timer was made.</summary>
    internal TimeSpan Now => clock.GetElapsedTime(_start);

    /// <summary>Deadlines that are waited for, for tests.</summary>
    internal int Count
    {
        get
        {
            lock (_lock)
                return _pending.Count;
        }
    }

    /// <summary>Sets or moves a deadline; one that has ended stays ended.</summary>
    internal void Set(Deadline deadline, TimeSpan due)
    {
        lock (_lock)
        {
            if (deadline.IsEnded || _isDisposed)
                return;
            _pending.Remove(deadline);
            deadline.Due = due;
            _pending.Add(deadline);
            Arm();
        }
    }

    /// <summary>No more waiting for this one, until it is set again.</summary>
    internal void Unset(Deadline deadline)
    {
        lock (_lock)
            _pending.Remove(deadline);
    }

    /// <summary>Takes a deadline out for good. A call of <see cref="Deadline.OnDue"/> may still be running.</summary>
    internal void End(Deadline deadline)
    {
        lock (_lock)
        {
            deadline.IsEnded = true;
            _pending.Remove(deadline);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _pending.Clear();
            _timer?.Dispose();
        }
    }

    private void OnTimer()
    {
        while (TakeDue(out var due, out var now) is { } deadline)
            deadline.OnDue(due, now);
    }

    private Deadline? TakeDue(out TimeSpan due, out TimeSpan now)
    {
        now = Now;
        due = default;
        lock (_lock)
        {
            if (_pending.Min is { } first && first.Due <= now)
            {
                _pending.Remove(first);
                due = first.Due;
                return first;
            }
            _armedFor = TimeSpan.MaxValue;
            Arm();
            return null;
        }
    }

    private void Arm()
    {
        if (_isDisposed || _pending.Min is not { } first || first.Due >= _armedFor)
            return;
        _armedFor = first.Due;
        var wait = first.Due - Now;
        // Up to the next millisecond, which is what timers count in; a little late is right, a little early is for nothing.
        wait = wait <= TimeSpan.Zero ? TimeSpan.Zero
            : wait > s_longest ? s_longest
            : TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
        if (_timer is null)
            _timer = clock.CreateTimer(static state => ((DeadlineTimer)state!).OnTimer(), this, wait, Timeout.InfiniteTimeSpan);
        else
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }
}
