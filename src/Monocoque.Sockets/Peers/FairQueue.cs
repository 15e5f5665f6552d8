using Monocoque.Patterns;

namespace Monocoque.Peers;

/// <summary>
/// Everything a socket has received, taken one message from each peer in turn. Readers hand over a whole batch under one lock; takers that
/// wait are served in the order of their calls.
/// </summary>
internal sealed class FairQueue
{
    private readonly Queue<Inbox> _active = new();
    private readonly SocketBase _socket;
    private readonly WaiterList<ZmqMessage> _takers;
    private readonly WaiterList<bool> _watchers;
    private bool _isClosed;

    internal FairQueue(SocketBase socket)
    {
        _socket = socket;
        _takers = new WaiterList<ZmqMessage>(Lock);
        _watchers = new WaiterList<bool>(Lock);
    }

    /// <summary>Also guards what a pattern decides by when a message is taken (see <see cref="SocketBase.OnTaking"/>).</summary>
    internal ShortLock Lock { get; } = new();

    internal long Taken { get; private set; }

    internal int Count
    {
        get
        {
            using (Lock.Enter())
                return _active.Sum(static inbox => inbox.Count);
        }
    }

    /// <summary>Hands over what one read of a connection brought.</summary>
    internal void Deliver(Inbox inbox, ReadOnlySpan<ZmqMessage> batch)
    {
        using (Lock.Enter())
        {
            if (_isClosed)
            {
                foreach (var message in batch)
                    message.Dispose();
                return;
            }
            foreach (var message in batch)
                inbox.Enqueue(message);
            if (!inbox.IsActive && inbox.Count > 0)
            {
                inbox.IsActive = true;
                _active.Enqueue(inbox);
            }
            Serve();
        }
    }

    /// <summary>How many messages <paramref name="inbox"/> can take; if none, <paramref name="wait"/> is what to wait for.</summary>
    internal int GetRoom(Inbox inbox, out Task wait)
    {
        using (Lock.Enter())
        {
            var room = _isClosed ? int.MaxValue : inbox.Room;
            wait = room > 0 ? Task.CompletedTask : inbox.WhenRoom();
            return room;
        }
    }

    /// <summary>The budget has room: lets the reader of <paramref name="inbox"/> go on, if it waits for nothing else.</summary>
    internal void Recheck(Inbox inbox)
    {
        using (Lock.Enter())
            inbox.OnBudgetRoomLocked();
    }

    /// <summary>Under the lock: drops what waits in <paramref name="inbox"/>; returns how many messages that were.</summary>
    internal int DiscardLocked(Inbox inbox)
    {
        var count = inbox.Count;
        if (count == 0)
            return 0;
        for (var i = _active.Count; i > 0; i--)
        {
            var next = _active.Dequeue();
            if (next != inbox)
                _active.Enqueue(next);
        }
        inbox.IsActive = false;
        while (inbox.Count > 0)
            inbox.Dequeue().Dispose();
        return count;
    }

    internal bool TryTake(out ZmqMessage message)
    {
        using (Lock.Enter())
        {
            ThrowIfClosed();
            if (_takers.Count == 0 && _socket.CanTake)
                return TryTakeLocked(out message);
            message = default;
            return false;
        }
    }

    internal ValueTask<ZmqMessage> TakeAsync(CancellationToken cancellationToken)
    {
        Waiter<ZmqMessage> waiter;
        using (Lock.Enter())
        {
            ThrowIfClosed();
            if (_takers.Count == 0 && _socket.CanTake && TryTakeLocked(out var message))
                return new ValueTask<ZmqMessage>(message);
            waiter = _takers.Add();
        }
        var task = waiter.Task;
        waiter.CancelWith(cancellationToken);
        return task;
    }

    internal ValueTask<bool> WatchAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        using (Lock.Enter())
        {
            if (_isClosed)
                return new ValueTask<bool>(false);
            if (_socket.HasBadNews || (_active.Count > 0 && _takers.Count == 0 && _socket.CanTake))
                return new ValueTask<bool>(true);
            waiter = _watchers.Add();
        }
        var task = waiter.Task;
        waiter.CancelWith(cancellationToken);
        return task;
    }

    /// <summary>Under the lock: the pattern may be ready to take again.</summary>
    internal void Serve()
    {
        while (_takers.Count > 0 && _socket.CanTake && TryTakeLocked(out var message))
        {
            _takers.TryTake(out var waiter);
            waiter!.SetResult(message);
        }
        if (_watchers.Count > 0 && _active.Count > 0 && _socket.CanTake)
            _watchers.CompleteAll(true);
    }

    /// <summary>Under the lock: the callers that wait for a message learn that it will not come.</summary>
    internal void FailTakers(Exception exception)
    {
        _takers.FailAll(exception);
        _watchers.CompleteAll(true);
    }

    internal void Close(Exception exception)
    {
        using (Lock.Enter())
        {
            if (_isClosed)
                return;
            _isClosed = true;
            _takers.FailAll(exception);
            _watchers.CompleteAll(false);
            while (_active.TryDequeue(out var inbox))
            {
                inbox.IsActive = false;
                while (inbox.Count > 0)
                    inbox.Dequeue().Dispose();
            }
        }
    }

    private bool TryTakeLocked(out ZmqMessage message)
    {
        while (_active.TryPeek(out var inbox))
        {
            message = inbox.Dequeue();
            if (inbox.Count == 0)
                inbox.IsActive = false;
            if (!inbox.IsActive || _socket.TakesInTurn)
                _active.Dequeue();
            if (inbox.IsActive && _socket.TakesInTurn)
                _active.Enqueue(inbox);
            if (_socket.OnTaking(inbox.Pipe, ref message))
            {
                Taken++;
                return true;
            }
            message.Dispose();
        }
        message = default;
        return false;
    }

    private void ThrowIfClosed()
    {
        if (_isClosed)
            throw _socket.CreateTerminated();
    }
}
