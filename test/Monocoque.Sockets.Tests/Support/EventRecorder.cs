namespace Monocoque.Sockets.Tests.Support;

/// <summary>Watches a socket from its making on.</summary>
internal sealed class EventRecorder : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ZmqEvent> _events;

    internal EventRecorder(IZmqSocket socket, CancellationToken token) => _events = socket.MonitorAsync(token).GetAsyncEnumerator(token);

    internal List<ZmqEvent> Seen { get; } = [];

    internal IEnumerable<ZmqEventKind> Kinds => Seen.Select(static e => e.Kind);

    /// <summary>Reads on until an event of this kind.</summary>
    internal async Task<ZmqEvent> WaitForAsync(ZmqEventKind kind)
    {
        while (await _events.MoveNextAsync())
        {
            Seen.Add(_events.Current);
            if (_events.Current.Kind == kind)
                return _events.Current;
        }
        throw new InvalidOperationException($"The socket was closed without {kind}; there was {string.Join(", ", Kinds)}.");
    }

    internal async Task ReadToEndAsync()
    {
        while (await _events.MoveNextAsync())
            Seen.Add(_events.Current);
    }

    public ValueTask DisposeAsync() => _events.DisposeAsync();
}
