namespace Monocoque.Patterns;

/// <summary>Waiting for peers before the first message, and for the last message to leave.</summary>
internal abstract partial class SocketBase
{
    private readonly ConditionList _readiness = new();

    public ValueTask WaitForPeerAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return WaitUntilAsync(() => ConnectedPipes.Count() >= count, cancellationToken);
    }

    public ValueTask WaitForAllPeersAsync(CancellationToken cancellationToken = default) =>
        WaitUntilAsync(() => _connectors.TrueForAll(static connector => connector.Pipe.Connection is not null), cancellationToken);

    public async ValueTask<int> DrainAsync(TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        Task drained;
        using (EnterGate())
        {
            ThrowIfClosed();
            drained = WhenDrained();
        }
        try
        {
            await drained.WaitAsync(timeout, Runtime.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is what the caller asked for.
        }
        return SendQueueLength;
    }

    /// <summary>Waits for a condition, which is looked at under the gate whenever <see cref="CheckReadiness"/> is called.</summary>
    protected async ValueTask WaitUntilAsync(Func<bool> condition, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        TaskCompletionSource done;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (condition())
                return;
            done = _readiness.Add(condition);
        }
        try
        {
            await done.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            using (EnterGate())
                _readiness.Remove(done);
        }
    }

    /// <summary>Peers or subscriptions have changed. The gate is held.</summary>
    protected void CheckReadiness() => _readiness.Check();

    private Task WhenDrained()
    {
        using (EnterGate())
            return Task.WhenAll(_pipes.Select(static pipe => pipe.Outbox.WhenDrained()));
    }
}
