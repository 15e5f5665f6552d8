namespace Monocoque.Sockets.Tests.Support;

/// <summary>Time that passes when the test says so.</summary>
internal sealed class TestClock : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<Alarm> _alarms = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>How long each timer that runs still has to wait.</summary>
    internal IReadOnlyList<TimeSpan> Pending
    {
        get
        {
            lock (_lock)
                return [.. _alarms.Select(alarm => alarm.Due - _now)];
        }
    }

    public override long GetTimestamp()
    {
        lock (_lock)
            return _now.Ticks;
    }

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Lets time pass, timer by timer.</summary>
    internal void Advance(TimeSpan by)
    {
        TimeSpan end;
        lock (_lock)
            end = _now + by;
        while (true)
        {
            Alarm? next;
            lock (_lock)
            {
                next = _alarms.Where(alarm => alarm.Due <= end).MinBy(static alarm => alarm.Due);
                _now = next is null || next.Due < _now ? (next is null ? end : _now) : next.Due;
                if (next is not null)
                    _alarms.Remove(next);
            }
            if (next is null)
                return;
            next.Ring();
        }
    }

    /// <summary>Lets time pass in which the machine had no time for us: what was due then rings at its end, late.</summary>
    internal void Stall(TimeSpan by)
    {
        lock (_lock)
            _now += by;
        Advance(TimeSpan.Zero);
    }

    private sealed class Alarm(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        internal TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._alarms.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;
                Due = clock._now + dueTime;
                clock._alarms.Add(this);
            }
            return true;
        }

        internal void Ring() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
