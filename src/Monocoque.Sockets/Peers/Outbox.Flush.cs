using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Peers;

/// <summary>The way out: who owns the writer, and for how long.</summary>
internal sealed partial class Outbox
{
    /// <summary>A connection is ready for messages: what is queued leaves over it, after <paramref name="lastWord"/> and <paramref name="control"/>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="lastWord">What the handshake has still to say, as it goes on the wire.</param>
    /// <param name="control">Frames.</param>
    /// <param name="sealer">Boxes all frames on their way to the writer; null: they go as they are.</param>
    internal void Attach(PipeWriter writer, ReadOnlySpan<byte> lastWord, ReadOnlySpan<byte> control, CurveSealer? sealer)
    {
        // Boxes go as octets: the other end has to open them.
        var lane = sealer is null ? FindLane(writer) : null;
        bool flush;
        using (_gate.Enter())
        {
            Debug.Assert(_writer is null && _state == FlushState.Idle);
            _writer = writer;
            _sealer = sealer;
            _lane = lane;
            _takenBefore = _taken;
            if (sealer is not null && !lastWord.IsEmpty)
                _lastWord = lastWord.ToArray();
            else if (!lastWord.IsEmpty)
                (_control ??= new ArrayBufferWriter<byte>(lastWord.Length + control.Length)).Write(lastWord);
            if (!control.IsEmpty)
                (_control ??= new ArrayBufferWriter<byte>(control.Length)).Write(control);
            flush = _queued > 0 || _control is not null || _lastWord is not null;
            if (flush)
                _state = FlushState.Flushing;
        }
        if (lane is not null)
            ((LaneWriter)writer).Open(this);
        else if (flush)
            Flush();
    }

    /// <summary>
    /// The connection is gone or going. Completes when nobody uses its writer any more, so abort the connection first if a flush may
    /// be waiting for the peer.
    /// </summary>
    internal Task DetachAsync()
    {
        using (_gate.Enter())
        {
            _writer = null;
            _control = null;
            _limitedControl = 0;
            _lastWord = null;
            if (_state == FlushState.Flushing)
                return (_idle ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            _state = FlushState.Idle;
            _lane = null;
            SignalIfDrained();
            return Task.CompletedTask;
        }
    }

    /// <summary>
    /// Sends what is queued here, and in the outboxes chained to this one. Only for the thread that <see cref="TryAppend"/> made the owner of the writer, and
    /// outside of all locks: it makes system calls.
    /// </summary>
    internal void Flush()
    {
        var outbox = this;
        do
        {
            var next = outbox._next;
            outbox._next = null;
            outbox.FlushBatch();
            outbox = next;
        }
        while (outbox is not null);
    }

    /// <summary>As <see cref="Flush"/>, on a pool thread: for who holds a lock.</summary>
    internal void FlushLater()
    {
        var outbox = this;
        do
        {
            var next = outbox._next;
            outbox._next = null;
            using (outbox._gate.Enter())
                outbox.Schedule();
            outbox = next;
        }
        while (outbox is not null);
    }

    /// <summary>Puts this outbox before others that wait for the same caller to flush them.</summary>
    internal void Chain(ref Outbox? first)
    {
        _next = first;
        first = this;
    }

    /// <summary>For the pool thread that comes when it has been scheduled.</summary>
    internal void FlushScheduled()
    {
        using (_gate.Enter())
        {
            _isListed = false;
            if (_state != FlushState.Scheduled)
                return;
            _state = FlushState.Flushing;
        }
        FlushBatch();
    }

    /// <summary>Under the lock, after an append: true makes the caller the owner of the writer.</summary>
    private bool BecomeFlusher()
    {
        if (_writer is null || _state == FlushState.Flushing)
            return false;
        if (_lane is not null)
        {
            _state = FlushState.Flushing;
            _lane.Signal();
            return false;
        }
        if (_state == FlushState.Scheduled)
        {
            // A batch is full: by octets, or by half of the mark, so that credit is back before the other half is used up.
            if (_queuedOctets < BatchSize && (_highWaterMark == 0 || _queued * 2L < _highWaterMark))
                return false;
        }
        else if (pipe.FlushQueue.IsHot)
        {
            Schedule();
            return false;
        }
        _state = FlushState.Flushing;
        return true;
    }

    /// <summary>
    /// One batch. What comes meanwhile is for a pool thread, behind the other outboxes of the socket: whoever flushes would otherwise do it for as long as
    /// somebody else keeps sending, and the others would wait.
    /// </summary>
    private void FlushBatch()
    {
        try
        {
            if (TakeBatch() is not { } writer)
                return;
            if (HasLargeMessage())
            {
                _ = FlushSlowAsync(writer, default, isBatchWritten: false);
                return;
            }
            WriteBatch(writer);
            var flush = writer.FlushAsync();
            if (!flush.IsCompletedSuccessfully)
            {
                _ = FlushSlowAsync(writer, flush, isBatchWritten: true);
                return;
            }
#pragma warning disable VSTHRD002 // It has completed.
            EndBatch(flush.Result.IsCompleted);
#pragma warning restore VSTHRD002
            HandOver();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>The slow way: the connection pushes back, or a message is larger than what is handed over in one go.</summary>
    private async Task FlushSlowAsync(PipeWriter writer, ValueTask<FlushResult> flush, bool isBatchWritten)
    {
        try
        {
            if (isBatchWritten)
                EndBatch((await flush.ConfigureAwait(false)).IsCompleted);
            else
                EndBatch(await WriteLargeBatchAsync(writer).ConfigureAwait(false));
            HandOver();
        }
        catch (Exception exception)
        {
            Fail(exception);
        }
    }

    /// <summary>The connection took the batch, or is at its end and the batch is lost. Credit returns in one lump.</summary>
    private void EndBatch(bool isConnectionEnded)
    {
        var messages = _batchMessages;
        // What goes from queue to queue in this process is on no wire.
        var octets = _lane is null ? _batchOctets : 0;
        bool notify;
        ReturnBatch();
        using (_gate.Enter())
        {
            _batchMessages = 0;
            _inFlight -= messages;
            ReleaseOctets(_batchOctets);
            _batchOctets = 0;
            if (isConnectionEnded)
                _writer = null;
            notify = _refused;
            _refused = false;
        }
        if (isConnectionEnded)
            pipe.OnLost(messages);
        else
            pipe.OnSent(messages, octets);
        Volatile.Write(ref _progress, _progress + 1);
        if (notify)
            pipe.OnWritable();
    }

    private void Fail(Exception exception)
    {
        EndBatch(isConnectionEnded: true);
        using (_gate.Enter())
            BecomeIdle();
        pipe.OnWriteFailed(exception);
    }

    private void HandOver()
    {
        using (_gate.Enter())
        {
            if (IsNothingToDo)
                BecomeIdle();
            else
                Schedule();
        }
    }

    /// <summary>Under the lock: a pool thread will come, unless somebody flushes before.</summary>
    private void Schedule()
    {
        _state = FlushState.Scheduled;
        if (_isListed)
            return;
        _isListed = true;
        pipe.FlushQueue.Add(this);
    }

    private void BecomeIdle()
    {
        _state = FlushState.Idle;
        if (_writer is null)
            _lane = null;
        pipe.FlushQueue.OnFlushed();
        _idle?.TrySetResult();
        _idle = null;
        SignalIfDrained();
    }
}
