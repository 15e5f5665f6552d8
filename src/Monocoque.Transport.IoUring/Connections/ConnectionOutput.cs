using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// What the application writes to a connection. The rules are those of <see cref="Pipe"/>; the difference is that there is no other end: a flush sends.
/// Positions count octets from the beginning of the connection: sent ≤ flushed ≤ written.
/// </summary>
internal sealed partial class ConnectionOutput(IoUringConnection connection, long pauseAt) : PipeWriter, IValueTaskSource<FlushResult>
{
    private static readonly Action<object?> s_cancelWait = static output => ((ConnectionOutput)output!).CancelWait();

    private OutputSegment? _head;
    private OutputSegment? _tail;
    private PipeWaiter _waiter;
    private long _written;
    private long _flushed;
    private long _sent;
    private bool _isWriting;
    private bool _isCancelled;
    private bool _isCompleted;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _written - _flushed;

    private bool MustWait => pauseAt != 0 && _flushed - _sent >= pauseAt;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sizeHint);
        // While it is being written to the sender leaves the last segment alone.
        return _isWriting && _tail!.Free is var free && free.Length > Math.Max(0, sizeHint - 1) ? free : GetMemorySlow(sizeHint);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        if (bytes == 0)
            return;
        if (!_isWriting || bytes > _tail!.Free.Length)
            throw new InvalidOperationException("Advance goes beyond the memory that GetMemory or GetSpan gave.");
        _tail.End += bytes;
        _written += bytes;
    }

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        Departure departure;
        lock (connection.Gate)
        {
            _isWriting = false;
            departure = Publish();
        }
        Depart(departure);
        lock (connection.Gate)
        {
            return !MustWait || _isCancelled || _state == SendState.Closed
                ? new ValueTask<FlushResult>(TakeResult())
                : new ValueTask<FlushResult>(this, _waiter.Begin(s_cancelWait, this, cancellationToken));
        }
    }

    public override void CancelPendingFlush()
    {
        Wakeup wakeup;
        lock (connection.Gate)
        {
            _isCancelled = true;
            wakeup = _waiter.Complete();
        }
        wakeup.Schedule(connection);
    }

    /// <summary>What was written is still sent; with an exception the connection is reset instead.</summary>
    public override void Complete(Exception? exception = null)
    {
        Departure departure;
        lock (connection.Gate)
        {
            if (_isCompleted)
                return;
            _isCompleted = true;
            _isWriting = false;
            _failure = exception;
            departure = Publish();
        }
        Depart(departure);
    }

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token)
    {
        CancellationTokenRegistration registration;
        FlushResult result;
        lock (connection.Gate)
        {
            registration = _waiter.End(token);
            result = TakeResult();
        }
        registration.Dispose();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token)
    {
        lock (connection.Gate)
            return _waiter.GetStatus(token);
    }

    void IValueTaskSource<FlushResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Wakeup wakeup;
        lock (connection.Gate)
            wakeup = _waiter.OnCompleted(continuation, state, token, flags);
        wakeup.Schedule(connection);
    }

    private Memory<byte> GetMemorySlow(int sizeHint)
    {
        lock (connection.Gate)
        {
            if (_isCompleted)
                throw new InvalidOperationException("Writing is not allowed after the writer was completed.");
            _isWriting = true;
            if (_tail is { } tail && tail.Free is var free && free.Length > Math.Max(0, sizeHint - 1))
                return free;
            return AddSegment(sizeHint).Free;
        }
    }

    private OutputSegment AddSegment(int sizeHint)
    {
        var segment = connection.Ring.OutputSegments.Get();
        segment.Rent(connection.Ring.Pool, connection.Ring.LargeBlocks, sizeHint);
        if (_tail is { } tail)
            tail.Next = segment;
        else
            _head = segment;
        _tail = segment;
        return segment;
    }

    private FlushResult TakeResult()
    {
        var isCancelled = _isCancelled;
        _isCancelled = false;
        return new FlushResult(isCancelled, isCompleted: _state == SendState.Closed);
    }

    private void CancelWait()
    {
        Wakeup wakeup;
        lock (connection.Gate)
            wakeup = _waiter.Cancel();
        wakeup.Schedule(connection);
    }
}
