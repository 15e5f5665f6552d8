using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Monocoque.Admission;
using Monocoque.Diagnostics;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>udp, where there are no connections: a DISH or a DGRAM binds and a RADIO connects.</summary>
internal abstract partial class SocketBase
{
    private readonly List<UdpReceiver> _udpReceivers = [];
    private volatile UdpReceiver? _boundUdp;

    /// <summary>Replaced as a whole, so that a sender sees one state. Written under the gate.</summary>
    private protected UdpConnector[] UdpConnectors { get; private set; } = [];

    /// <summary>What a DGRAM is bound to and so sends by; null: it is not bound.</summary>
    private protected UdpReceiver? BoundUdp => _boundUdp;

    /// <summary>
    /// What came to a bound udp address; false if it is none of ours. Runs on a thread of the pool; several at once if several addresses are bound.
    /// </summary>
    private protected virtual bool OnDatagram(ReadOnlySpan<byte> datagram, SocketAddress sender) => false;

    private bool JudgeDatagram(ReadOnlySpan<byte> datagram, SocketAddress sender)
    {
        var rules = Entrance.Rules;
        if (rules.IsEmpty || rules.FindObjection(PeerAddress.Of(sender)) is null)
            return OnDatagram(datagram, sender);
        Counters.AddDropped(DropReason.Refused);
        return true;
    }

    private async ValueTask<ZmqAddress> BindUdpAsync(ZmqAddress address, CancellationToken cancellationToken)
    {
        UdpReceiver receiver;
        try
        {
            CheckUdp(address);
            if (FindObjection(address) is { } reason)
                throw reason;
            receiver = await UdpReceiver.BindAsync(
                Runtime, address, JudgeDatagram, Counters.AddProtocolError, (socket, route) => PrepareUdp(socket, route, address), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (ZmqException exception)
        {
            Events.Publish(ZmqEventKind.BindFailed, address, error: exception);
            throw;
        }
        if (!TryTakeIn(receiver, out var objection))
        {
            await receiver.DisposeAsync().ConfigureAwait(false);
            if (objection.Error != ZmqError.Terminated)
                Events.Publish(ZmqEventKind.BindFailed, address, error: objection);
            throw objection;
        }
        Runtime.Log.Listening(Type, Name, receiver.Address);
        Events.Publish(ZmqEventKind.Listening, receiver.Address);
        return receiver.Address;
    }

    private bool TryTakeIn(UdpReceiver receiver, [NotNullWhen(false)] out ZmqException? objection)
    {
        using (EnterGate())
        {
            objection = FindObjection(receiver.Address);
            if (objection is not null)
                return false;
            _udpReceivers.Add(receiver);
            if (!Type.HasConnections())
            {
                receiver.SendWithoutWaiting();
                _boundUdp = receiver;
            }
            return true;
        }
    }

    /// <summary>Why the socket cannot be bound to a udp address as things are; null if it can.</summary>
    private ZmqException? FindObjection(ZmqAddress address)
    {
        using (EnterGate())
        {
            if (_isClosed)
                return CreateTerminated();
            if (Type.HasConnections() || _udpReceivers.Count == 0)
                return null;
            return new ZmqException(
                ZmqError.InvalidState,
                $"DGRAM socket '{Name}' is bound to {_udpReceivers[0].Address}, which its datagrams leave by, and cannot be bound to {address} too."
                + " Unbind it first, or make a second socket.");
        }
    }

    private void PrepareUdp(Socket socket, UdpRoute route, ZmqAddress address)
    {
        if (!Type.HasConnections() && route.IsMulticast)
        {
            throw new ZmqException(
                ZmqError.AddressNotAvailable,
                $"{address} is a multicast group, and a DGRAM socket sends from where it is bound, which cannot be a group. Bind it to udp://*:{address.Port};"
                + " groups are received by a DISH.");
        }
        Tuning.ApplyToDatagrams(socket, address);
    }

    /// <summary>False: it is not an address of udp that this pattern connects to.</summary>
    private bool TryConnectUdp(string address, [NotNullWhen(true)] out UdpConnector? connector)
    {
        connector = null;
        var parsed = ZmqAddress.Parse(address);
        if (parsed.Scheme is not "udp" || !Type.ConnectsUdp())
            return false;
        TransportResolver.ThrowIfNoPeer(parsed);
        CheckUdp(parsed);
        using (EnterGate())
        {
            ThrowIfClosed();
            connector = new UdpConnector(this, parsed);
            UdpConnectors = [.. UdpConnectors, connector];
            connector.Start();
        }
        return true;
    }

    private void CheckUdp(ZmqAddress address)
    {
        TransportResolver.ThrowIfNotAllowed(address, Options);
        if (Runtime.Options.InMemory)
        {
            throw new ZmqException(
                ZmqError.NotSupported, $"{address}: a runtime that keeps to the memory of the process has no udp. Use a tcp, an ipc or an inproc address there.");
        }
    }

    /// <summary>Ends what is bound to a udp address. False: nothing is.</summary>
    private async ValueTask<bool> UnbindUdpAsync(ZmqAddress address)
    {
        UdpReceiver? receiver;
        using (EnterGate())
        {
            receiver = _udpReceivers.Find(candidate => candidate.Address == address);
            if (receiver is null)
                return false;
            _udpReceivers.Remove(receiver);
            if (_boundUdp == receiver)
                _boundUdp = null;
        }
        await receiver.DisposeAsync().ConfigureAwait(false);
        Events.Publish(ZmqEventKind.Closed, address);
        return true;
    }

    /// <summary>Ends what is connected to a udp address. False: nothing is.</summary>
    private async ValueTask<bool> DisconnectUdpAsync(ZmqAddress address)
    {
        UdpConnector[] connectors;
        using (EnterGate())
        {
            connectors = Array.FindAll(UdpConnectors, candidate => candidate.Address == address);
            if (connectors.Length == 0)
                return false;
            UdpConnectors = Array.FindAll(UdpConnectors, candidate => candidate.Address != address);
        }
        foreach (var connector in connectors)
        {
            await connector.DisposeAsync().ConfigureAwait(false);
            Events.Publish(ZmqEventKind.Closed, address);
        }
        return true;
    }

    private async Task EndUdpAsync()
    {
        IAsyncDisposable[] ends;
        using (EnterGate())
            ends = [.. UdpConnectors, .. _udpReceivers];
        foreach (var end in ends)
            await end.DisposeAsync().ConfigureAwait(false);
    }
}
