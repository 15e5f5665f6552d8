using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Monitoring;

/// <summary>Passes events on to whoever watches a socket. Costs nothing while nobody does, and never waits for a slow watcher.</summary>
internal sealed class EventHub(string socket, TimeProvider timeProvider)
{
    private readonly Lock _lock = new();
    private EventWatcher[] _watchers = [];
    private long _lost;
    private bool _isClosed;

    /// <summary>Events that watchers have missed, over all watchers there were.</summary>
    internal long Lost => Volatile.Read(ref _lost);

    /// <summary>Somebody watches.</summary>
    internal bool IsWatched => Volatile.Read(ref _watchers).Length > 0;

    internal void Publish(
        ZmqEventKind kind, ZmqAddress? address, ZmqPeer? peer = null, Exception? error = null, ConnectionContext? connection = null, TimeSpan? retryIn = null,
        int? statusCode = null)
    {
        var watchers = Volatile.Read(ref _watchers);
        if (watchers.Length == 0)
            return;
        var e = new ZmqEvent(kind, socket, address, peer, error, timeProvider.GetUtcNow())
        {
            LocalEndPoint = connection?.LocalEndPoint,
            RemoteEndPoint = connection?.RemoteEndPoint,
            RetryIn = retryIn,
            StatusCode = statusCode,
        };
        Publish(watchers, e);
    }

    /// <summary>A connection was not taken; there may have been none yet.</summary>
    internal void PublishRefusal(ZmqAddress? address, Exception error, EndPoint? local, EndPoint? remote, ZmqEventKind kind = ZmqEventKind.AcceptFailed) => Publish(
        Volatile.Read(ref _watchers),
        new ZmqEvent(kind, socket, address, Peer: null, error, timeProvider.GetUtcNow()) { LocalEndPoint = local, RemoteEndPoint = remote });

    private static void Publish(EventWatcher[] watchers, in ZmqEvent e)
    {
        foreach (var watcher in watchers)
            watcher.Write(e);
    }

    /// <summary>Watches from the call on, not from the first <c>MoveNextAsync</c>, so that nothing between the two is missed.</summary>
    internal IAsyncEnumerable<ZmqEvent> Watch(CancellationToken cancellationToken)
    {
        var watcher = new EventWatcher(this);
        lock (_lock)
        {
            if (_isClosed)
                watcher.Complete();
            else
                _watchers = [.. _watchers, watcher];
        }
        return ReadAsync(watcher, cancellationToken);
    }

    internal void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            foreach (var watcher in _watchers)
                watcher.Complete();
            _watchers = [];
        }
    }

    internal void CountLost() => Interlocked.Increment(ref _lost);

    private async IAsyncEnumerable<ZmqEvent> ReadAsync(EventWatcher watcher, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var e in watcher.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return e;
        }
        finally
        {
            lock (_lock)
                _watchers = [.. _watchers.Where(other => other != watcher)];
        }
    }
}
