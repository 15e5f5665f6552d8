using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The end, which has one path: <see cref="Shutdown"/> ends both directions and the watch, each reports to <see cref="EndDirection"/>, and the ring's thread closes the
/// descriptor once all have and nothing is in flight, so that it is never used after its number may belong to another file.
/// </summary>
internal sealed partial class IoUringConnection
{
    /// <summary>No peer is stopped by less: the smallest receive buffer that is of use holds more.</summary>
    private const int MayHaveStoppedThePeer = 4096;

    private static readonly Action<object?> s_release = static connection => ((IoUringConnection)connection!).Release();

    private CancellationTokenSource? _closed;
    private TaskCompletionSource? _ended;
    private Exception? _shutdownReason;
    private Exception? _abortReason;
    private bool _isShutDown;
    private bool _isClosed;
    private bool _isReleased;
    private int _openDirections = 3;
    private int _openEnds = 2;

    public override void Abort() => Abort(new ConnectionAbortedException("The connection was aborted by the application via ConnectionContext.Abort()."));

    /// <summary>Ends both directions: with a reset for a reason, gracefully without one.</summary>
    public override void Abort(ConnectionAbortedException abortReason)
    {
        ShutdownOfOurs(abortReason);
        // Shutdown comes first, so that the reason given here is the one that is seen.
        _output.Abort();
    }

    /// <summary>
    /// Lets the output drain, then ends. Waits until both directions have ended, the socket is closed and the callbacks of <see cref="ConnectionClosed"/> have run. It
    /// is the original pipes that are completed, whatever <see cref="Transport"/> is now.
    /// </summary>
    public override async ValueTask DisposeAsync()
    {
        await _input.CompleteAsync().ConfigureAwait(false);
        await _output.CompleteAsync().ConfigureAwait(false);
        await WaitForEnd().ConfigureAwait(false);
        _closed?.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>As <see cref="Shutdown"/>, because the application wants it: nothing more is read of what is there.</summary>
    internal void ShutdownOfOurs(Exception? reason)
    {
        _input.Abort();
        Shutdown(reason);
    }

    /// <summary>Tells peer and pending operations that it is over. The first call decides how and why.</summary>
    internal void Shutdown(Exception? reason)
    {
        lock (Gate)
        {
            if (_isShutDown)
                return;
            _isShutDown = true;
            _abortReason = reason;
            _shutdownReason = reason ?? new ConnectionAbortedException("The io_uring transport's send loop completed gracefully.");
            if (reason is not null && !_settings.FinOnError)
            {
                Log.WriteRst(this, reason.Message);
                // A Unix domain socket cannot be dissolved; for its peer an end is an end.
                if (SocketSyscalls.Reset(_socket) < 0)
                    _ = SocketSyscalls.Shutdown(_socket);
            }
            else
            {
                Log.WriteFin(this, _shutdownReason.Message);
                _ = SocketSyscalls.Shutdown(_socket);
            }
        }
    }

    private CancellationToken GetClosedToken()
    {
        lock (Gate)
        {
            if (_closed is null && _isClosed)
                return new CancellationToken(canceled: true);
            return (_closed ??= new CancellationTokenSource()).Token;
        }
    }

    private Task WaitForEnd()
    {
        lock (Gate)
        {
            return _openEnds == 0 ? Task.CompletedTask : (_ended ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void EndDirection()
    {
        if (Interlocked.Decrement(ref _openDirections) == 0)
            _ring.Post(s_release, this);
    }

    /// <summary>Both directions and the watch have ended, so nothing is in flight and <see cref="Shutdown"/> has been called: nobody uses the descriptor.</summary>
    private void Release()
    {
        lock (Gate)
        {
            _socketFeature?.Dispose();
            _isReleased = true;
        }
        // Octets that were there when we shut down may have filled the kernel's buffer. Once shut down, reading tells the peer of no room, and a close with all read
        // sends no reset: the peer would wait for room until the kernel forgets the connection, a minute later. What we have sent still arrives first.
        if (_receivedTooLate >= MayHaveStoppedThePeer)
            _ = SocketSyscalls.ResetOnceFinished(_socket);
        _ = SocketSyscalls.Close(_socket);
        _ring.Targets.Remove(_place);
        ReachEnd();
    }

    private void FireConnectionClosed()
    {
        lock (Gate)
        {
            _isClosed = true;
            if (_closed is null)
            {
                ReachEnd();
                return;
            }
        }
        ThreadPool.UnsafeQueueUserWorkItem(static connection => connection.CancelConnectionClosed(), this, preferLocal: false);
    }

    private void CancelConnectionClosed()
    {
        try
        {
            _closed!.Cancel();
        }
        catch (Exception exception)
        {
            Log.ClosedCallbackFailed(ConnectionId, exception);
        }
        ReachEnd();
    }

    private void ReachEnd()
    {
        lock (Gate)
        {
            if (--_openEnds == 0)
                _ended?.SetResult();
        }
    }
}
