namespace Monocoque.Dashboard;

/// <summary>Records events while somebody looks, and for half a minute longer. Without a look the sockets have no watcher.</summary>
internal sealed class EventRecorder(ZmqRuntime runtime) : IDisposable
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private EventRecording? _recording;
    private ITimer? _timer;
    private long _lastLook;
    private bool _isDisposed;

    private TimeProvider Time => runtime.Options.TimeProvider;

    /// <summary>Events so far; recorded from the first look on.</summary>
    internal DashboardEvents Look()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _lastLook = Time.GetTimestamp();
            _timer ??= Time.CreateTimer(_ => StopIfUnseen(), state: null, Patience, Timeout.InfiniteTimeSpan);
            _recording ??= new EventRecording(Time.GetUtcNow());
            _recording.Watch(runtime.Sockets);
            return _recording.Describe();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            Stop();
        }
    }

    private void StopIfUnseen()
    {
        lock (_lock)
        {
            var left = Patience - Time.GetElapsedTime(_lastLook);
            if (left <= TimeSpan.Zero)
                Stop();
            else
                _timer?.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    private void Stop()
    {
        _timer?.Dispose();
        _timer = null;
        _recording?.Dispose();
        _recording = null;
    }
}
