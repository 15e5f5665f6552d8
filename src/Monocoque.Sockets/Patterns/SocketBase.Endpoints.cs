using Monocoque.Peers;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>Where the socket listens and what it connects to.</summary>
internal abstract partial class SocketBase
{
    private readonly List<ListenerLoop> _listeners = [];
    private readonly List<Connector> _connectors = [];

    /// <summary>Disconnected, but still sending what was queued.</summary>
    private readonly List<Connector> _leaving = [];

    private int _isDescriptorTaken;

    /// <summary>The descriptor that the options tell to adopt, once.</summary>
    internal int? TakeDescriptor() =>
        Options.UseFileDescriptor is { } descriptor && Interlocked.Exchange(ref _isDescriptorTaken, 1) == 0 ? descriptor : null;

    public IReadOnlyList<ZmqAddress> BoundAddresses
    {
        get
        {
            lock (Gate)
                return [.. _listeners.Select(static listener => listener.Address)];
        }
    }

    public async ValueTask<ZmqAddress> BindToAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        lock (Gate)
            ThrowIfClosed();
        ListenerLoop listener;
        try
        {
            listener = await ListenerLoop.BindAsync(this, parsed, cancellationToken).ConfigureAwait(false);
        }
        catch (ZmqException exception)
        {
            Events.Publish(ZmqEventKind.BindFailed, parsed, error: exception);
            throw;
        }
        bool isClosed;
        lock (Gate)
        {
            isClosed = _isClosed;
            if (!isClosed)
                _listeners.Add(listener);
        }
        if (isClosed)
        {
            await listener.StopAsync().ConfigureAwait(false);
            await listener.CloseConnectionsAsync(linger: default).ConfigureAwait(false);
            throw CreateTerminated();
        }
        Runtime.Log.Listening(Type, Name, listener.Address);
        Events.Publish(ZmqEventKind.Listening, listener.Address);
        listener.Start();
        return listener.Address;
    }

    public void Connect(string address) => _ = BeginConnect(address);

    public async ValueTask ConnectAsync(string address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        await BeginConnect(address).FirstHandshake.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask UnbindAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        ListenerLoop? listener;
        lock (Gate)
        {
            ThrowIfClosed();
            listener = _listeners.Find(candidate => candidate.Address == parsed);
            if (listener is not null)
                _listeners.Remove(listener);
        }
        if (listener is null)
            throw CreateNotFound(parsed, "is not bound to", BoundAddresses);
        // Once begun it is done, whether the caller waits or not.
        await UnbindAsync(listener).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisconnectAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        Connector? connector;
        lock (Gate)
        {
            ThrowIfClosed();
            connector = _connectors.Find(candidate => candidate.Address == parsed);
            if (connector is null)
                throw CreateNotFound(parsed, "is not connected to", _connectors.Select(static candidate => candidate.Address));
            _connectors.Remove(connector);
            _leaving.Add(connector);
            // Nothing more is routed there; what is queued may still leave.
            OnPipeRemoved(connector.Pipe);
        }
        try
        {
            await connector.CloseAsync(Linger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Forget(connector);
            Events.Publish(ZmqEventKind.Closed, parsed);
        }
    }

    private async Task UnbindAsync(ListenerLoop listener)
    {
        await listener.StopAsync().ConfigureAwait(false);
        await listener.CloseConnectionsAsync(linger: default).ConfigureAwait(false);
        Events.Publish(ZmqEventKind.Closed, listener.Address);
    }

    private Connector BeginConnect(string address)
    {
        var parsed = ZmqAddress.Parse(address);
        TransportResolver.ThrowIfNotConnectable(parsed);
        Connector connector;
        lock (Gate)
        {
            ThrowIfClosed();
            if (_connectors.Find(candidate => candidate.Address == parsed) is { } existing)
                return existing;
            connector = new Connector(this, parsed, new Pipe(this, isConnector: true));
            _connectors.Add(connector);
            AddPipe(connector.Pipe);
        }
        connector.Start();
        return connector;
    }

    /// <summary>The connector's connection has ended; what its pipe still holds is lost.</summary>
    private void Forget(Connector connector)
    {
        Counters.AddDropped(Diagnostics.DropReason.Closed, connector.Pipe.Outbox.Clear());
        lock (Gate)
        {
            _leaving.Remove(connector);
            RemovePipe(connector.Pipe);
        }
    }

    private ZmqException CreateNotFound(ZmqAddress address, string relation, IEnumerable<ZmqAddress> known)
    {
        var list = string.Join(", ", known);
        return new ZmqException(
            ZmqError.NotFound, $"Socket '{Name}' {relation} {address}. {(list.Length == 0 ? "There is no such address." : $"It has {list}.")}");
    }
}
