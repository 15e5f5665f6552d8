namespace Monocoque.Peers;

/// <summary>
/// Whether the peer goes on with what it has begun. A peer may be silent between two messages for as long as it likes; in the middle of one it holds memory of
/// ours, and whoever waits for the message waits in vain.
/// <para>
/// Silence is counted while we wait for octets and for nothing else: from the moment at which all that had come was read. Time in which we do not read, because the
/// inbox is full, is none. Our own lateness is not the peer's silence either (<see cref="LatenessAllowance"/>). Whoever waits has found nothing to read, so
/// none of this is on the path of a message; the timer is set once for many waits, and comes for nothing when the message has long been there.
/// </para>
/// </summary>
internal sealed class StallWatch(PeerConnection connection, DeadlineTimer timer, TimeSpan timeout) : Deadline
{
    private readonly Lock _lock = new();
    private LatenessAllowance _allowance;
    private TimeSpan _since;
    private bool _isReaderWaiting;
    private bool _isCarrierWaiting;
    private bool _isSet;

    /// <summary>Since when the rest of a message is waited for; null: it is not. For tests.</summary>
    internal TimeSpan? WaitingSince
    {
        get
        {
            lock (_lock)
                return _isReaderWaiting || _isCarrierWaiting ? _since : null;
        }
    }

    /// <summary>The reader of the connection waits for the rest of a message, or has got octets, of whatever.</summary>
    internal void SetReaderWaiting(bool isWaiting) => Change(ref _isReaderWaiting, isWaiting);

    /// <summary>
    /// What is below the reader, and gives it whole frames only, waits for the rest of one, or has got octets. Each of them is one of the message that the reader waits
    /// for, too.
    /// </summary>
    internal void SetCarrierWaiting(bool isWaiting) => Change(ref _isCarrierWaiting, isWaiting);

    internal void End() => timer.End(this);

    internal override void OnDue(TimeSpan due, TimeSpan now)
    {
        lock (_lock)
        {
            _allowance.Note(now - due, timeout, _since);
            _isSet = _isReaderWaiting || _isCarrierWaiting;
            if (!_isSet)
                return;
            var end = _since + _allowance.Extend(timeout);
            if (now < end)
            {
                timer.Set(this, end);
                return;
            }
        }
        connection.OnStalled(timeout);
    }

    private void Change(ref bool state, bool isWaiting)
    {
        lock (_lock)
        {
            state = isWaiting;
            _since = timer.Now;
            if (!isWaiting || _isSet)
                return;
            _isSet = true;
            timer.Set(this, _since + timeout);
        }
    }
}
