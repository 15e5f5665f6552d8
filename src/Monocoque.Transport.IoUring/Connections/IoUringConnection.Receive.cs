using System.Buffers;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The receiving side: one multishot operation whose data is copied into the input pipe, flushed once per batch. All on the ring's thread. The operation is over with
/// its last completion only, whatever was asked for before: data may still come after a cancel, and is kept.
/// </summary>
internal sealed partial class IoUringConnection
{
    private ReceiveState _receive;
    private bool _isInBatch;
    private bool _hasUnflushed;
    private bool _isFlushPending;
    private bool _isReceiveUnwanted;
    private Action? _onFlushed;
    private ConfiguredValueTaskAwaitable<FlushResult>.ConfiguredValueTaskAwaiter _flush;

    private enum ReceiveState : byte
    {
        /// <summary>The operation is in flight.</summary>
        Armed,

        /// <summary>It is in flight and was asked to end.</summary>
        Cancelling,

        /// <summary>Not in flight, until the application has read.</summary>
        Paused,

        /// <summary>Not in flight, until the end of the batch: buffers come back with each completion that is delivered.</summary>
        Starved,

        /// <summary>The input is complete.</summary>
        Done,
    }

    private void ArmReceive()
    {
        if (_ring.HasEnded)
        {
            FinishReceive(null);
            return;
        }
        _receive = ReceiveState.Armed;
        _ring.Ring.Receive(_socket, _ring.Buffers, OperationTable.For(_place, RingOperation.Receive));
    }

    private void OnReceived(in Completion completion)
    {
        Debug.Assert(_receive is ReceiveState.Armed or ReceiveState.Cancelling, "A completion comes while the operation is in flight.");
        if (completion.HasBuffer)
            Append(completion);
        if (!completion.HasMore)
            OnReceiveEnded(completion.Result);
    }

    private void Append(in Completion completion)
    {
        var buffers = _ring.Buffers;
        try
        {
            _input.Writer.Write(buffers.Lend(completion.BufferId, completion.Result));
        }
        finally
        {
            buffers.Return(completion.BufferId);
        }
        _hasUnflushed = true;
        JoinBatch();
    }

    private void OnReceiveEnded(int result)
    {
        if (result == -Errno.ENOBUFS)
            _ring.Counters.AddExhaustion();
        if (result is > 0 or -Errno.ENOBUFS or -Errno.ECANCELED or -Errno.EINTR or -Errno.EAGAIN)
            OnReceiveInterrupted();
        else
            FinishReceive(result == 0 ? null : SocketErrors.ToException(result));
    }

    /// <summary>The operation is over but the connection is not.</summary>
    private void OnReceiveInterrupted()
    {
        if (_isReceiveUnwanted)
        {
            FinishReceive(null);
            return;
        }
        _receive = _isFlushPending ? ReceiveState.Paused : ReceiveState.Starved;
        JoinBatch();
    }

    private void JoinBatch()
    {
        if (_isInBatch)
            return;
        _isInBatch = true;
        _ring.AtEndOfBatch(this);
    }

    void ICompletionTarget.OnBatchEnd()
    {
        _isInBatch = false;
        if (_hasUnflushed && !_isFlushPending && _receive != ReceiveState.Done)
            Flush();
        if (_receive != ReceiveState.Starved)
            return;
        if (_isFlushPending)
            _receive = ReceiveState.Paused;
        else
            ArmReceive();
    }

    private void Flush()
    {
        _hasUnflushed = false;
        var flush = _input.Writer.FlushAsync();
        // With inline scheduling the application has run in there, but the input is completed by this thread alone, later.
        if (flush.IsCompletedSuccessfully)
            OnFlushResult(flush.Result);
        else if (flush.IsCompleted)
            StopReceiving();
        else
            AwaitFlush(flush);
    }

    private void AwaitFlush(ValueTask<FlushResult> flush)
    {
        _log.Paused(this);
        _isFlushPending = true;
        if (_receive == ReceiveState.Armed)
            CancelReceive();
        _flush = flush.ConfigureAwait(false).GetAwaiter();
        // Arrives through the ring's scheduler.
        _flush.UnsafeOnCompleted(_onFlushed ??= OnFlushed);
    }

    private void OnFlushed()
    {
        _isFlushPending = false;
        FlushResult result;
        try
        {
#pragma warning disable VSTHRD002 // it has completed: this is its continuation
            result = _flush.GetResult();
#pragma warning restore VSTHRD002
        }
        catch (Exception exception)
        {
            // The application completed its input with an error.
            _log.Failed(this, exception);
            result = new FlushResult(isCanceled: false, isCompleted: true);
        }
        if (_receive == ReceiveState.Done)
            return;
        _log.Resumed(this);
        OnFlushResult(result);
        if (_hasUnflushed && !_isFlushPending && _receive != ReceiveState.Done)
            Flush();
        if (_receive == ReceiveState.Paused && !_isFlushPending)
            ArmReceive();
    }

    private void OnFlushResult(FlushResult result)
    {
        // Completed: the application reads no more. Cancelled: sending has ended, and with it the connection.
        if (result.IsCompleted || result.IsCanceled)
            StopReceiving();
    }

    private void StopReceiving()
    {
        _isReceiveUnwanted = true;
        if (_receive == ReceiveState.Armed && !_ring.HasEnded)
            CancelReceive();
        else if (_receive is ReceiveState.Paused or ReceiveState.Starved)
            FinishReceive(null);
    }

    private void CancelReceive()
    {
        _receive = ReceiveState.Cancelling;
        _ring.Ring.Cancel(OperationTable.For(_place, RingOperation.Receive));
    }

    private void FinishReceive(Exception? error)
    {
        _receive = ReceiveState.Done;
        Exception? reason;
        lock (_gate)
            reason = _shutdownReason;
        if (reason is null)
            LogEndOfInput(error);
        _input.Writer.Complete(reason ?? error);
        FireConnectionClosed();
        EndDirection();
    }

    private void LogEndOfInput(Exception? error)
    {
        if (error is null)
            _log.ReadFin(this);
        else if (error is Microsoft.AspNetCore.Connections.ConnectionResetException)
            _log.Reset(this);
        else
            _log.Failed(this, error);
    }
}
