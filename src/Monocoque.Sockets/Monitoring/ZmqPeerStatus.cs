namespace Monocoque;

/// <summary>One peer of a socket at one moment.</summary>
public sealed class ZmqPeerStatus
{
    /// <summary>Describes a peer, for fakes; sockets make their own.</summary>
    /// <param name="address">Where we connected to, or listen; null on a connection handed in from outside.</param>
    /// <param name="peer">The peer; null while nobody is connected there.</param>
    public ZmqPeerStatus(ZmqAddress? address, ZmqPeer? peer)
    {
        Address = address;
        Peer = peer;
    }

    /// <summary>Where we connected to, or where the peer's connection was accepted; null on a connection handed in from outside.</summary>
    public ZmqAddress? Address { get; }

    /// <summary>The peer as its handshake described it; null while nobody is connected there.</summary>
    public ZmqPeer? Peer { get; }

    /// <summary>Whether messages may flow.</summary>
    public bool IsConnected => Peer is not null;

    /// <summary>Messages that wait to be sent to this peer, those the connection has taken and not finished with included.</summary>
    public int SendQueueLength { get; init; }

    /// <summary>Messages received from this peer that wait to be taken.</summary>
    public int ReceiveQueueLength { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Peer?.ToString() ?? Address?.ToString() ?? "?"}: {SendQueueLength} to send, {ReceiveQueueLength} received";
}
