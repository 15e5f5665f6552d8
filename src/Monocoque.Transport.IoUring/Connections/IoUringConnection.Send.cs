using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// What the output needs of the connection to send. What the socket does not take waits for the ring to say that it does again; the kernel holds no memory of
/// ours between calls.
/// </summary>
internal sealed partial class IoUringConnection
{
    private static readonly Action<object?> s_pollWritable = static connection => ((IoUringConnection)connection!).PollWritable();

    private bool _isAwaitingWritable;

    internal bool IsInputConsumed => _input.IsConsumed;

    internal int InputTakes => _input.Takes;

    /// <summary>The descriptor is open while the output has not ended.</summary>
    internal int Send(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        if (_ring.IsCurrent)
            _ring.Counters.AddRingSend();
        else
            _ring.Counters.AddDirectSend();
        return SocketSyscalls.Send(_socket, parts);
    }

    /// <summary>Has <see cref="ConnectionOutput.OnWritable"/> called when the socket takes data again. From any thread.</summary>
    internal void AwaitWritable()
    {
        _ring.Counters.AddBlockedSend();
        _ring.Post(s_pollWritable, this);
    }

    /// <returns>Nothing when we have shut the connection down ourselves, for then there is no news in this.</returns>
    internal Exception? ExplainFailedSend(int result)
    {
        lock (Gate)
        {
            if (_isShutDown)
                return _abortReason;
        }
        var exception = SocketErrors.ToException(result);
        LogEndOfInput(exception);
        return exception;
    }

    /// <summary>Nothing more will be sent, for a reason or because the application has ended it and all is sent.</summary>
    internal void OnOutputEnding(Exception? reason, bool isUnexpected)
    {
        if (isUnexpected)
            Log.Failed(this, reason!);
        if (reason is null || isUnexpected)
            ShutdownOfOurs(reason);
        else
            Shutdown(reason);
    }

    internal void OnOutputEnded()
    {
        // Receiving may wait for an application that reads no more.
        if (_input.TryAbandonPause())
            _ring.Post(s_stopReceiving, this);
        EndDirection();
    }

    private void PollWritable()
    {
        if (_ring.HasEnded)
        {
            _output.OnWritable();
            return;
        }
        _isAwaitingWritable = true;
        _ring.Ring.PollWritable(_socket, OperationTable.For(_place, RingOperation.Writable));
    }

    private void OnWritable()
    {
        _isAwaitingWritable = false;
        _output.OnWritable();
    }
}
