using System.Threading.Channels;

namespace Monocoque.Conformance.Support;

/// <summary>The events of one socket from one moment on, in our terms whichever implementation they are of.</summary>
internal sealed class EventLog(CancellationToken deadline)
{
    private readonly Channel<SocketEvent> _events = Channel.CreateUnbounded<SocketEvent>();

    /// <summary>The kinds that were read so far.</summary>
    internal List<ZmqEventKind> Seen { get; } = [];

    internal void Add(SocketEvent value) => _events.Writer.TryWrite(value);

    internal void End() => _events.Writer.TryComplete();

    /// <summary>Reads on until an event of one of <paramref name="kinds"/>.</summary>
    internal async Task<SocketEvent> WaitForAsync(params ZmqEventKind[] kinds)
    {
        try
        {
            await foreach (var value in _events.Reader.ReadAllAsync(deadline))
            {
                Seen.Add(value.Kind);
                if (kinds.Contains(value.Kind))
                    return value;
            }
        }
        catch (OperationCanceledException)
        {
            // Says below what there was instead.
        }
        throw new InvalidOperationException($"There was no {string.Join(" or ", kinds)}, but {string.Join(", ", Seen)}.");
    }

    /// <summary>The kinds that have come and were not read yet.</summary>
    internal IReadOnlyList<ZmqEventKind> Drain()
    {
        var kinds = new List<ZmqEventKind>();
        while (_events.Reader.TryRead(out var value))
            kinds.Add(value.Kind);
        Seen.AddRange(kinds);
        return kinds;
    }
}
