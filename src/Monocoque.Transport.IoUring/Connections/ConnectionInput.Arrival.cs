using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>The ring's side: what arrives, and when it has to wait.</summary>
internal sealed partial class ConnectionInput
{
    /// <summary>From this size on copying costs more than one more segment.</summary>
    private const int WorthLending = 2048;

    /// <summary>Of the ring's buffers for one connection: one that reads slowly must not have them all.</summary>
    private const int MostLent = 16;

    /// <summary>
    /// So much unread, while no buffer may be lent any more, and receiving waits: the kernel keeps what follows as well as a copy in blocks would, and those who send
    /// much are not read faster than they are taken. Less is copied, since it may be many small pieces that hold the buffers.
    /// </summary>
    private const int WorthWaiting = 128 * 1024;

    private long _resumeAt;

    /// <summary>Whether the next to arrive has to be copied, because as many buffers are lent as may be. A hint, from the ring's thread.</summary>
    internal bool HasLentAll => Volatile.Read(ref _lent) >= MostLent;

    /// <summary>Whether the application reads no more.</summary>
    internal bool IsCompleted
    {
        get
        {
            lock (_gate)
                return _isCompleted;
        }
    }

    /// <summary>
    /// Takes what has arrived in a buffer. The buffer is lent to the reader if nothing else waits for it, or much has come; small pieces that pile up are
    /// copied together, because each would hold a whole buffer.
    /// </summary>
    /// <returns>Whether there is still somebody to read it.</returns>
    internal bool TryAppend(BufferRing buffers, ushort id, int length)
    {
        lock (_gate)
        {
            var isWorthIt = !_isCompleted && length > 0 && (_head is null || length >= WorthLending);
            if (isWorthIt && _lent < MostLent && buffers.TryLend())
            {
                _lent++;
                AddSegment().Borrow(buffers, id, length, _written);
                Volatile.Write(ref _written, _written + length);
                return true;
            }
            try
            {
                if (!_isCompleted)
                    Copy(buffers.Read(id, length).Span);
            }
            finally
            {
                buffers.Recycle(id);
            }
            return !_isCompleted;
        }
    }

    /// <summary>Wakes whoever waits for what has arrived.</summary>
    internal void Signal()
    {
        Wakeup wakeup;
        lock (_gate)
        {
            if (!_waiter.IsPending || !IsReadable)
                return;
            wakeup = _waiter.Complete();
        }
        wakeup.Schedule(connection);
    }

    /// <summary>Whether so much is unread that receiving has to wait; the connection is told when there is room again.</summary>
    internal bool TryPause()
    {
        lock (_gate)
        {
            if (pauseAt == 0 || _isCompleted || _isAbandoned)
                return false;
            var limit = _lent < MostLent ? pauseAt : Math.Min(pauseAt, WorthWaiting);
            if (_written - _examined < limit)
                return false;
            _isPaused = true;
            _resumeAt = limit / 2;
            return true;
        }
    }

    /// <summary>The connection ends, whether or not what waits is read: there are no more pauses.</summary>
    /// <returns>Whether there is one, which now is over.</returns>
    internal bool TryAbandonPause()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            var wasPaused = _isPaused;
            _isPaused = false;
            return wasPaused;
        }
    }

    /// <summary>The application ends the connection, and wants nothing of what is there.</summary>
    internal void Abort()
    {
        lock (_gate)
            _isAborted = true;
    }

    /// <summary>Nothing more comes.</summary>
    /// <param name="error">Why; null: the peer has ended its side.</param>
    internal void End(Exception? error)
    {
        Wakeup wakeup;
        lock (_gate)
        {
            _isEnded = true;
            _error = error;
            wakeup = _waiter.Complete();
        }
        wakeup.Schedule(connection);
    }

    private void Copy(ReadOnlySpan<byte> data)
    {
        if (_tail is { } tail)
            Append(tail, ref data);
        while (!data.IsEmpty)
        {
            var segment = AddSegment();
            segment.Rent(connection.Ring.Pool, _written);
            Append(segment, ref data);
        }
    }

    private void Append(InputSegment segment, ref ReadOnlySpan<byte> data)
    {
        var count = segment.Append(data);
        data = data[count..];
        Volatile.Write(ref _written, _written + count);
    }

    private InputSegment AddSegment()
    {
        var segment = connection.Ring.InputSegments.Get();
        if (_tail is { } tail)
            tail.Link(segment);
        else
            _head = segment;
        _tail = segment;
        return segment;
    }
}
