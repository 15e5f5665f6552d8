namespace Monocoque.Proxies;

/// <summary>The state of a proxy, and the waiting for it to change.</summary>
internal sealed class Steering
{
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _terminated = new();
    private TaskCompletionSource? _resumed;
    private volatile ZmqProxyState _state;

    internal ZmqProxyState State => _state;

    internal bool IsActive => _state == ZmqProxyState.Active;

    /// <summary>Fires with the end.</summary>
    internal CancellationToken Terminated => _terminated.Token;

    internal void Pause()
    {
        lock (_lock)
        {
            if (_state != ZmqProxyState.Active)
                return;
            _resumed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _state = ZmqProxyState.Paused;
        }
    }

    internal void Resume()
    {
        lock (_lock)
        {
            if (_state != ZmqProxyState.Paused)
                return;
            _state = ZmqProxyState.Active;
            _resumed!.SetResult();
        }
    }

    internal void Terminate()
    {
        lock (_lock)
            _state = ZmqProxyState.Terminated;
        // Outside of the lock: what is registered with the token runs here.
        _terminated.Cancel();
    }

    /// <summary>Completes while the proxy is active.</summary>
    internal Task WhenActive(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _state switch
            {
                ZmqProxyState.Active => Task.CompletedTask,
                ZmqProxyState.Paused => _resumed!.Task.WaitAsync(cancellationToken),
                _ => Task.FromCanceled(new CancellationToken(canceled: true)),
            };
        }
    }
}
