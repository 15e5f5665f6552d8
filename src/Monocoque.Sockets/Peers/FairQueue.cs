using Monocoque.Patterns;

namespace Monocoque.Peers;

/// <summary>
/// Everything a socket has received, taken one message from each peer in turn. Readers hand over a whole batch under one lock; takers that
/// wait are served in the order of their calls.
/// </summary>
internal sealed class FairQueue
{
    private readonly ShortLock _gate = new();
    private readonly Queue<Inbox> _active = new();
    private readonly SocketBase _socket;
    private readonly WaiterList<ZmqMessage> _takers;
    private readonly WaiterList<bool> _watchers;
    private bool _isClosed;

    internal FairQueue(SocketBase socket)
    {
        _socket = socket;
        _takers = new WaiterList<ZmqMessage>(_gate);
        _watchers = new WaiterList<bool>(_gate);
    }

    /// <summary>Also guards what a pattern decides by when a message is taken (see <see cref="SocketBase.OnTaking"/>).</summary>
    internal ShortLock.Scope Enter() => _gate.Enter();

    internal long Taken { get; private set; }

    internal int Count
    {
        get
        {
            var count = 0;
            using (Enter())
            {
                // A loop, since LINQ boxes the enumerator, and proxies ask for the count again and again.
                foreach (var inbox in _active)
                    count += inbox.Count;
            }
            return count;
        }
    }

    /// <summary>Hands over what one read of a connection brought.</summary>
    internal void Deliver(Inbox inbox, ReadOnlySpan<ZmqMessage> batch)
    {
        using (Enter())
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

    /// <summary>How many messages <paramref name="inbox"/> can take.</summary>
    internal int GetRoom(Inbox inbox)
    {
        using (Enter())
            return _isClosed ? int.MaxValue : inbox.Room;
    }

    /// <summary>True if <paramref name="inbox"/> can take no message: its reader then awaits <paramref name="wait"/>.</summary>
    internal bool TryWaitForRoom(Inbox inbox, RoomWaiter waiter, out ValueTask wait)
    {
        using (Enter())
        {
            wait = default;
            if (_isClosed || inbox.Room > 0)
                return false;
            wait = inbox.WhenRoom(waiter);
            RoomWaiter.RunLater(inbox.TakeWoken());
            return true;
        }
    }

    /// <summary>As <see cref="Inbox.SetHighWaterMark"/>.</summary>
    internal void SetHighWaterMark(Inbox inbox, int value)
    {
        using (Enter())
        {
            inbox.SetHighWaterMark(value);
            RoomWaiter.RunLater(inbox.TakeWoken());
        }
    }

    /// <summary>The budget has room: lets the reader of <paramref name="inbox"/> go on, if it waits for nothing else.</summary>
    internal void Recheck(Inbox inbox)
    {
        using (Enter())
        {
            inbox.OnBudgetRoomLocked();
            RoomWaiter.RunLater(inbox.TakeWoken());
        }
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
        RoomWaiter.RunLater(inbox.TakeWoken());
        return count;
    }

    internal bool TryTake(out ZmqMessage message)
    {
        RoomWaiter? readers = null;
        bool isTaken;
        using (Enter())
        {
            ThrowIfClosed();
            if (_takers.Count == 0 && _socket.CanTake)
            {
                isTaken = TryTakeLocked(out message, ref readers);
            }
            else
            {
                message = default;
                isTaken = false;
            }
        }
        if (readers is not null)
            RoomWaiter.Run(readers);
        return isTaken;
    }

    internal ValueTask<ZmqMessage> TakeAsync(CancellationToken cancellationToken)
    {
        RoomWaiter? readers = null;
        Waiter<ZmqMessage>? waiter = null;
        ZmqMessage message = default;
        using (Enter())
        {
            ThrowIfClosed();
            if (_takers.Count > 0 || !_socket.CanTake || !TryTakeLocked(out message, ref readers))
                waiter = _takers.Add();
        }
        if (readers is not null)
            RoomWaiter.Run(readers);
        if (waiter is null)
            return new ValueTask<ZmqMessage>(message);
        var task = waiter.Task;
        waiter.CancelWith(cancellationToken);
        return task;
    }

    internal ValueTask<bool> WatchAsync(CancellationToken cancellationToken)
    {
        Waiter<bool> waiter;
        using (Enter())
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
        RoomWaiter? readers = null;
        while (_takers.Count > 0 && _socket.CanTake && TryTakeLocked(out var message, ref readers))
        {
            _takers.TryTake(out var waiter);
            waiter!.SetResult(message);
        }
        RoomWaiter.RunLater(readers);
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
        using (Enter())
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
                RoomWaiter.RunLater(inbox.TakeWoken());
            }
        }
    }

    /// <param name="message">What was taken.</param>
    /// <param name="readers">Those for whom there is room now; to be run after the lock was left.</param>
    private bool TryTakeLocked(out ZmqMessage message, ref RoomWaiter? readers)
    {
        while (_active.TryPeek(out var inbox))
        {
            message = inbox.Dequeue();
            if (inbox.HasWoken)
                RoomWaiter.Append(ref readers, inbox.TakeWoken());
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
