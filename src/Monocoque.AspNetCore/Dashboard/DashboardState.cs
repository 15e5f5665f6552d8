using System.Text.Json.Serialization;

namespace Monocoque.Dashboard;

/// <summary>What the page shows, as it goes over the wire. Totals, not rates: each page makes its own from two answers.</summary>
/// <param name="Application">The name of the application.</param>
/// <param name="Time">When.</param>
/// <param name="Milliseconds">The same moment on a clock that nobody sets, for rates.</param>
/// <param name="SocketCount">All sockets; <paramref name="Sockets"/> may be fewer.</param>
/// <param name="Sockets">The sockets, by name.</param>
/// <param name="Events">What happened on their connections, the newest first.</param>
internal sealed record DashboardState(
    string Application, DateTimeOffset Time, long Milliseconds, int SocketCount, IReadOnlyList<DashboardSocket> Sockets, DashboardEvents Events);

/// <summary>A socket.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its pattern, as ZeroMQ writes it.</param>
/// <param name="Mechanism">How its peers prove who they are.</param>
/// <param name="IsOpen">It has not been closed.</param>
/// <param name="BoundCount">At how many addresses it listens.</param>
/// <param name="Bound">Where it listens; if not all, those where nobody is taken any more first.</param>
/// <param name="ConnectCount">How many addresses it connects to.</param>
/// <param name="Connects">What it connects to; if not all, those without a peer first.</param>
/// <param name="GivenUpCount">How many addresses are not tried any more.</param>
/// <param name="GivenUp">Addresses that are not tried any more; they may be fewer.</param>
/// <param name="Sent">Messages handed to connections, ever.</param>
/// <param name="Received">Messages given out to receivers, ever.</param>
/// <param name="SendQueue">What waits to be sent.</param>
/// <param name="ReceiveQueue">What waits to be taken.</param>
/// <param name="Dropped">Messages that were not delivered, ever, by reason; reasons that did not occur are left out.</param>
/// <param name="Reconnects">Repeated attempts to connect, ever.</param>
/// <param name="Refused">Connections that came to nothing, ever, by reason; likewise.</param>
/// <param name="Handlers">Handlers and proxies that take its messages.</param>
/// <param name="BusyHandlers">Those that have one at this moment.</param>
/// <param name="Faults">Why some have ended.</param>
/// <param name="PeerCount">All peers; <paramref name="Peers"/> may be fewer.</param>
/// <param name="Peers">Peers; if not all, those with the longest queues.</param>
internal sealed record DashboardSocket(
    string Name, string Type, string Mechanism, bool IsOpen, int BoundCount, IReadOnlyList<DashboardListener> Bound, int ConnectCount,
    IReadOnlyList<DashboardConnector> Connects, int GivenUpCount, IReadOnlyList<string> GivenUp, long Sent, long Received,
    DashboardQueue SendQueue, DashboardQueue ReceiveQueue, IReadOnlyDictionary<string, long> Dropped, long Reconnects, IReadOnlyDictionary<string, long> Refused,
    int Handlers, int BusyHandlers, IReadOnlyList<string> Faults, int PeerCount, IReadOnlyList<DashboardPeer> Peers);

/// <summary>An address that is bound.</summary>
internal sealed record DashboardListener(string Address, bool IsAccepting);

/// <summary>An address that is connected to.</summary>
/// <param name="Address">The address.</param>
/// <param name="IsConnected">A peer is there.</param>
/// <param name="SecondsWithoutPeer">For how long nobody has been there.</param>
internal sealed record DashboardConnector(string Address, bool IsConnected, double SecondsWithoutPeer);

/// <summary>The queues of a socket in one direction, of which each peer has one.</summary>
/// <param name="Length">Messages in all of them.</param>
/// <param name="Longest">Messages in the longest.</param>
/// <param name="Mark">The high-water mark of each; 0: none.</param>
internal sealed record DashboardQueue(long Length, int Longest, int Mark);

/// <summary>A peer. Of its properties only the name it gave itself: the others may be secrets of the application.</summary>
/// <param name="EndPoint">The far end.</param>
/// <param name="Address">Where it came in, or where we connected to.</param>
/// <param name="RoutingId">As text, or <c>0x</c> and hexadecimal digits if it is none; a long one ends in an ellipsis.</param>
/// <param name="Type">Its pattern.</param>
/// <param name="Mechanism">How it proved who it is.</param>
/// <param name="User">Who it is; null: nobody asked. A long name ends in an ellipsis.</param>
/// <param name="Version">Of ZMTP.</param>
/// <param name="ConnectionId">As it stands in logs.</param>
/// <param name="SendQueueLength">Messages that wait to be sent to it.</param>
/// <param name="ReceiveQueueLength">Messages of it that wait to be taken.</param>
internal sealed record DashboardPeer(
    string? EndPoint, string? Address, string RoutingId, string? Type, string Mechanism, string? User, string Version, string ConnectionId,
    int SendQueueLength, int ReceiveQueueLength);

/// <summary>The last events.</summary>
/// <param name="Since">They are recorded from here on: nobody looked before.</param>
/// <param name="Missed">Events that came too fast to be recorded.</param>
/// <param name="Last">The newest first.</param>
internal sealed record DashboardEvents(DateTimeOffset Since, long Missed, IReadOnlyList<DashboardEvent> Last);

/// <summary>Something that happened on a connection.</summary>
internal sealed record DashboardEvent(DateTimeOffset Time, string Kind, string Socket, string? Address, string? Peer, string? Detail);

/// <summary>Makes JSON of it without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DashboardState))]
internal sealed partial class DashboardJson : JsonSerializerContext;
