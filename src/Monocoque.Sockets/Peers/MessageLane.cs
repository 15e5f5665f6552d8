using System.Threading.Tasks.Sources;

namespace Monocoque.Peers;

/// <summary>
/// One direction between two sockets of a process. The reader takes messages out of the sender's <see cref="Outbox"/> itself, so that nothing lies
/// between the two queues: their marks add up, as libzmq's do on inproc, and a large message is handed over as the lease it is.
/// <para>
/// The lane opens when the sender's handshake is done and it has said its last octet; before that the octets go through the connection like those
/// of any other. The sender signals, one reader waits, and what it waits for it finds out itself: a signal too many does no harm.
/// </para>
/// </summary>
/// <param name="aborted">Completes when the connection is cut.</param>
internal sealed class MessageLane(Task aborted) : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _wake = new() { RunContinuationsAsynchronously = true };
    private Outbox? _source;
    private bool _isSignalled;
    private bool _isWaiting;
    private bool _hasReader;
    private bool _isReaderGone;
    private volatile bool _isWriterClosed;

    internal Task Aborted => aborted;

    /// <summary>The sender's queue once the lane is open; else null.</summary>
    internal Outbox? Source => Volatile.Read(ref _source);

    /// <summary>Somebody will take the messages that come.</summary>
    internal bool HasReader
    {
        get
        {
            lock (_lock)
                return _hasReader;
        }
    }

    /// <summary>Nothing comes any more but what the source still holds.</summary>
    internal bool IsWriterClosed => _isWriterClosed;

    /// <summary>The reader promises to go on here when the octets of the connection end.</summary>
    internal void BeginReading()
    {
        lock (_lock)
            _hasReader = true;
    }

    internal void Open(Outbox source)
    {
        bool isReaderGone;
        lock (_lock)
        {
            Volatile.Write(ref _source, source);
            isReaderGone = _isReaderGone;
        }
        if (isReaderGone)
            source.Abandon(this);
        else
            Signal();
    }

    /// <summary>There may be something to do for the reader.</summary>
    internal void Signal()
    {
        lock (_lock)
        {
            if (_isWaiting)
            {
                _isWaiting = false;
                _wake.SetResult(true);
            }
            else
            {
                _isSignalled = true;
            }
        }
    }

    /// <summary>Completes with the next signal, or at once if there was one since the last. For one reader.</summary>
    internal ValueTask WaitAsync()
    {
        lock (_lock)
        {
            if (_isSignalled)
            {
                _isSignalled = false;
                return default;
            }
            _wake.Reset();
            _isWaiting = true;
            return new ValueTask(this, _wake.Version);
        }
    }

    internal void CloseWriter()
    {
        _isWriterClosed = true;
        Signal();
    }

    /// <summary>Nothing is taken any more. What the reader had taken and not finished with is lost.</summary>
    internal void CloseReader()
    {
        Outbox? source;
        lock (_lock)
        {
            if (_isReaderGone)
                return;
            _isReaderGone = true;
            source = _source;
        }
        source?.Abandon(this);
    }

    void IValueTaskSource.GetResult(short token) => _wake.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _wake.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _wake.OnCompleted(continuation, state, token, flags);
}
