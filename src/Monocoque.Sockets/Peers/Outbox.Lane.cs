using System.IO.Pipelines;
using Monocoque.Transports;

namespace Monocoque.Peers;

/// <summary>
/// The way out to a socket of this process: there <see cref="FlushState.Flushing"/> means that the reader at the other end of the lane has the
/// queue, until it finds it empty.
/// </summary>
internal sealed partial class Outbox
{
    /// <summary>
    /// An eighth of a slab: what is smaller is copied, so that a message that is kept does not keep much more memory than its own.
    /// </summary>
    private const int LargeMessageOnLane = 8 * 1024;

    private MessageLane? _lane;

    /// <summary>Messages of this many octets or more are queued by reference.</summary>
    private int LeastLarge => _lane is null ? LargeMessage : LargeMessageOnLane;

    /// <summary>The reader of <paramref name="lane"/> has the queue, or is to take it; nobody else has it until it finds it empty.</summary>
    internal bool IsWaitingFor(MessageLane lane)
    {
        using (_gate.Enter())
            return _lane == lane && _state == FlushState.Flushing;
    }

    /// <summary>The reader takes what is queued. False: nothing is, and it will be signalled when that changes. Only while <see cref="IsWaitingFor"/>.</summary>
    internal bool TryTake(out ReadOnlyMemory<byte> control, out OutChunk? chunk)
    {
        control = default;
        chunk = null;
        if (TakeBatch() is null)
            return false;
        control = _batchControl?.WrittenMemory ?? default;
        chunk = _batch;
        return true;
    }

    /// <summary>The reader is done with the first chunk that it took; returns the next, or null and the batch is done.</summary>
    internal OutChunk? TakeNext()
    {
        if (_batch is { } done)
        {
            _batch = done.Next;
            done.Return();
        }
        if (_batch is null)
            EndTaken();
        return _batch;
    }

    /// <summary>The reader is done with all it took.</summary>
    internal void EndTaken() => EndBatch(isConnectionEnded: false);

    /// <summary>The reader has to wait in the middle of a batch: <paramref name="messages"/> of it count no more.</summary>
    internal void ReturnCredit(int messages)
    {
        bool notify;
        using (_gate.Enter())
        {
            messages = Math.Min(messages, _batchMessages);
            _batchMessages -= messages;
            _inFlight -= messages;
            notify = _refused && messages > 0;
            if (notify)
                _refused = false;
        }
        pipe.OnSent(messages, octets: 0);
        if (notify)
            pipe.OnWritable();
    }

    /// <summary>The reader is gone, as a connection is that has ended.</summary>
    internal void Abandon(MessageLane lane)
    {
        using (_gate.Enter())
        {
            if (_lane != lane)
                return;
            _writer = null;
        }
        // Nobody can become the owner now, so the batch is nobody else's.
        EndBatch(isConnectionEnded: true);
        using (_gate.Enter())
            BecomeIdle();
    }

    /// <summary>Under the lock, where this became <see cref="FlushState.Flushing"/>: true if the reader of a lane is to do the work.</summary>
    private bool SignalReader()
    {
        _lane?.Signal();
        return _lane is not null;
    }

    /// <summary>The lane behind <paramref name="writer"/>, if the other end takes whole messages.</summary>
    private static MessageLane? FindLane(PipeWriter writer) => (writer as LaneWriter)?.Lane;
}
