using Monocoque.Diagnostics;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>Receiving: the fair queue, behind the pattern's turns.</summary>
internal abstract partial class SocketBase
{
    /// <summary>Whether the pattern gives out a message now. The fair queue's lock is held.</summary>
    internal virtual bool CanTake => true;

    /// <summary>A receive would throw, which whoever waits for a message must learn. The fair queue's lock is held.</summary>
    internal virtual bool HasBadNews => false;

    /// <summary>One message from each peer in turn; otherwise all of one peer, then those of the next.</summary>
    internal virtual bool TakesInTurn => true;

    public bool TryReceive(out ZmqMessage message)
    {
        CheckMayReceive();
        return FairQueue.TryTake(out message);
    }

    public ValueTask<bool> WaitToReceiveAsync(CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : FairQueue.WatchAsync(cancellationToken);

    public ValueTask<ZmqMessage> ReceiveAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return ValueTask.FromCanceled<ZmqMessage>(cancellationToken);
        CheckMayReceive();
        var timeout = Options.ReceiveTimeout;
        return timeout == Timeout.InfiniteTimeSpan ? FairQueue.TakeAsync(cancellationToken) : TakeSlow(timeout, cancellationToken);
    }

    /// <summary>
    /// A message is about to be given out: the pattern may cut it, or refuse it by returning false; then it is dropped. The fair queue's lock is held.
    /// </summary>
    internal virtual bool OnTaking(Pipe pipe, ref ZmqMessage message) => true;

    /// <summary>What one read of a connection brought. Runs on the connection's reader; no lock is held.</summary>
    internal virtual void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => FairQueue.Deliver(pipe.Inbox, batch);

    /// <summary>Whose room decides how long the connection of this peer is read.</summary>
    internal virtual Inbox GetInbox(Pipe pipe) => pipe.Inbox;

    private async ValueTask<ZmqMessage> TakeSlow(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (FairQueue.TryTake(out var message))
            return message;
        if (timeout == TimeSpan.Zero)
            throw CreateReceiveTimeout(timeout);
        using var deadline = new CancellationTokenSource(timeout, Runtime.Options.TimeProvider);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await FairQueue.TakeAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CreateReceiveTimeout(timeout);
        }
    }

    private TimeoutException CreateReceiveTimeout(TimeSpan timeout) =>
        new($"Socket '{Name}' received nothing within {timeout.TotalSeconds:0.###} s ({nameof(ZmqSocketOptions.ReceiveTimeout)}).");

    /// <summary>Throws if the pattern's turns do not allow a receive now.</summary>
    protected virtual void CheckMayReceive()
    {
    }

    /// <summary>For sockets that only send: what a peer sends is read, so that its end is seen, and dropped.</summary>
    protected void Drop(Span<ZmqMessage> batch)
    {
        foreach (var message in batch)
            message.Dispose();
        Counters.AddDropped(DropReason.Unexpected, batch.Length);
    }
}
