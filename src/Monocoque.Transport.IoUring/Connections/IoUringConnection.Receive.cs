using System.Diagnostics;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The receiving side: one multishot operation whose buffers go into the input, which is signalled once per batch, and before that when no more buffers may be lent:
/// who reads on this thread then gives them back, and nothing need be copied. All on the ring's thread. The operation is over with its last completion only, whatever
/// was asked for before: data may still come after a cancel, and is kept.
/// </summary>
internal sealed partial class IoUringConnection
{
    private static readonly Action<object?> s_resume = static connection => ((IoUringConnection)connection!).OnResumed();
    private static readonly Action<object?> s_stopReceiving = static connection => ((IoUringConnection)connection!).StopReceiving();

    /// <summary>
    /// Who has had so many buffers in one batch and finds no more comes again when they are back: the kernel takes buffers in turn, so with more of them each
    /// would only be colder. Everybody else gets more.
    /// </summary>
    private const int Flood = 16;

    private ReceiveState _receive;
    private int _takenInBatch;
    private bool _isInBatch;
    private bool _isPaused;
    private bool _isReceiveUnwanted;
    private long _receivedTooLate;

    private enum ReceiveState : byte
    {
        /// <summary>The operation is in flight.</summary>
        Armed,

        /// <summary>It is in flight and was asked to end.</summary>
        Cancelling,

        /// <summary>Not in flight, until the application has read.</summary>
        Paused,

        /// <summary>Not in flight, until the end of the batch: half of the buffers come back with the completions that are delivered.</summary>
        Starved,

        /// <summary>The input is complete.</summary>
        Done,
    }

    /// <summary>The application has read enough, or reads no more. From any thread.</summary>
    internal void ResumeReceiving() => _ring.Post(s_resume, this);

    private void ArmReceive()
    {
        if (_ring.HasEnded)
        {
            FinishReceive(null);
            return;
        }
        _receive = ReceiveState.Armed;
        _ring.Ring.Receive(_socket, _ring.Buffers, OperationTable.For(_place, RingOperation.Receive), isMultishot: !_isHungUp);
    }

    private void OnReceived(in Completion completion)
    {
        Debug.Assert(_receive is ReceiveState.Armed or ReceiveState.Cancelling, "A completion comes while the operation is in flight.");
        if (completion.HasBuffer)
        {
            if (Volatile.Read(ref _isShutDown))
                _receivedTooLate += completion.Result;
            _isReceiveUnwanted |= !_input.TryAppend(_ring.Buffers, completion.BufferId, completion.Result);
            JoinBatch();
            _takenInBatch++;
            if (_input.HasLentAll)
                _input.Signal();
        }
        if (!completion.HasMore)
            OnReceiveEnded(completion.Result);
    }

    private void OnReceiveEnded(int result)
    {
        if (result == -Errno.ENOBUFS && (_takenInBatch < Flood || _ring.Buffers.IsWhole) && !_ring.Buffers.TryGrow())
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
        _receive = _isPaused ? ReceiveState.Paused : ReceiveState.Starved;
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
        _takenInBatch = 0;
        if (_receive == ReceiveState.Done)
            return;
        // With inline scheduling the application runs in there.
        _input.Signal();
        if (_isReceiveUnwanted)
            StopReceiving();
        else if (!_isPaused && _input.TryPause())
            PauseReceiving();
        if (_receive == ReceiveState.Starved)
            ArmReceive();
        else
            ReceiveAnewIfHungUp();
    }

    private void PauseReceiving()
    {
        Log.Paused(this);
        _isPaused = true;
        if (_receive == ReceiveState.Armed)
            CancelReceive();
        else if (_receive == ReceiveState.Starved)
            _receive = ReceiveState.Paused;
    }

    private void OnResumed()
    {
        _isPaused = false;
        if (_receive == ReceiveState.Done)
            return;
        Log.Resumed(this);
        if (_input.IsCompleted)
            StopReceiving();
        else if (_input.TryPause())
            PauseReceiving();
        else if (_receive == ReceiveState.Paused)
            ArmReceive();
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
        lock (Gate)
            reason = _shutdownReason;
        if (reason is null)
            LogEndOfInput(error);
        _input.End(reason ?? error);
        FireConnectionClosed();
        EndDirection();
    }

    private void LogEndOfInput(Exception? error)
    {
        if (error is null)
            Log.ReadFin(this);
        else if (error is ConnectionResetException)
            Log.Reset(this);
        else
            Log.Failed(this, error);
    }
}
