using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;

namespace Monocoque.Sockets.Tests.Support;

/// <summary>A network of pipes, where the test holds up, cuts and counts connections.</summary>
internal sealed class MemoryNetwork : IConnectionListenerFactory, IConnectionFactory
{
    private readonly ConcurrentDictionary<EndPoint, Channel<ConnectionContext>> _backlogs = new();
    private int _lastPort = 1000;
    private int _attempts;

    /// <summary>Octets that one direction of a connection takes before its writer has to wait.</summary>
    internal int Capacity { get; init; } = 64 * 1024;

    internal int Attempts => Volatile.Read(ref _attempts);

    /// <summary>Thrown by attempts to connect while it is set.</summary>
    internal Exception? Fault { get; set; }

    /// <summary>Connections say that both their ends are the same.</summary>
    internal bool MeetsItself { get; init; }

    /// <summary>All connections made, in order.</summary>
    internal ConcurrentQueue<MemoryLink> Links { get; } = new();

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        if (endpoint is IPEndPoint { Port: 0 } any)
            endpoint = new IPEndPoint(any.Address, Interlocked.Increment(ref _lastPort));
        var backlog = Channel.CreateUnbounded<ConnectionContext>();
        if (!_backlogs.TryAdd(endpoint, backlog))
            throw new AddressInUseException("The address is in use.");
        return new ValueTask<IConnectionListener>(new Listener(this, endpoint, backlog));
    }

    public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _attempts);
        if (Fault is { } fault)
            throw fault;
        if (!_backlogs.TryGetValue(endpoint, out var backlog))
            throw new SocketException((int)SocketError.ConnectionRefused);
        var link = new MemoryLink(Capacity, MeetsItself ? endpoint : new IPEndPoint(IPAddress.Loopback, Interlocked.Increment(ref _lastPort)), endpoint);
        Links.Enqueue(link);
        backlog.Writer.TryWrite(link.Listening);
        return new ValueTask<ConnectionContext>(link.Connecting);
    }

    private sealed class Listener(MemoryNetwork network, EndPoint endPoint, Channel<ConnectionContext> backlog) : IConnectionListener
    {
        public EndPoint EndPoint => endPoint;

        public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
            await backlog.Reader.WaitToReadAsync(cancellationToken) && backlog.Reader.TryRead(out var connection) ? connection : null;

        public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
        {
            network._backlogs.TryRemove(endPoint, out _);
            backlog.Writer.TryComplete();
            return default;
        }

        public ValueTask DisposeAsync() => UnbindAsync();
    }
}
