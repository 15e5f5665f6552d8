using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>The end of a socket: once, whoever asks for it, at once or after what is queued has left.</summary>
internal abstract partial class SocketBase
{
    private readonly CancellationTokenSource _closeNow = new();
    private Task? _closing;
    private bool _isClosed;

    /// <summary>Connections that somebody else accepted, e.g. Kestrel on a port of its own.</summary>
    internal ConnectionSet AdoptedConnections { get; } = new();

    /// <summary>How long closing waits for queued messages.</summary>
    protected virtual TimeSpan Linger => Options.Linger ?? Runtime.Options.DefaultLinger;

    /// <summary>Drops what is queued and closes. Does not wait for the connections' last steps.</summary>
    public void Dispose()
    {
        _closeNow.Cancel();
        _ = CloseOnceAsync();
    }

    public ValueTask DisposeAsync() => new(CloseOnceAsync());

    /// <summary>No new connections; those there are go on.</summary>
    internal async Task StopListeningAsync()
    {
        ListenerLoop[] listeners;
        lock (Gate)
            listeners = [.. _listeners];
        await Task.WhenAll(listeners.Select(static listener => listener.StopAsync())).ConfigureAwait(false);
    }

    /// <summary>Whoever waits for this pattern's own things learns that they will not come.</summary>
    protected virtual void OnClosed(Exception reason)
    {
    }

    private Task CloseOnceAsync()
    {
        lock (Gate)
            return _closing ??= CloseAsync();
    }

    private async Task CloseAsync()
    {
        // The gate is held up to the first await: nobody sends between here and there.
        _isClosed = true;
        var reason = CreateTerminated();
        _senders.FailAll(reason);
        await Task.Yield();

        OnClosed(reason);
        await StopListeningAsync().ConfigureAwait(false);
        await DrainAsync().ConfigureAwait(false);

        await Task.WhenAll(_connectors.Select(connector => connector.CloseAsync(TimeSpan.Zero, CancellationToken.None))).ConfigureAwait(false);
        await Task.WhenAll(_listeners.Select(static listener => listener.CloseConnectionsAsync())).ConfigureAwait(false);
        await AdoptedConnections.StopAllAsync().ConfigureAwait(false);
        foreach (var connector in _connectors)
            Forget(connector);
        FairQueue.Close(reason);
        ReportUnsent();
        Events.Publish(ZmqEventKind.Closed, address: null);
        Events.Close();
        Runtime.Forget(this);
    }

    /// <summary>Waits until all queues are empty, the linger is over, or somebody wants the end now.</summary>
    private async Task DrainAsync()
    {
        var linger = Linger;
        if (linger == TimeSpan.Zero || _closeNow.IsCancellationRequested)
            return;
        Task drained;
        lock (Gate)
            drained = Task.WhenAll(_pipes.Select(static pipe => pipe.Outbox.WhenDrained()));
        try
        {
            await drained.WaitAsync(linger, Runtime.Options.TimeProvider, _closeNow.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // What is left is counted when the pipes are cleared.
        }
    }

    private void ReportUnsent()
    {
        var unsent = Counters.GetDropped(DropReason.Closed);
        if (unsent > 0)
            Runtime.Log.Unsent(Name, unsent);
    }

    protected void ThrowIfClosed()
    {
        if (_isClosed)
            throw CreateTerminated();
    }
}
