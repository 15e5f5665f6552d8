using System.Diagnostics.CodeAnalysis;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>Sending: at once where the pattern can, else in the order of the calls as soon as it can.</summary>
internal abstract partial class SocketBase
{
    private readonly WaiterList<bool> _senders;
    private readonly bool _isSinglePart;

    /// <summary>A sender waits for a peer or for room, requests in flight apart. The gate is held.</summary>
    protected bool IsSenderWaiting => _senders.Count > 0 && _senders.Any(static waiter => waiter.RequestId == 0);

    public bool TrySend(ZmqMessage message) => TrySend(message, requestId: 0);

    /// <inheritdoc cref="SendAsync(in ZmqMessage, uint, CancellationToken)"/>
    protected bool TrySend(in ZmqMessage message, uint requestId)
    {
        ThrowIfEmpty(message);
        if (_isSinglePart)
            ThrowIfNotSingle(message);
        Outbox? flush;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (requestId == 0)
                CheckMaySend();
            if (_senders.Count > 0 || !TrySendCore(message, requestId, out flush))
                return false;
        }
        flush?.Flush();
        return true;
    }

    public ValueTask SendAsync(ZmqMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(message, requestId: 0, cancellationToken);

    /// <param name="message">The message; spent on success.</param>
    /// <param name="requestId">Correlates the reply, or is the number of the peer; 0: an ordinary message.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal ValueTask SendAsync(in ZmqMessage message, uint requestId, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled(cancellationToken);
        ThrowIfEmpty(message);
        if (_isSinglePart)
            ThrowIfNotSingle(message);
        Outbox? flush;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (requestId == 0)
                CheckMaySend();
            if (_senders.Count > 0 || !TrySendCore(message, requestId, out flush))
            {
                ThrowIfNeverWaiting();
                return WaitToSend(message, requestId, cancellationToken);
            }
        }
        flush?.Flush();
        return default;
    }

    /// <summary>
    /// Sends a message of one frame, a copy of <paramref name="body"/>, straight into the queue of its peer, without a message in between. False: nothing was
    /// done, and the ordinary way is to be taken, which waits or says why not.
    /// </summary>
    internal bool TrySendBody(ReadOnlySpan<byte> body)
    {
        Outbox? flush;
        using (EnterGate())
        {
            if (_isClosed || _senders.Count > 0 || !TrySendBodyCore(body, out flush))
                return false;
        }
        flush?.Flush();
        return true;
    }

    /// <summary>As <see cref="TrySendCore"/>, for <see cref="TrySendBody"/>; false leaves everything to the ordinary way. The gate is held.</summary>
    protected virtual bool TrySendBodyCore(ReadOnlySpan<byte> body, out Outbox? flush)
    {
        flush = null;
        return false;
    }

    /// <summary>
    /// Sends if the pattern can: the message is spent then, and <paramref name="flush"/>, if set, is to be flushed outside of all locks. False: it
    /// cannot now, and <see cref="OnPipeWritable"/> or <see cref="OnPipeAdded"/> will come when that changes. The gate is held.
    /// </summary>
    protected virtual bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush) =>
        throw new ZmqException(ZmqError.NotSupported, $"A {Type} socket does not send.");

    /// <summary>Throws if the pattern's turns do not allow a send now. The gate is held.</summary>
    protected virtual void CheckMaySend()
    {
    }

    /// <summary>Throws if the pattern has callers try again rather than wait. The gate is held.</summary>
    protected virtual void ThrowIfNeverWaiting()
    {
    }

    /// <summary>Lets waiting senders go, in order, as long as the pattern can send, then those who only wait for room. The gate is held.</summary>
    protected void ServeSenders()
    {
        ServeWaiting();
        if (_roomWatchers.Count > 0 && _senders.Count == 0 && HasRoom())
            _roomWatchers.CompleteAll(true);
    }

    private void ServeWaiting()
    {
        while (_senders.TryPeek(out var waiter))
        {
            Outbox? flush = null;
            Exception? error = null;
            try
            {
                if (!TrySendCore(waiter.Message, waiter.RequestId, out flush))
                    return;
            }
            catch (Exception exception) when (exception is ZmqException or ObjectDisposedException or ArgumentException)
            {
                error = exception;
            }
            _senders.TryTake(out _);
            if (error is null)
                waiter.SetResult(true);
            else
                waiter.SetException(error);
            flush?.FlushLater();
        }
    }

    private ValueTask WaitToSend(in ZmqMessage message, uint requestId, CancellationToken cancellationToken)
    {
        // A request has a timeout of its own.
        var timeout = requestId == 0 ? Options.SendTimeout : Timeout.InfiniteTimeSpan;
        if (timeout == TimeSpan.Zero)
            throw CreateSendTimeout(timeout);
        var waiter = _senders.Add();
        waiter.Message = message;
        waiter.RequestId = requestId;
        if (timeout != Timeout.InfiniteTimeSpan)
            return WaitToSendSlow(waiter, timeout, cancellationToken);
        var task = waiter.VoidTask;
        waiter.CancelWith(cancellationToken);
        return task;
    }

    private async ValueTask WaitToSendSlow(Waiter<bool> waiter, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var task = waiter.VoidTask;
        using var deadline = new CancellationTokenSource(timeout, Runtime.Options.TimeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        waiter.CancelWith(end.Token);
        try
        {
            await task.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CreateSendTimeout(timeout);
        }
    }

    private TimeoutException CreateSendTimeout(TimeSpan timeout) =>
        new($"Socket '{Name}' could not send within {timeout.TotalSeconds:0.###} s ({nameof(ZmqSocketOptions.SendTimeout)}): "
            + "no peer has room. The message is still yours.");

    private protected static void ThrowIfEmpty(in ZmqMessage message)
    {
        if (message.Count == 0)
            ThrowEmpty(message);
    }

    private protected void ThrowIfNotSingle(in ZmqMessage message)
    {
        if (message.Count == 1)
            return;
        throw new ArgumentException(
            $"A {Type.ToString().ToUpperInvariant()} message has one frame, not {message.Count}. Put the parts into one, or use a pattern with frames.", nameof(message));
    }

    [DoesNotReturn]
    private static void ThrowEmpty(in ZmqMessage message) =>
        throw new ArgumentException("A message needs at least one frame. For an empty one send ZmqMessage.Copy([]).", nameof(message));
}
