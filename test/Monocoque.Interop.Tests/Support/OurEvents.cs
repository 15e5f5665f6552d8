namespace Monocoque.Interop.Support;

/// <summary>The events of one of our sockets, from the moment of construction.</summary>
internal sealed class OurEvents : IAsyncDisposable
{
    private readonly IAsyncEnumerator<ZmqEvent> _events;
    private Task<bool> _next;

    internal OurEvents(IZmqSocket socket, CancellationToken cancellationToken)
    {
        _events = socket.MonitorAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
        // The enumeration listens from its first step on, so take that now.
        _next = _events.MoveNextAsync().AsTask();
    }

    /// <summary>Reads events until one of <paramref name="kind"/> has come <paramref name="count"/> times; returns the last.</summary>
    internal async Task<ZmqEvent> WaitForAsync(ZmqEventKind kind, int count = 1)
    {
        while (await _next)
        {
            var current = _events.Current;
            _next = _events.MoveNextAsync().AsTask();
            if (current.Kind == kind && --count == 0)
                return current;
        }
        throw new InvalidOperationException($"The socket was closed before the event {kind}.");
    }

    public async ValueTask DisposeAsync()
    {
        // An enumerator must not be disposed in the middle of a step; the step ends with the socket or the deadline.
        if (_next.IsCompleted)
            await _events.DisposeAsync();
    }
}
