using Monocoque.Patterns;

namespace Monocoque.Dashboard;

/// <summary>The last events of all sockets, from when somebody begins to look until nobody does any more.</summary>
internal sealed class EventRecording(DateTimeOffset since) : IDisposable
{
    internal const int Capacity = 100;

    private readonly Lock _lock = new();
    private readonly List<ZmqEvent> _events = new(Capacity);
    private readonly HashSet<SocketBase> _watched = [];
    private readonly CancellationTokenSource _end = new();
    private long _missed;

    /// <summary>Watches those that are not watched yet.</summary>
    internal void Watch(IEnumerable<SocketBase> sockets)
    {
        foreach (var socket in sockets)
        {
            bool isNew;
            lock (_lock)
                isNew = _watched.Add(socket);
            if (isNew)
                _ = WatchAsync(socket, socket.MonitorAsync(_end.Token));
        }
    }

    internal DashboardEvents Describe()
    {
        lock (_lock)
            return new DashboardEvents(since, _missed, [.. _events.AsEnumerable().Reverse().Select(Describe)]);
    }

    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
    }

    private async Task WatchAsync(SocketBase socket, IAsyncEnumerable<ZmqEvent> events)
    {
        try
        {
            await foreach (var e in events)
                Add(e);
        }
        catch (OperationCanceledException)
        {
            // Nobody looks any more.
        }
        // It is closed, and must not be kept.
        lock (_lock)
            _watched.Remove(socket);
    }

    private void Add(in ZmqEvent e)
    {
        lock (_lock)
        {
            _missed += e.Missed;
            if (e.Kind is ZmqEventKind.Connecting or ZmqEventKind.ConnectRetried)
                Forget(e.Kind, e.Socket, e.Address);
            if (_events.Count == Capacity)
                _events.RemoveAt(0);
            _events.Add(e);
        }
    }

    /// <summary>An address where nobody is would soon be all there is to see, so only the last attempt is kept.</summary>
    private void Forget(ZmqEventKind kind, string socket, ZmqAddress? address) =>
        _events.RemoveAll(other => other.Kind == kind && string.Equals(other.Socket, socket, StringComparison.Ordinal) && other.Address == address);

    private static DashboardEvent Describe(ZmqEvent e) => new(
        e.Timestamp, e.Kind.ToString(), e.Socket, e.Address?.ToString(), e.Peer?.ToString() ?? e.RemoteEndPoint?.ToString(), DescribeDetail(e));

    private static string? DescribeDetail(in ZmqEvent e) => e switch
    {
        { Error: { } error } => error.Message,
        { RetryIn: { } wait } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"next attempt in {wait.TotalSeconds:0.0} s"),
        { StatusCode: { } status } => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"status {status}"),
        _ => null,
    };
}
