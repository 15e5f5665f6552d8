using System.Runtime.InteropServices;

namespace Monocoque;

/// <summary>What a <see cref="ZmqProxy"/> has forwarded since it was made. The first two are what <c>zmq_proxy_steerable</c> answers to STATISTICS.</summary>
/// <param name="Frontend">The traffic of the frontend.</param>
/// <param name="Backend">The traffic of the backend.</param>
/// <param name="CaptureDropped">Messages that were forwarded but not captured, because the capture had no room (<see cref="ZmqProxyOptions.DropCaptureWhenFull"/>).</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ZmqProxyStatistics(ZmqProxyTraffic Frontend, ZmqProxyTraffic Backend, long CaptureDropped);

/// <summary>One side of a <see cref="ZmqProxy"/>. A message counts once, whatever its frames; octets are those of its frames, without what the wire adds.</summary>
/// <param name="ReceivedMessages">Messages taken from this side's peers.</param>
/// <param name="ReceivedOctets">Their octets.</param>
/// <param name="SentMessages">Messages given to this side's socket for its peers; what the socket drops of them by the rules of its pattern is counted here too.</param>
/// <param name="SentOctets">Their octets.</param>
/// <param name="Dropped">
/// Messages for this side's peers that reached none: those the socket refused (a mandatory ROUTER or a STREAM whose peer has gone, a message the pattern has
/// no shape for), and those it has dropped by its rules since the proxy was made (a full subscriber, an unknown routing id).
/// </param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ZmqProxyTraffic(long ReceivedMessages, long ReceivedOctets, long SentMessages, long SentOctets, long Dropped);
