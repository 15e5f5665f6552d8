using System.Diagnostics;

namespace Monocoque.Peers;

/// <summary>
/// What was received from one peer and not yet taken: a ring that grows up to the high-water marks and shrinks when it runs dry. All
/// members are used under the lock of the <see cref="FairQueue"/>.
/// </summary>
internal sealed class Inbox(Pipe pipe, int highWaterMark, long octetMark, MemoryBudget? budget, bool conflates) : IBudgetUser
{
    private const int InitialCapacity = 16;
    private const int KeptCapacity = 2048;

    private int _highWaterMark = highWaterMark;
    private ZmqMessage[] _ring = [];
    private int _head;
    private RoomWaiter? _waiting;
    private RoomWaiter? _woken;
    private long _octets;
    private bool _waitsForBudget;

    internal Pipe Pipe => pipe;

    internal int Count { get; private set; }

    /// <summary>In the queue's rotation. Exactly the inboxes with messages are.</summary>
    internal bool IsActive { get; set; }

    /// <summary>How many messages may be delivered before the reader has to wait.</summary>
    internal int Room
    {
        get
        {
            if (IsReplacing)
                return int.MaxValue;
            if (IsFullByOctets)
                return 0;
            return conflates || _highWaterMark == 0 ? int.MaxValue : Math.Max(0, _highWaterMark - Count);
        }
    }

    /// <summary>What comes takes the place of what is there, so there is always room.</summary>
    private bool IsReplacing => conflates && Count > 0;

    private bool IsFullByOctets => (octetMark != 0 && !conflates && _octets >= octetMark) || (budget is not null && !budget.HasRoom(_octets));

    /// <summary>Half of each mark is free, and the budget is not used up.</summary>
    private bool HasHalf => IsReplacing
        || ((conflates || _highWaterMark == 0 || Count * 2L <= _highWaterMark)
            && (conflates || octetMark == 0 || _octets * 2 <= octetMark)
            && (budget is null || budget.HasRoom(_octets)));

    /// <summary>Takes effect at once; what is queued beyond a lower mark stays queued (<c>ZMQ_RCVHWM</c>).</summary>
    internal void SetHighWaterMark(int value)
    {
        _highWaterMark = value;
        if (_waiting is not null)
            ServeReaders();
    }

    internal void Enqueue(ZmqMessage message)
    {
        if (conflates && Count > 0)
        {
            Dequeue().Dispose();
            pipe.OnReplaced(1);
        }
        if (Count == _ring.Length)
            Grow();
        var tail = _head + Count;
        _ring[tail < _ring.Length ? tail : tail - _ring.Length] = message;
        Count++;
        if (IsCountingOctets)
        {
            _octets += OctetsOf(message);
            budget?.Charge(OctetsOf(message));
        }
    }

    internal ZmqMessage Dequeue()
    {
        Debug.Assert(Count > 0);
        var message = _ring[_head];
        _ring[_head] = default;
        _head = _head + 1 == _ring.Length ? 0 : _head + 1;
        if (--Count == 0 && _ring.Length > KeptCapacity)
        {
            _ring = [];
            _head = 0;
        }
        if (IsCountingOctets)
        {
            _octets -= OctetsOf(message);
            budget?.Release(OctetsOf(message));
        }
        if (_waiting is not null)
            ServeReaders();
        return message;
    }

    /// <summary>Completes once half of the mark is free, so that a reader wakes once per lump and not per message.</summary>
    internal ValueTask WhenRoom(RoomWaiter waiter)
    {
        if (HasHalf)
            return default;
        var room = waiter.Begin();
        waiter.Next = _waiting;
        _waiting = waiter;
        ServeReaders();
        return room;
    }

    /// <summary>The readers for whom there is room now; whoever holds the lock is to run them on after it has left it.</summary>
    internal bool HasWoken => _woken is not null;

    /// <inheritdoc cref="HasWoken"/>
    internal RoomWaiter? TakeWoken()
    {
        var woken = _woken;
        _woken = null;
        return woken;
    }

    void IBudgetUser.OnBudgetRoom() => pipe.OnReadable();

    internal void OnBudgetRoomLocked()
    {
        _waitsForBudget = false;
        if (_waiting is not null)
            ServeReaders();
    }

    internal bool IsCountingOctets => octetMark != 0 || budget is not null;

    /// <summary>About what the message took on the wire, so that a flood of empty frames counts too.</summary>
    private static long OctetsOf(in ZmqMessage message) => message.Length + 2L * message.Count;

    private void ServeReaders()
    {
        if (HasHalf)
        {
            RoomWaiter.Append(ref _woken, _waiting);
            _waiting = null;
        }
        else if (budget is not null && !_waitsForBudget && !budget.HasRoom(_octets))
        {
            _waitsForBudget = true;
            budget.Wait(this, _octets, octets: 1);
        }
    }

    private void Grow()
    {
        var grown = new ZmqMessage[Math.Max(InitialCapacity, _ring.Length * 2)];
        var first = Math.Min(Count, _ring.Length - _head);
        _ring.AsSpan(_head, first).CopyTo(grown);
        _ring.AsSpan(0, Count - first).CopyTo(grown.AsSpan(first));
        _ring = grown;
        _head = 0;
    }
}
