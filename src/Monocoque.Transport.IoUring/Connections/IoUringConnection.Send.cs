using System.Threading.Tasks.Sources;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Loop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The sending side: one loop, so at most one sender. It runs where <see cref="SendScheduler"/> puts it: within the flush, or on the ring. What the socket does not take
/// waits for the ring to say that it does again; the kernel holds no memory of ours between calls.
/// </summary>
internal sealed partial class IoUringConnection : IValueTaskSource
{
    private static readonly Action<object?> s_pollWritable = static connection => ((IoUringConnection)connection!).PollWritable();

    private ManualResetValueTaskSourceCore<bool> _writable;
    private bool _isAwaitingWritable;

    void IValueTaskSource.GetResult(short token) => _writable.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _writable.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _writable.OnCompleted(continuation, state, token, flags);

    private async Task SendAsync()
    {
        Exception? reason = null;
        Exception? unexpected = null;
        try
        {
            reason = await SendOutputAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The application completed its output with an error, or a pipe was misused.
            reason = unexpected = exception;
            _log.Failed(this, exception);
        }
        Shutdown(reason);
        // Completed only now: whoever waits for a flush finds the connection shut down.
        await _output.Reader.CompleteAsync(unexpected).ConfigureAwait(false);
        // Receiving may wait for an application that reads no more.
        _input.Writer.CancelPendingFlush();
        EndDirection();
    }

    /// <returns>Nothing when the application has ended it, else why sending is impossible.</returns>
    private async ValueTask<Exception?> SendOutputAsync()
    {
        var output = _output.Reader;
        while (true)
        {
            var result = await output.ReadAsync().ConfigureAwait(false);
            if (result.IsCanceled)
                return null;
            var rest = result.Buffer;
            var sent = 0;
            while (!rest.IsEmpty && sent >= 0)
            {
                _ring.Counters.AddSend();
                sent = SocketSyscalls.Send(_socket, rest);
                if (sent > 0)
                    rest = rest.Slice(sent);
                else if (sent == -Errno.EINTR)
                    sent = 0;
            }
            var isSent = rest.IsEmpty;
            // What is left is not examined, so the next read returns at once, cancelled if somebody aborted meanwhile.
            output.AdvanceTo(rest.Start);
            if (sent is < 0 and not (-Errno.EAGAIN or -Errno.ENOBUFS))
                return FailedSend(sent);
            if (!isSent)
                await WaitWritable().ConfigureAwait(false);
            else if (result.IsCompleted)
                return null;
        }
    }

    private Exception? FailedSend(int result)
    {
        lock (_gate)
        {
            // We have shut it down ourselves, so there is no news in this.
            if (_isShutDown)
                return _abortReason;
        }
        var exception = SocketErrors.ToException(result);
        LogEndOfInput(exception);
        return exception;
    }

    private ValueTask WaitWritable()
    {
        _ring.Counters.AddBlockedSend();
        _writable.Reset();
        var waiting = new ValueTask(this, _writable.Version);
        _ring.Post(s_pollWritable, this);
        return waiting;
    }

    private void PollWritable()
    {
        if (_ring.HasEnded)
            OnWritable();
        else
            AwaitWritable();
    }

    private void AwaitWritable()
    {
        _isAwaitingWritable = true;
        _ring.Ring.PollWritable(_socket, OperationTable.For(_place, RingOperation.Writable));
    }

    private void OnWritable()
    {
        _isAwaitingWritable = false;
        _writable.SetResult(true);
    }
}
