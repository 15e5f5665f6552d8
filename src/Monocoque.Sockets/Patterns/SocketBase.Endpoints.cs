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

    /// <summary>The attempts ended, and nobody has called for the address since.</summary>
    private readonly List<ZmqAddress> _givenUp = [];

    private int _isDescriptorTaken;

    /// <summary>The descriptor that the options tell to adopt, once.</summary>
    internal int? TakeDescriptor() =>
        Options.UseFileDescriptor is { } descriptor && Interlocked.Exchange(ref _isDescriptorTaken, 1) == 0 ? descriptor : null;

    public IReadOnlyList<ZmqAddress> BoundAddresses
    {
        get
        {
            using (EnterGate())
                return [.. _listeners.Select(static listener => listener.Address), .. _udpReceivers.Select(static receiver => receiver.Address)];
        }
    }

    public async ValueTask<ZmqAddress> BindToAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        using (EnterGate())
            ThrowIfClosed();
        if (parsed.Scheme is "udp" && Type.BindsUdp())
            return await BindUdpAsync(parsed, cancellationToken).ConfigureAwait(false);
        ThrowIfWithoutConnections(parsed);
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
        using (EnterGate())
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

    public void Connect(string address)
    {
        ThrowIfWithoutConnections(ZmqAddress.Parse(address));
        if (!TryConnectUdp(address, out _))
            BeginConnect(address);
    }

    public async ValueTask ConnectAsync(string address, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        ThrowIfWithoutConnections(ZmqAddress.Parse(address));
        var connected = TryConnectUdp(address, out var udp) ? udp.Connected : BeginConnect(address).FirstHandshake;
        await connected.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void ThrowIfWithoutConnections(ZmqAddress address)
    {
        if (Type.HasConnections())
            return;
        using (EnterGate())
            ThrowIfClosed();
        throw new ZmqException(
            ZmqError.NotSupported,
            $"{address}: a DGRAM socket has no connections. Bind it to a udp address, for example udp://*:5555; the first frame of each message names its receiver.");
    }

    public async ValueTask UnbindAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        ListenerLoop? listener;
        using (EnterGate())
        {
            ThrowIfClosed();
            listener = _listeners.Find(candidate => candidate.Address == parsed);
            if (listener is not null)
                _listeners.Remove(listener);
        }
        if (listener is null)
        {
            if (await UnbindUdpAsync(parsed).ConfigureAwait(false))
                return;
            throw CreateNotFound(parsed, "is not bound to", BoundAddresses);
        }
        // Once begun it is done, whether the caller waits or not.
        await UnbindAsync(listener).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisconnectAsync(string address, CancellationToken cancellationToken = default)
    {
        var parsed = ZmqAddress.Parse(address);
        List<Connector> connectors;
        if (await DisconnectUdpAsync(parsed).ConfigureAwait(false))
            return;
        using (EnterGate())
        {
            ThrowIfClosed();
            connectors = _connectors.FindAll(candidate => candidate.Address == parsed);
            if (connectors.Count == 0)
            {
                var known = _connectors.Select(static candidate => candidate.Address).Concat(UdpConnectors.Select(static udp => udp.Address));
                throw CreateNotFound(parsed, "is not connected to", known);
            }
            foreach (var connector in connectors)
                Leave(connector);
        }
        await Task.WhenAll(connectors.Select(connector => EndAsync(connector, cancellationToken))).ConfigureAwait(false);
    }

    /// <summary>The address may be given up: nothing more is routed there; what is queued may still leave. The gate is held.</summary>
    private void Leave(Connector connector)
    {
        _connectors.Remove(connector);
        _leaving.Add(connector);
        connector.Pipe.IsLeaving = true;
        OnPipeRemoved(connector.Pipe);
        CheckReadiness();
    }

    /// <summary>As <see cref="DisconnectAsync(string, CancellationToken)"/>, for one connection that we make. The gate is held up to the first wait.</summary>
    protected Task DisconnectAsync(Pipe pipe)
    {
        if (_connectors.Find(candidate => candidate.Pipe == pipe) is not { } connector)
            return Task.CompletedTask;
        Leave(connector);
        return EndAsync(connector, CancellationToken.None);
    }

    private async Task EndAsync(Connector connector, CancellationToken cancellationToken)
    {
        try
        {
            await connector.CloseAsync(Linger, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Forget(connector);
            Events.Publish(ZmqEventKind.Closed, connector.Address);
        }
    }

    /// <summary>Whether a peer behind <paramref name="pipe"/> would be taken in now; otherwise it is not called upon.</summary>
    internal virtual bool HasPlaceFor(Pipe pipe) => true;

    /// <summary>The attempts to connect have ended, as the options say. A later <see cref="Connect"/> to the address starts anew.</summary>
    internal void GiveUp(Connector connector)
    {
        using (EnterGate())
        {
            if (!_connectors.Remove(connector))
                return;
            _givenUp.Add(connector.Address);
            CheckReadiness();
        }
        Forget(connector);
        Runtime.Log.GivenUp(Name, connector.Address);
        Events.Publish(ZmqEventKind.Closed, connector.Address);
    }

    /// <summary>A second <c>Connect</c> to the same address does nothing; on the other patterns it makes a second connection. So it is in libzmq.</summary>
    private bool ConnectsOnce => Type is ZmqSocketType.Dealer or ZmqSocketType.Req or ZmqSocketType.Pub or ZmqSocketType.Sub;

    /// <summary>Some address is connected to, whether the peer is there or not. The gate is held.</summary>
    private protected bool HasConnectors => _connectors.Count > 0;

    /// <summary>Some address is bound or connected to.</summary>
    internal bool HasAddress
    {
        get
        {
            using (EnterGate())
                return _listeners.Count > 0 || HasConnectors || _udpReceivers.Count > 0 || UdpConnectors.Length > 0;
        }
    }

    /// <summary>Throws if the pattern has no use for another address to connect to. The gate is held.</summary>
    protected virtual void CheckMayConnect(ZmqAddress address)
    {
    }

    private async Task UnbindAsync(ListenerLoop listener)
    {
        await listener.StopAsync().ConfigureAwait(false);
        await listener.CloseConnectionsAsync(linger: default).ConfigureAwait(false);
        Events.Publish(ZmqEventKind.Closed, listener.Address);
    }

    /// <param name="address">Where to.</param>
    /// <param name="routingId">ROUTER: what the peer there is called; null: what the options say, or what it calls itself.</param>
    protected void BeginConnectAs(string address, byte[] routingId) => _ = BeginConnect(address, routingId);

    /// <summary>ROUTER: the peer behind <paramref name="pipe"/> is called so from the start. The gate is held.</summary>
    protected virtual void NamePeer(Pipe pipe, byte[] routingId) => throw new ZmqException(ZmqError.NotSupported, $"A {Type} socket does not name its peers.");

    private protected Connector BeginConnect(string address, byte[]? routingId = null)
    {
        var parsed = ZmqAddress.Parse(address);
        TransportResolver.ThrowIfNotConnectable(parsed);
        TransportResolver.ThrowIfNotAllowed(parsed, Options);
        Connector connector;
        using (EnterGate())
        {
            ThrowIfClosed();
            var known = _connectors.FindAll(candidate => candidate.Address == parsed);
            if (known.Count > 0 && routingId is not null)
                throw CreateConnectedAlready(parsed);
            if (known.Count > 0 && ConnectsOnce)
                return known[0];
            CheckMayConnect(parsed);
            var pipe = new Pipe(this, isConnector: true) { Address = parsed };
            if ((routingId ?? GetConfiguredRoutingId(parsed, known.Count)) is { } id)
                NamePeer(pipe, id);
            _givenUp.Remove(parsed);
            connector = new Connector(this, parsed, pipe);
            _connectors.Add(connector);
            if (pipe.OutlivesConnection)
                AddPipe(pipe);
        }
        connector.Start();
        return connector;
    }

    /// <summary>The entry of <see cref="ZmqSocketOptions.ConnectRoutingIds"/> that stands where the address stands in <see cref="ZmqSocketOptions.Connect"/>.</summary>
    private byte[]? GetConfiguredRoutingId(ZmqAddress address, int alreadyConnected)
    {
        var ids = Options.ConnectRoutingIds;
        for (var i = 0; i < ids.Count; i++)
        {
            if (ZmqAddress.Parse(Options.Connect[i]) == address && alreadyConnected-- == 0)
                return System.Text.Encoding.UTF8.GetBytes(ids[i]);
        }
        return null;
    }

    private ZmqException CreateConnectedAlready(ZmqAddress address) => new(
        ZmqError.InvalidState, $"Socket '{Name}' is connected to {address} already, under the name that peer has. Disconnect first.");

    /// <summary>The connector's connection has ended; what its pipe still holds is lost.</summary>
    private void Forget(Connector connector)
    {
        Counters.AddDropped(Diagnostics.DropReason.Closed, connector.Pipe.Outbox.Clear());
        using (EnterGate())
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
