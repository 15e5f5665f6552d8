using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>One request in flight: its id, its deadline, and who waits for the reply.</summary>
internal sealed class PendingRequest : IDisposable
{
    private readonly TaskCompletionSource<ZmqMessage> _reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RequestTable _table;
    private readonly SocketBase _socket;
    private readonly TimeSpan _timeout;
    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _end;
    private readonly CancellationToken _callersToken;
    private Pipe? _asked;
    private long _sequence;

    internal PendingRequest(RequestTable table, uint id, SocketBase socket, TimeSpan timeout, TimeSpan told, CancellationToken cancellationToken)
    {
        _table = table;
        Id = id;
        _socket = socket;
        _timeout = told;
        _callersToken = cancellationToken;
        _deadline = new CancellationTokenSource(timeout, socket.Runtime.Options.TimeProvider);
        _end = CancellationTokenSource.CreateLinkedTokenSource(_deadline.Token, cancellationToken);
    }

    internal uint Id { get; }

    /// <summary>Fires at the deadline or when the caller gives up.</summary>
    internal CancellationToken Token => _end.Token;

    /// <summary>The peer that was asked went away without an answer.</summary>
    internal bool IsUnanswered { get; private set; }

    /// <summary>The table's lock is held.</summary>
    internal void SetAsked(Pipe pipe, long sequence)
    {
        _asked = pipe;
        _sequence = sequence;
    }

    /// <summary>Whether the request went to <paramref name="pipe"/> and, where its queue outlives connections, has left that. The table's lock is held.</summary>
    internal bool IsAsked(Pipe pipe, bool isQueueKept) => _asked == pipe && !(isQueueKept && pipe.Outbox.IsQueued(_sequence));

    internal void FailAsUnanswered(ZmqException reason)
    {
        IsUnanswered = true;
        Fail(reason);
    }

    internal bool TryComplete(ZmqMessage reply) => _reply.TrySetResult(reply);

    internal void Fail(Exception reason)
    {
        // Whoever waits for the reply learns it; if the wait has just ended otherwise, the exception is observed here.
        if (_reply.TrySetException(reason))
            _ = _reply.Task.Exception;
    }

    internal async ValueTask<ZmqMessage> RunAsync(ValueTask send)
    {
        try
        {
            await send.ConfigureAwait(false);
            return await _reply.Task.WaitAsync(Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (Token.IsCancellationRequested)
        {
            // A reply that came just before the end is not thrown away.
            if (!_reply.TrySetCanceled(Token) && _reply.Task.IsCompletedSuccessfully)
                return await _reply.Task.ConfigureAwait(false);
            _callersToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"Socket '{_socket.Name}' got no reply within {_timeout.TotalSeconds:0.###} s.", exception);
        }
    }

    public void Dispose()
    {
        _table.End(this);
        _end.Dispose();
        _deadline.Dispose();
    }
}
