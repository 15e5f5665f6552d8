namespace Monocoque.Peers;

/// <summary>
/// Whether the peer of one connection lives. First its handshake has to be done in time. Then it is pinged, if the socket asks for that, and
/// has to answer; and if it announced a time to live in a PING of its own, it must not be silent for longer.
/// <para>
/// Every octet that comes is a sign of life, so a large message that takes long is none of silence. While the inbox is full we do not read,
/// and what we do not read is not the peer's silence. A PING that waits behind a large message of ours is not unanswered yet, as long as the
/// connection takes octets of that.
/// </para>
/// <para>
/// Nor is it the peer's silence when we look late ourselves, because the machine is busy or the process stood still: whatever kept us from
/// looking kept us from reading and from pinging too. Then the peer has that time again, and as much once more.
/// </para>
/// </summary>
internal sealed class PeerLiveness(PeerConnection connection, DeadlineTimer timer) : Deadline
{
    private readonly Lock _lock = new();
    private TimeSpan _interval;
    private TimeSpan _timeout;
    private TimeSpan _nextPing;
    private TimeSpan? _pinged;
    private TimeSpan _timeToLive;
    private LatenessAllowance _allowance;
    private TimeSpan _lastProgress;
    private long _progress;
    private long _lastReceived;
    private bool _isHandshakeDone;
    private volatile bool _isWatched;
    private volatile bool _isReading = true;

    internal bool IsReading => _isReading;

    internal TimeSpan LastReceived => TimeSpan.FromTicks(Volatile.Read(ref _lastReceived));

    /// <summary>The handshake has to be done by then.</summary>
    internal void ExpectHandshake(TimeSpan due) => timer.Set(this, due);

    /// <summary>The handshake is done. From here on the peer is pinged every <paramref name="interval"/>, unless that is zero.</summary>
    /// <param name="interval">Between two PINGs.</param>
    /// <param name="timeout">How long an answer may take.</param>
    internal void Begin(TimeSpan interval, TimeSpan timeout)
    {
        lock (_lock)
        {
            _isHandshakeDone = true;
            timer.Unset(this);
            if (interval == TimeSpan.Zero)
                return;
            _interval = interval;
            _timeout = timeout;
            var now = timer.Now;
            _nextPing = now + interval;
            Watch(now);
            timer.Set(this, _nextPing);
        }
    }

    /// <summary>Octets came. On the path of every read, so it is nothing but a store, and not even that if nobody asks.</summary>
    internal void OnReceived()
    {
        if (_isWatched)
            Volatile.Write(ref _lastReceived, timer.Now.Ticks);
    }

    /// <summary>The reader waits for room in the inbox, or goes on.</summary>
    internal void SetReading(bool isReading)
    {
        if (isReading)
            OnReceived();
        _isReading = isReading;
    }

    /// <summary>What the peer's last PING said of its time to live, in tenths of a second; 0: nothing, or no more.</summary>
    internal void SetTimeToLive(ushort tenths)
    {
        var timeToLive = TimeSpan.FromMilliseconds(tenths * 100);
        lock (_lock)
        {
            if (timeToLive == _timeToLive)
                return;
            _timeToLive = timeToLive;
            var now = timer.Now;
            Watch(now);
            Plan(now);
        }
    }

    internal void End() => timer.End(this);

    internal override void OnDue(TimeSpan due, TimeSpan now)
    {
        TimeoutException? death;
        var isPingDue = false;
        bool isHandshakeDone;
        lock (_lock)
        {
            isHandshakeDone = _isHandshakeDone;
            AllowForLateness(now - due);
            death = isHandshakeDone ? FindDeath(now) : new TimeoutException("The peer did not complete the handshake in time.");
            if (death is null)
            {
                isPingDue = _interval != TimeSpan.Zero && now >= _nextPing && NotePing(now);
                Plan(now);
            }
        }
        if (death is not null)
            connection.OnDead(death, isHandshakeDone);
        else if (isPingDue)
            connection.SendPing();
    }

    private void Watch(TimeSpan now)
    {
        if (_isWatched)
            return;
        Volatile.Write(ref _lastReceived, now.Ticks);
        _lastProgress = now;
        _isWatched = true;
    }

    private TimeSpan LastSign(TimeSpan now) => _isReading ? LastReceived : now;

    private void AllowForLateness(TimeSpan late)
    {
        var shortest = _timeToLive == TimeSpan.Zero || (_interval != TimeSpan.Zero && _timeout < _timeToLive) ? _timeout : _timeToLive;
        _allowance.Note(late, shortest, LastReceived);
    }

    private TimeSpan Allow(TimeSpan time) => _allowance.Extend(time);

    private TimeoutException? FindDeath(TimeSpan now)
    {
        NoteProgress(now);
        var lastSign = LastSign(now);
        if (_timeToLive != TimeSpan.Zero && now - lastSign >= Allow(_timeToLive))
            return new TimeoutException($"The peer was silent for the time to live it announced, {_timeToLive.TotalSeconds:0.0} s.");
        if (_pinged is not { } pinged)
            return null;
        if (lastSign >= pinged)
            _pinged = null;
        else if (now >= AnswerDue(pinged))
            return new TimeoutException($"The peer did not answer a heartbeat within {_timeout.TotalSeconds:0.###} s.");
        return null;
    }

    private void NoteProgress(TimeSpan now)
    {
        var progress = connection.SentProgress;
        if (progress == _progress)
            return;
        _progress = progress;
        _lastProgress = now;
    }

    private TimeSpan AnswerDue(TimeSpan pinged) =>
        (connection.HasUnsentControl && _lastProgress > pinged ? _lastProgress : pinged) + Allow(_timeout);

    /// <summary>False: a PING waits that has not left, which is enough of them.</summary>
    private bool NotePing(TimeSpan now)
    {
        var isEnough = _pinged is not null && connection.HasUnsentControl;
        _pinged ??= now;
        _nextPing += _interval;
        if (_nextPing <= now)
            _nextPing = now + _interval;
        return !isEnough;
    }

    private void Plan(TimeSpan now)
    {
        var next = TimeSpan.MaxValue;
        if (_interval != TimeSpan.Zero)
            next = _nextPing;
        if (_pinged is { } pinged)
            next = Min(next, AnswerDue(pinged));
        if (_timeToLive != TimeSpan.Zero)
            next = Min(next, LastSign(now) + Allow(_timeToLive));
        if (next != TimeSpan.MaxValue)
            timer.Set(this, next);
        else
            timer.Unset(this);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
