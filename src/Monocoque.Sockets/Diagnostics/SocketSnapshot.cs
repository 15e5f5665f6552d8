namespace Monocoque.Diagnostics;

/// <summary>A socket at one moment, for health checks and the dashboard. Taken when somebody asks; nothing is kept for it.</summary>
/// <param name="IsOpen">It has not been closed.</param>
/// <param name="Listeners">What it is bound to.</param>
/// <param name="Connectors">What it connects to.</param>
/// <param name="GivenUp">Addresses that are not tried any more.</param>
/// <param name="Peers">Everybody connected, and the addresses we connect to also while nobody is there.</param>
/// <param name="SendHighWaterMark">Per peer; 0: none.</param>
/// <param name="ReceiveHighWaterMark">Per peer; 0: none.</param>
internal sealed record SocketSnapshot(
    bool IsOpen, IReadOnlyList<ListenerSnapshot> Listeners, IReadOnlyList<ConnectorSnapshot> Connectors, IReadOnlyList<ZmqAddress> GivenUp,
    IReadOnlyList<ZmqPeerStatus> Peers, int SendHighWaterMark, int ReceiveHighWaterMark);

/// <summary>An address that is bound.</summary>
/// <param name="Address">With the real port.</param>
/// <param name="IsAccepting">False once accepting has failed, or the host stops.</param>
internal readonly record struct ListenerSnapshot(ZmqAddress Address, bool IsAccepting);

/// <summary>An address that is connected to.</summary>
/// <param name="Address">The address.</param>
/// <param name="IsConnected">A peer is there; always so on <c>udp</c>, which does not know.</param>
/// <param name="WithoutPeer">For how long nobody has been there.</param>
internal readonly record struct ConnectorSnapshot(ZmqAddress Address, bool IsConnected, TimeSpan WithoutPeer);
