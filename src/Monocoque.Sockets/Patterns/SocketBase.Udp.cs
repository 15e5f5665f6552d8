using System.Diagnostics.CodeAnalysis;
using System.Net;
using Monocoque.Admission;
using Monocoque.Diagnostics;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>udp, where there are no connections: a DISH binds and a RADIO connects.</summary>
internal abstract partial class SocketBase
{
    private readonly List<UdpReceiver> _udpReceivers = [];

    /// <summary>Replaced as a whole, so that a sender sees one state. Written under the gate.</summary>
    private protected UdpConnector[] UdpConnectors { get; private set; } = [];

    /// <summary>What came to a bound udp address. Runs on a thread of the pool; several at once if several addresses are bound.</summary>
    private protected virtual void OnDatagram(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body, SocketAddress sender)
    {
    }

    private void JudgeDatagram(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body, SocketAddress sender)
    {
        var rules = Entrance.Rules;
        if (rules.IsEmpty || rules.FindObjection(PeerAddress.Of(sender)) is null)
            OnDatagram(group, body, sender);
        else
            Counters.AddDropped(DropReason.Refused);
    }

    private async ValueTask<ZmqAddress> BindUdpAsync(ZmqAddress address, CancellationToken cancellationToken)
    {
        UdpReceiver receiver;
        try
        {
            CheckUdp(address);
            receiver = await UdpReceiver.BindAsync(Runtime, address, JudgeDatagram, Counters.AddProtocolError, cancellationToken).ConfigureAwait(false);
        }
        catch (ZmqException exception)
        {
            Events.Publish(ZmqEventKind.BindFailed, address, error: exception);
            throw;
        }
        bool isClosed;
        using (EnterGate())
        {
            isClosed = _isClosed;
            if (!isClosed)
                _udpReceivers.Add(receiver);
        }
        if (isClosed)
        {
            await receiver.DisposeAsync().ConfigureAwait(false);
            throw CreateTerminated();
        }
        Runtime.Log.Listening(Type, Name, receiver.Address);
        Events.Publish(ZmqEventKind.Listening, receiver.Address);
        return receiver.Address;
    }

    /// <summary>False: it is not an address of udp that this pattern connects to.</summary>
    private bool TryConnectUdp(string address, [NotNullWhen(true)] out UdpConnector? connector)
    {
        connector = null;
        var parsed = ZmqAddress.Parse(address);
        if (parsed.Scheme is not "udp" || Type is not ZmqSocketType.Radio)
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
