using System.Diagnostics;

namespace Monocoque.Peers;

/// <summary>
/// What was received from one peer and not yet taken: a ring that grows up to the high-water mark and shrinks when it runs dry. All
/// members but <see cref="WhenRoom"/> are used under the lock of the <see cref="FairQueue"/>.
/// </summary>
internal sealed class Inbox(Pipe pipe, int highWaterMark, bool conflates = false)
{
    private const int InitialCapacity = 16;
    private const int KeptCapacity = 2048;

    private int _highWaterMark = highWaterMark;
    private ZmqMessage[] _ring = [];
    private int _head;
    private TaskCompletionSource? _room;

    internal Pipe Pipe => pipe;

    internal int Count { get; private set; }

    /// <summary>In the queue's rotation. Exactly the inboxes with messages are.</summary>
    internal bool IsActive { get; set; }

    /// <summary>How many messages may be delivered before the reader has to wait.</summary>
    internal int Room => conflates || _highWaterMark == 0 ? int.MaxValue : Math.Max(0, _highWaterMark - Count);

    /// <summary>Takes effect at once; what is queued beyond a lower mark stays queued (<c>ZMQ_RCVHWM</c>).</summary>
    internal void SetHighWaterMark(int value)
    {
        _highWaterMark = value;
        SignalRoom();
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
        SignalRoom();
        return message;
    }

    private void SignalRoom()
    {
        if (_room is null || (_highWaterMark > 0 && Count * 2L > _highWaterMark))
            return;
        _room.TrySetResult();
        _room = null;
    }

    /// <summary>Completes once half of the mark is free, so that a reader wakes once per lump and not per message.</summary>
    internal Task WhenRoom()
    {
        if (_highWaterMark == 0 || Count * 2L <= _highWaterMark)
            return Task.CompletedTask;
        return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
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
