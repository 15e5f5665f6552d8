using Monocoque.Diagnostics;
using Monocoque.Transports;

namespace Monocoque.Patterns;

/// <summary>The socket's peers and addresses, for whoever asks.</summary>
internal abstract partial class SocketBase
{
    public IReadOnlyList<ZmqPeerStatus> GetPeers()
    {
        using (EnterGate())
        {
            using (FairQueue.Enter())
            {
                // There may be tens of thousands, and nobody sends or receives meanwhile.
                var peers = new ZmqPeerStatus[_pipes.Count];
                var count = 0;
                foreach (var pipe in _pipes)
                {
                    peers[count++] = new ZmqPeerStatus(pipe.Address ?? pipe.Connection?.Address, pipe.Connection?.Peer)
                    {
                        SendQueueLength = pipe.Outbox.Count,
                        ReceiveQueueLength = pipe.Inbox.Count,
                    };
                }
                return peers;
            }
        }
    }

    /// <summary>There are addresses, and none of them is of TLS.</summary>
    internal bool HasPlainAddressesOnly
    {
        get
        {
            using (EnterGate())
            {
                var addresses = _listeners.Select(static listener => listener.Address).Concat(_connectors.Select(static connector => connector.Address)).ToList();
                return addresses.Count > 0 && !addresses.Exists(static address => address.IsTls);
            }
        }
    }

    internal SocketSnapshot TakeSnapshot()
    {
        var peers = GetPeers();
        using (EnterGate())
        {
            return new SocketSnapshot(
                IsOpen,
                [.. _listeners.Select(static listener => new ListenerSnapshot(listener.Address, listener.IsAccepting)),
                 .. _udpReceivers.Select(static receiver => new ListenerSnapshot(receiver.Address, IsAccepting: true))],
                [.. _connectors.Select(Describe),
                 .. UdpConnectors.Select(static udp => new ConnectorSnapshot(udp.Address, IsConnected: true, TimeSpan.Zero))],
                [.. _givenUp], peers, Options.SendHighWaterMark, Options.ReceiveHighWaterMark);
        }
    }

    private ConnectorSnapshot Describe(Connector connector)
    {
        var isConnected = connector.Pipe.Connection is not null;
        var since = isConnected ? TimeSpan.Zero : Runtime.Options.TimeProvider.GetElapsedTime(connector.Pipe.WithoutPeerSince);
        return new ConnectorSnapshot(connector.Address, isConnected, since);
    }
}
