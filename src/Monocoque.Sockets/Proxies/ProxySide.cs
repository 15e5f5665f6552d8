using Monocoque.Diagnostics;
using Monocoque.Patterns;

namespace Monocoque.Proxies;

/// <summary>One of the two sockets of a proxy, and what it had dropped before.</summary>
internal sealed class ProxySide
{
    private static readonly DropReason[] s_reasons = [DropReason.HighWaterMark, DropReason.NoRoute, DropReason.ConnectionLost, DropReason.Closed];

    private readonly long _droppedBefore;

    internal ProxySide(IZmqSocket socket)
    {
        Socket = socket;
        _droppedBefore = DroppedBySocket;
    }

    internal IZmqSocket Socket { get; }

    private long DroppedBySocket => (Socket as SocketBase)?.Counters is { } counters ? s_reasons.Sum(counters.GetDropped) : 0;

    internal ZmqProxyTraffic Count(ProxyDirection[] directions)
    {
        var (received, receivedOctets, sent, sentOctets, refused) = (0L, 0L, 0L, 0L, 0L);
        foreach (var direction in directions)
        {
            var count = direction.Count;
            if (direction.From == this)
                (received, receivedOctets) = (received + count.Taken, receivedOctets + count.TakenOctets);
            if (direction.To == this)
                (sent, sentOctets, refused) = (sent + count.Passed, sentOctets + count.PassedOctets, refused + count.Refused);
        }
        return new ZmqProxyTraffic(received, receivedOctets, sent, sentOctets, refused + DroppedBySocket - _droppedBefore);
    }
}
