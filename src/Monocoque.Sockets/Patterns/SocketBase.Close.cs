using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>The end of a socket: once, whoever asks for it, at once or after what is queued has left.</summary>
internal abstract partial class SocketBase
{
    private readonly CancellationTokenSource _closeNow = new();
    private readonly TaskCompletionSource _whenClosed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _closing;
    private volatile bool _isClosed;

    /// <summary>Connections that somebody else accepted, e.g. Kestrel on a port of its own.</summary>
    internal ConnectionSet AdoptedConnections { get; } = new();

    /// <summary>Fires when what is queued need not be sent any more.</summary>
    internal CancellationToken ClosingNow => _closeNow.Token;

    /// <summary>Completes when the socket begins to close.</summary>
    internal Task WhenClosed => _whenClosed.Task;

    /// <summary>How long closing waits for queued messages.</summary>
    internal virtual TimeSpan Linger => Options.Linger ?? Runtime.Options.DefaultLinger;

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
        using (EnterGate())
            listeners = [.. _listeners];
        await Task.WhenAll(listeners.Select(static listener => listener.StopAsync())).ConfigureAwait(false);
    }

    /// <summary>Whoever waits for this pattern's own things learns that they will not come.</summary>
    protected virtual void OnClosed(Exception reason)
    {
    }

    private Task CloseOnceAsync()
    {
        using (EnterGate())
            return _closing ??= CloseAsync();
    }

    private async Task CloseAsync()
    {
        // The gate is held up to the first await: nobody sends between here and there.
        _isClosed = true;
        var reason = CreateTerminated();
        _senders.FailAll(reason);
        _roomWatchers.CompleteAll(false);
        _whenClosed.TrySetResult();
        _readiness.FailAll(reason);
        // Task.Yield would come back on the caller's context, which may be waiting for us.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        var lost = Counters.GetDropped(DropReason.Closed);
        try
        {
            // What still comes is read and dropped from here on, so that no peer is held up by messages that nobody takes.
            FairQueue.Close(reason);
            Budget?.Lift();
            OnClosed(reason);
            await StopListeningAsync().ConfigureAwait(false);
            await EndConnectionsAsync(ClosingNow.IsCancellationRequested ? default : new LingerTime(Runtime.Options.TimeProvider, Linger)).ConfigureAwait(false);
        }
        finally
        {
            ReportUnsent(Counters.GetDropped(DropReason.Closed) - lost);
            Sessions.Security.Wire.Wipe();
            Events.Publish(ZmqEventKind.Closed, address: null);
            Events.Close();
            Runtime.Forget(this);
        }
    }

    /// <summary>Each by itself, so that a peer that takes nothing costs the others nothing: what is queued leaves, is read, and the connection ends.</summary>
    private async Task EndConnectionsAsync(LingerTime linger)
    {
        Connector[] connectors;
        ListenerLoop[] listeners;
        using (EnterGate())
        {
            connectors = [.. _connectors, .. _leaving];
            listeners = [.. _listeners];
        }
        await Task.WhenAll(
        [
            .. connectors.Select(connector => EndAsync(connector, linger)),
            .. listeners.Select(listener => listener.CloseConnectionsAsync(linger)),
            AdoptedConnections.StopAllAsync(linger),
            EndUdpAsync(),
        ]).ConfigureAwait(false);
        foreach (var connector in connectors)
            Forget(connector);
    }

    private async Task EndAsync(Connector connector, LingerTime linger)
    {
        try
        {
            await connector.EndAsync(linger, ClosingNow).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // It has ended all the same.
        }
    }

    private void ReportUnsent(long messages)
    {
        if (messages > 0)
            Runtime.Log.Unsent(Name, messages);
    }

    protected void ThrowIfClosed()
    {
        if (_isClosed)
            throw CreateTerminated();
    }
}
