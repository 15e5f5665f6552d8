using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.ExceptionServices;
using System.Threading.Tasks.Sources;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// What the application reads of a connection. The rules are those of <see cref="Pipe"/>; the difference is that what arrives is lent to the reader where the
/// kernel has put it, and that what arrived before the peer's fault is read before it is told. Positions count octets from the beginning of the connection: consumed ≤ examined ≤ written.
/// </summary>
internal sealed partial class ConnectionInput(IoUringConnection connection, long pauseAt) : PipeReader, IValueTaskSource<ReadResult>
{
    private static readonly Action<object?> s_cancelWait = static input => ((ConnectionInput)input!).CancelWait();

    private readonly Lock _gate = new();
    private InputSegment? _head;
    private InputSegment? _tail;
    private PipeWaiter _waiter;
    private Exception? _error;
    private long _written;
    private long _consumed;
    private long _examined;
    private int _lent;
    private bool _isReading;
    private bool _isTentative;
    private bool _isCancelled;
    private bool _isEnded;
    private bool _isAborted;
    private bool _isCompleted;
    private bool _isPaused;
    private bool _isAbandoned;

    /// <summary>
    /// Whether the application has taken all that has arrived. A hint for the sender: what arrives meanwhile makes it outdated, which costs a system call
    /// or a hop and nothing else.
    /// </summary>
    internal bool IsConsumed => Volatile.Read(ref _consumed) == Volatile.Read(ref _written);

    /// <summary>How often the application has taken something. Also a hint.</summary>
    internal int Takes { get; private set; }

    private bool IsReadable => _isCancelled || _isEnded || _written > _examined;

    public override bool TryRead(out ReadResult result)
    {
        lock (_gate)
        {
            VerifyMayRead();
            if (!IsReadable || _waiter.IsPending)
            {
                result = default;
                return false;
            }
            result = Take();
            return true;
        }
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ReadResult>(cancellationToken);
        lock (_gate)
        {
            VerifyMayRead();
            return IsReadable && !_waiter.IsPending
                ? new ValueTask<ReadResult>(Take())
                : new ValueTask<ReadResult>(this, _waiter.Begin(s_cancelWait, this, cancellationToken));
        }
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        bool resumes;
        lock (_gate)
        {
            if (_isCompleted)
                throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
            if (!_isReading)
                throw new InvalidOperationException("There is no read to advance: ReadAsync or TryRead comes first.");
            var newlyConsumed = ToOffset(consumed);
            var newlyExamined = ToOffset(examined);
            if (newlyConsumed < _consumed || newlyExamined < newlyConsumed || newlyExamined > _written)
                throw new InvalidOperationException("The position is not of the last read, or the examined position lies before the consumed one.");
            _isReading = false;
            Takes++;
            _examined = Math.Max(_examined, newlyExamined);
            Consume(newlyConsumed);
            resumes = _isPaused && _written - _examined <= _resumeAt;
            if (resumes)
                _isPaused = false;
        }
        if (resumes)
            connection.ResumeReceiving();
    }

    public override void CancelPendingRead()
    {
        Wakeup wakeup;
        lock (_gate)
        {
            _isCancelled = true;
            wakeup = _waiter.Complete();
        }
        wakeup.Schedule(connection);
    }

    public override void Complete(Exception? exception = null)
    {
        bool resumes;
        lock (_gate)
        {
            if (_isCompleted)
                return;
            _isCompleted = true;
            _isReading = false;
            Consume(_written);
            resumes = _isPaused;
            _isPaused = false;
        }
        // Receiving must learn that nobody reads any more.
        if (resumes)
            connection.ResumeReceiving();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token)
    {
        CancellationTokenRegistration registration;
        ReadResult result;
        lock (_gate)
        {
            registration = _waiter.End(token);
            result = Take();
        }
        registration.Dispose();
        return result;
    }

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token)
    {
        lock (_gate)
            return _waiter.GetStatus(token);
    }

    void IValueTaskSource<ReadResult>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
    {
        Wakeup wakeup;
        lock (_gate)
            wakeup = _waiter.OnCompleted(continuation, state, token, flags);
        wakeup.Schedule(connection);
    }

    private void CancelWait()
    {
        Wakeup wakeup;
        lock (_gate)
            wakeup = _waiter.Cancel();
        wakeup.Schedule(connection);
    }

    private void VerifyMayRead()
    {
        if (_isCompleted)
            throw new InvalidOperationException("Reading is not allowed after the reader was completed.");
        // A cancelled read may be repeated at once.
        if (_isReading && !_isTentative)
            throw new InvalidOperationException("The last read was not advanced: AdvanceTo comes before the next.");
    }

    private ReadResult Take()
    {
        // What the peer sent before its connection failed has arrived all the same. A Pipe would throw it away.
        if (_error is { } error && (_isAborted || _written == _examined))
            ExceptionDispatchInfo.Throw(error);
        var isCancelled = _isCancelled;
        _isCancelled = false;
        _isReading = true;
        _isTentative = isCancelled;
        var buffer = _head is { } head
            ? new ReadOnlySequence<byte>(head, (int)(_consumed - head.RunningIndex), _tail!, _tail!.Memory.Length)
            : default;
        return new ReadResult(buffer, isCancelled, _isEnded && _error is null);
    }

    /// <summary>A position without a segment is one in an empty buffer.</summary>
    private long ToOffset(SequencePosition position) =>
        position.GetObject() is InputSegment segment ? segment.RunningIndex + position.GetInteger() : _consumed;

    private void Consume(long end)
    {
        Volatile.Write(ref _consumed, end);
        while (_head is { } head && head.End <= end)
        {
            _head = head.Successor;
            if (_head is null)
                _tail = null;
            if (head.IsLent)
                _lent--;
            head.Release();
            connection.Ring.InputSegments.Return(head);
        }
    }
}
