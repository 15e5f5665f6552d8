using Monocoque.Diagnostics;
using Monocoque.Hosting;
using Monocoque.Patterns;

namespace Monocoque.Dashboard;

/// <summary>A socket as the page shows it.</summary>
internal static class SocketDescription
{
    /// <summary>Addresses of a kind that are shown.</summary>
    private const int MostAddresses = 10;

    /// <summary>Of what a peer calls itself so many characters are shown: it may be any text, of which all are paid for with each look.</summary>
    private const int LongestName = 64;

    /// <param name="socket">The socket.</param>
    /// <param name="now">How it is.</param>
    /// <param name="work">Who takes its messages.</param>
    /// <param name="mostPeers">There is room for so many.</param>
    internal static DashboardSocket Of(SocketBase socket, SocketSnapshot now, IReadOnlyList<SocketWork> work, int mostPeers)
    {
        var peerCount = now.Peers.Count(static status => status.IsConnected);
        var counters = socket.Counters;
        return new DashboardSocket(
            socket.Name, socket.Type.ToDisplayName(), socket.Options.Security.Mechanism.ToString().ToUpperInvariant(), now.IsOpen,
            now.Listeners.Count, [.. First(now.Listeners, static listener => !listener.IsAccepting).Select(static listener => new DashboardListener(
                listener.Address.ToString(), listener.IsAccepting))],
            now.Connectors.Count, [.. First(now.Connectors, static connector => !connector.IsConnected).Select(static connector => new DashboardConnector(
                connector.Address.ToString(), connector.IsConnected, connector.WithoutPeer.TotalSeconds))],
            now.GivenUp.Count, [.. now.GivenUp.Take(MostAddresses).Select(static address => address.ToString())],
            counters.Sent, socket.FairQueue.Taken,
            Queue(now.Peers, static peer => peer.SendQueueLength, now.SendHighWaterMark),
            Queue(now.Peers, static peer => peer.ReceiveQueueLength, now.ReceiveHighWaterMark),
            DescribeDrops(counters), counters.Reconnects, DescribeRefusals(counters),
            work.Count, work.Count(static work => work.IsBusy), [.. work.Select(static work => work.Fault).OfType<string>()],
            peerCount, [.. PeerChoice.Choose(now.Peers, peerCount, mostPeers).Select(Describe)]);
    }

    /// <summary>All; of too many, those with which something is the matter come first.</summary>
    private static IEnumerable<T> First<T>(IReadOnlyList<T> addresses, Func<T, bool> isOfInterest) => addresses.Count > MostAddresses
        ? addresses.Where(isOfInterest).Concat(addresses.Where(address => !isOfInterest(address))).Take(MostAddresses)
        : addresses;

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
        peer.User.Identity?.Name is { Length: > 0 } name ? Shorten(name) : peer.UserId.Length > 0 ? Shorten(peer.UserId) : null;

    private static string DescribeId(ReadOnlySpan<byte> id) => Shorten(
        id.ContainsAnyExceptInRange((byte)' ', (byte)'~') ? $"0x{Convert.ToHexStringLower(id)}" : System.Text.Encoding.ASCII.GetString(id));

    private static string Shorten(string name) => name.Length > LongestName ? $"{name.AsSpan(0, LongestName)}…" : name;

    private static Dictionary<string, long> DescribeDrops(SocketCounters counters) => Occurred(
        Enum.GetValues<DropReason>().Select(reason => (ZmqMetrics.ToTag(reason), counters.GetDropped(reason))));

    private static Dictionary<string, long> DescribeRefusals(SocketCounters counters) => Occurred(
    [
        ("handshakes failed", counters.HandshakesFailed),
        ("protocol errors", counters.ProtocolErrors),
        ("silent peers", counters.HeartbeatTimeouts),
        ("stalled messages", counters.MessageTimeouts),
        ("refused connections", counters.TotalRefused),
        ("duplicate routing ids", counters.DuplicateRoutingIds),
        ("not authenticated", counters.AuthenticationsFailed),
        ("not authorized", Enum.GetValues<AuthorizationFailure>().Sum(counters.GetAuthorizationsFailed)),
    ]);

    private static Dictionary<string, long> Occurred(IEnumerable<(string Reason, long Count)> counts) =>
        counts.Where(static entry => entry.Count > 0).ToDictionary(static entry => entry.Reason, static entry => entry.Count, StringComparer.Ordinal);
}
