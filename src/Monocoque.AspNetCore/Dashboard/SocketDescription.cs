using Monocoque.Diagnostics;
using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque.Dashboard;

/// <summary>A socket as the page shows it.</summary>
internal static class SocketDescription
{
    internal static DashboardSocket Of(SocketBase socket, IReadOnlyList<SocketWork> work)
    {
        var now = socket.TakeSnapshot();
        var peers = now.Peers.Where(static status => status.IsConnected).ToList();
        var counters = socket.Counters;
        return new DashboardSocket(
            socket.Name, socket.Type.ToDisplayName(), socket.Options.Security.Mechanism.ToString().ToUpperInvariant(), now.IsOpen,
            [.. now.Listeners.Select(static listener => new DashboardListener(listener.Address.ToString(), listener.IsAccepting))],
            now.Connectors.Count, [.. Choose(now.Connectors).Select(static connector => new DashboardConnector(
                connector.Address.ToString(), connector.IsConnected, connector.WithoutPeer.TotalSeconds))],
            [.. now.GivenUp.Take(DashboardReader.Limit).Select(static address => address.ToString())],
            counters.Sent, socket.FairQueue.Taken,
            Queue(now.Peers, static peer => peer.SendQueueLength, now.SendHighWaterMark),
            Queue(now.Peers, static peer => peer.ReceiveQueueLength, now.ReceiveHighWaterMark),
            DescribeDrops(counters), counters.Reconnects, DescribeRefusals(counters),
            work.Count, work.Count(static work => work.IsBusy), [.. work.Select(static work => work.Fault).OfType<string>()],
            peers.Count, [.. Choose(peers).Select(Describe)]);
    }

    /// <summary>All, in an order that does not change from one look to the next; of too many, those whose queues are longest.</summary>
    private static IEnumerable<ZmqPeerStatus> Choose(List<ZmqPeerStatus> peers) => peers.Count > DashboardReader.Limit
        ? peers.OrderByDescending(static peer => (long)peer.SendQueueLength + peer.ReceiveQueueLength).Take(DashboardReader.Limit)
        : peers.OrderBy(static peer => peer.Peer!.RemoteEndPoint?.ToString(), StringComparer.Ordinal)
            .ThenBy(static peer => peer.Peer!.ConnectionId, StringComparer.Ordinal);

    private static IEnumerable<ConnectorSnapshot> Choose(IReadOnlyList<ConnectorSnapshot> connectors) => connectors.Count > DashboardReader.Limit
        ? connectors.OrderBy(static connector => connector.IsConnected).Take(DashboardReader.Limit)
        : connectors;

    private static DashboardQueue Queue(IReadOnlyList<ZmqPeerStatus> peers, Func<ZmqPeerStatus, int> length, int mark) =>
        new(peers.Sum(peer => (long)length(peer)), peers.Count == 0 ? 0 : peers.Max(length), mark);

    private static DashboardPeer Describe(ZmqPeerStatus status)
    {
        var peer = status.Peer!;
        return new DashboardPeer(
            peer.RemoteEndPoint?.ToString(), status.Address?.ToString(), DescribeId(peer.RoutingId.Span), peer.SocketType?.ToDisplayName(),
            peer.Mechanism, DescribeUser(peer), peer.ProtocolVersion.ToString(), peer.ConnectionId, status.SendQueueLength, status.ReceiveQueueLength);
    }

    private static string? DescribeUser(ZmqPeer peer) =>
        peer.User.Identity?.Name is { Length: > 0 } name ? name : peer.UserId.Length > 0 ? peer.UserId : null;

    private static string DescribeId(ReadOnlySpan<byte> id) => id.ContainsAnyExceptInRange((byte)' ', (byte)'~')
        ? $"0x{Convert.ToHexStringLower(id)}"
        : System.Text.Encoding.ASCII.GetString(id);

    private static Dictionary<string, long> DescribeDrops(SocketCounters counters) => Occurred(
        Enum.GetValues<DropReason>().Select(reason => (ZmqMetrics.ToTag(reason), counters.GetDropped(reason))));

    private static Dictionary<string, long> DescribeRefusals(SocketCounters counters) => Occurred(
    [
        ("handshakes failed", counters.HandshakesFailed),
        ("protocol errors", counters.ProtocolErrors),
        ("silent peers", counters.HeartbeatTimeouts),
        ("refused connections", counters.TotalRefused),
        ("duplicate routing ids", counters.DuplicateRoutingIds),
        ("not authenticated", counters.AuthenticationsFailed),
        ("not authorized", Enum.GetValues<AuthorizationFailure>().Sum(counters.GetAuthorizationsFailed)),
    ]);

    private static Dictionary<string, long> Occurred(IEnumerable<(string Reason, long Count)> counts) =>
        counts.Where(static entry => entry.Count > 0).ToDictionary(static entry => entry.Reason, static entry => entry.Count, StringComparer.Ordinal);
}
