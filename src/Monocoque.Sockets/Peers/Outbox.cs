using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>
/// What waits to be sent to one peer, as it goes on the wire: bounded by the high-water marks, and kept when a connection that we
/// make is lost, except for what was already handed to that connection.
/// <para>
/// Sending policy. A message for an idle connection leaves at once, on the caller's thread. While sends follow each other closely
/// (<see cref="FlushQueue"/>) they are only appended, and leave together: by a pool thread when the burst pauses, or by the caller
/// as soon as a batch is worth a write of its own (<see cref="BatchSize"/>). Exactly one thread at a time owns the writer
/// (<see cref="FlushState.Flushing"/>); appending never waits for it.
/// </para>
/// </summary>
internal sealed partial class Outbox(Pipe pipe, int highWaterMark, long octetMark, MemoryBudget? budget, bool conflates)
{
    /// <summary>Octets that are worth a write of their own.</summary>
    private const int BatchSize = 64 * 1024;

    /// <summary>Octets handed to the connection in one go, at most (a large message apart).</summary>
    private const int MaxBatchSize = 256 * 1024;

    /// <summary>Messages of this many octets or more are queued by reference.</summary>
    private const int LargeMessage = 32 * 1024;

    private readonly ShortLock _gate = new();
    private int _highWaterMark = highWaterMark;
    private OutChunk? _head;
    private OutChunk? _tail;
    private ArrayBufferWriter<byte>? _control;

    /// <summary>How many of the octets of <see cref="_control"/> came with a limit.</summary>
    private int _limitedControl;
    private PipeWriter? _writer;
    private FlushState _state;

    /// <summary>In the list of those that a pool thread is to flush; it may have been flushed meanwhile.</summary>
    private bool _isListed;

    /// <summary>Belongs to the owner of the writer.</summary>
    private Outbox? _next;
    private TaskCompletionSource? _idle;
    private TaskCompletionSource? _drained;
    private long _queuedOctets;
    private int _queued;
    private int _inFlight;
    private long _appended;
    private long _taken;
    private long _takenBefore;
    private bool _refused;
    private long _progress;

    private enum FlushState
    {
        /// <summary>Nothing to do, or nothing to do it with.</summary>
        Idle,

        /// <summary>A pool thread will come.</summary>
        Scheduled,

        /// <summary>Somebody owns the writer.</summary>
        Flushing,
    }

    /// <summary>Messages not yet taken by a connection, and those a connection has not finished with.</summary>
    internal int Count
    {
        get
        {
            using (_gate.Enter())
                return _queued + _inFlight;
        }
    }

    /// <summary>Octets of commands not yet taken by the connection.</summary>
    internal int ControlBacklog
    {
        get
        {
            using (_gate.Enter())
                return _control?.WrittenCount ?? 0;
        }
    }

    /// <summary>Steps in which a connection took octets; two values that differ say that it lives.</summary>
    internal long Progress => Volatile.Read(ref _progress);

    /// <summary>A connection has taken messages and not finished with them.</summary>
    internal bool IsSending
    {
        get
        {
            using (_gate.Enter())
                return _inFlight > 0;
        }
    }

    /// <summary>The number of messages ever appended: the sequence number of the last one.</summary>
    internal long Appended
    {
        get
        {
            using (_gate.Enter())
                return _appended;
        }
    }

    /// <summary>
    /// Whether a message may be appended now; only for who alone appends. If not, it counts as refused: <see cref="Pipe.OnWritable"/> will be called. Another queue
    /// may still use up the budget before it is appended.
    /// </summary>
    internal bool MayAppend()
    {
        bool isFirstRefusal;
        using (_gate.Enter())
        {
            if (HasRoom && HasRoomForOctets())
                return true;
            isFirstRefusal = !_refused;
            _refused = true;
        }
        if (isFirstRefusal)
            pipe.OnHighWaterMark();
        return false;
    }

    /// <summary>
    /// Queues octets that go before all messages and count against no mark: subscriptions, PONG. They are dropped if more than
    /// <paramref name="limit"/> octets wait already that came with a limit.
    /// </summary>
    internal void WriteControl(ReadOnlySpan<byte> octets, int limit = int.MaxValue)
    {
        using (_gate.Enter())
        {
            var isLimited = limit != int.MaxValue;
            if (_writer is null || (isLimited && _limitedControl > limit))
                return;
            if (isLimited)
                _limitedControl += octets.Length;
            (_control ??= new ArrayBufferWriter<byte>(octets.Length)).Write(octets);
            if (_state != FlushState.Idle)
                return;
            _state = FlushState.Flushing;
            if (SignalReader())
                return;
        }
        Flush();
    }

    /// <summary>Whether the message with this sequence number has not been handed to a connection yet.</summary>
    internal bool IsQueued(long sequenceNumber)
    {
        using (_gate.Enter())
            return sequenceNumber > _taken;
    }

    /// <summary>Takes effect at once; what is queued beyond a lower mark stays queued (<c>ZMQ_SNDHWM</c>).</summary>
    internal void SetHighWaterMark(int value)
    {
        bool notify;
        using (_gate.Enter())
        {
            _highWaterMark = value;
            notify = _refused && HasRoom;
            _refused &= !notify;
        }
        if (notify)
            pipe.OnWritable();
    }

    /// <summary>The connection of now has taken messages, all there were. What is written now goes behind them.</summary>
    internal bool HasSentAll
    {
        get
        {
            using (_gate.Enter())
                return _writer is not null && _queued == 0 && _inFlight == 0 && _taken != _takenBefore;
        }
    }

    /// <summary>Drops what is queued; returns how many messages that were.</summary>
    internal int Clear()
    {
        OutChunk? chunk;
        int dropped;
        using (_gate.Enter())
        {
            ReleaseOctets(QueuedOctets);
            chunk = TakeAll(out dropped);
            SignalIfDrained();
        }
        Return(chunk);
        return dropped;
    }

    /// <summary>Completes when everything appended so far and since has left.</summary>
    internal Task WhenDrained()
    {
        using (_gate.Enter())
        {
            if (IsDrained)
                return Task.CompletedTask;
            return (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private bool HasRoom => conflates || _highWaterMark == 0 || _queued + _inFlight < _highWaterMark;

    /// <summary>Also nobody uses the writer: a connection that is stopped now need not be aborted.</summary>
    private bool IsDrained => _queued == 0 && _inFlight == 0 && _state == FlushState.Idle;

    /// <summary>The newest message is all that counts. The octets of the others were given back when its own were taken.</summary>
    private void DropReplaced()
    {
        Return(TakeAll(out var replaced));
        pipe.OnReplaced(replaced);
    }

    private OutChunk? TakeAll(out int messages)
    {
        var chunk = _head;
        messages = _queued;
        _head = _tail = null;
        _queued = 0;
        _queuedOctets = 0;
        _taken = _appended;
        return chunk;
    }

    private static void Return(OutChunk? chunk)
    {
        while (chunk is not null)
        {
            var next = chunk.Next;
            chunk.Return();
            chunk = next;
        }
    }

    private void SignalIfDrained()
    {
        if (_drained is null || !IsDrained)
            return;
        _drained.TrySetResult();
        _drained = null;
    }
}
