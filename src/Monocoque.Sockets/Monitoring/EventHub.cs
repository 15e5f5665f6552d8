using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Monocoque.Monitoring;

/// <summary>Passes events on to whoever watches a socket. Costs nothing while nobody does, and never waits for a slow watcher.</summary>
internal sealed class EventHub(string socket, TimeProvider timeProvider)
{
    private const int Capacity = 256;

    private readonly Lock _lock = new();
    private Channel<ZmqEvent>[] _watchers = [];
    private bool _isClosed;

    internal void Publish(ZmqEventKind kind, ZmqAddress? address, ZmqPeer? peer = null, Exception? error = null)
    {
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.Length == 0)
            return;
        var e = new ZmqEvent(kind, socket, address, peer, error, timeProvider.GetUtcNow());
        foreach (var watcher in watchers)
            watcher.Writer.TryWrite(e);
    }

    /// <summary>Watches from the call on, not from the first <c>MoveNextAsync</c>, so that nothing between the two is missed.</summary>
    internal IAsyncEnumerable<ZmqEvent> Watch(CancellationToken cancellationToken)
    {
        var channel = Channel.CreateBounded<ZmqEvent>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_lock)
        {
            if (_isClosed)
                channel.Writer.Complete();
            else
                _watchers = [.. _watchers, channel];
        }
        return ReadAsync(channel, cancellationToken);
    }

    internal void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var watcher in _watchers)
                watcher.Writer.TryComplete();
            _watchers = [];
        }
    }

    private async IAsyncEnumerable<ZmqEvent> ReadAsync(Channel<ZmqEvent> channel, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var e in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return e;
        }
        finally
        {
            lock (_lock)
                _watchers = [.. _watchers.Where(watcher => watcher != channel)];
        }
    }
}
