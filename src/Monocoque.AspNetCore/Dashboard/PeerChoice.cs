namespace Monocoque.Dashboard;

/// <summary>
/// Which peers are shown where there are more than anybody reads: those with the longest queues. There is room for so many of a socket and so many of all, because the
/// page asks once in a second.
/// </summary>
internal static class PeerChoice
{
    private const int MostOfSocket = 100;
    private const int MostOfAll = 500;

    /// <summary>How many peers a socket may show, so that a few sockets with many leave room for those with few.</summary>
    /// <param name="counts">How many each of them has.</param>
    internal static int Share(List<int> counts)
    {
        var most = MostOfSocket;
        while (most > 1 && counts.Sum(count => Math.Min(count, most)) > MostOfAll)
            most--;
        return most;
    }

    /// <summary>All, in an order that does not change from one look to the next; of too many, those whose queues are longest.</summary>
    internal static IEnumerable<ZmqPeerStatus> Choose(IReadOnlyList<ZmqPeerStatus> peers, int count, int most) => count > most
        ? ChooseLongest(peers, most)
        : peers.Where(static peer => peer.IsConnected).OrderBy(static peer => peer.Peer!.RemoteEndPoint?.ToString(), StringComparer.Ordinal)
            .ThenBy(static peer => peer.Peer!.ConnectionId, StringComparer.Ordinal);

    /// <summary>Looks at each once, and keeps nothing of those that are not shown: there may be tens of thousands.</summary>
    private static ZmqPeerStatus[] ChooseLongest(IReadOnlyList<ZmqPeerStatus> peers, int most)
    {
        // The first to give way has the shortest queue and, of several, came last.
        var chosen = new PriorityQueue<ZmqPeerStatus, (long Length, int Place)>(most + 1);
        for (var i = 0; i < peers.Count; i++)
        {
            var peer = peers[i];
            if (!peer.IsConnected)
                continue;
            var rank = ((long)peer.SendQueueLength + peer.ReceiveQueueLength, -i);
            if (chosen.Count < most)
                chosen.Enqueue(peer, rank);
            else
                chosen.EnqueueDequeue(peer, rank);
        }
        var shown = new ZmqPeerStatus[chosen.Count];
        for (var i = shown.Length - 1; i >= 0; i--)
            shown[i] = chosen.Dequeue();
        return shown;
    }
}
