using System.Collections.Frozen;
using static Monocoque.SocketOption;
using static Monocoque.ZmqSocketType;

namespace Monocoque;

/// <summary>
/// The options that need no code of their own to be read, copied as defaults and refused where they do not apply. What their values may be says
/// <see cref="SocketOptionLimits"/>.
/// </summary>
internal static class SocketOptionTable
{
    private const string NoZmtp = "A STREAM socket speaks no ZMTP.";

    private static readonly ZmqSocketType[] s_withMessages =
        [.. ZmqSocketTypes.All.Select(static entry => entry.Type).Where(static type => type is not (ZmqSocketType.Stream or Dgram))];

    /// <summary>Of the options for all patterns those that a DGRAM has, too; the others are about connections.</summary>
    internal static FrozenSet<string> ForDatagrams { get; } = new[]
    {
        nameof(ZmqSocketOptions.IPv6), nameof(ZmqSocketOptions.SendBufferSize), nameof(ZmqSocketOptions.ReceiveBufferSize),
        nameof(ZmqSocketOptions.TypeOfService), nameof(ZmqSocketOptions.Priority), nameof(ZmqSocketOptions.BusyPoll), nameof(ZmqSocketOptions.BindToDevice),
        nameof(ZmqSocketOptions.AllowFrom), nameof(ZmqSocketOptions.DenyFrom), nameof(ZmqSocketOptions.MemoryBudget),
    }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly ZmqSocketType[] s_withPings = [.. s_withMessages.Where(static type => !HeartbeatUse.IsOverWebSocketOnly(type))];

    internal static IReadOnlyList<SocketOption> All { get; } =
    [
        Of(nameof(ZmqSocketOptions.IPv6), static o => o.IPv6, static (o, v) => o.IPv6 = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.Backlog), static o => o.Backlog, static (o, v) => o.Backlog = v, static (c, set) => c.Read((int v) => set(v))),
        Of(nameof(ZmqSocketOptions.MaxConnections), static o => o.MaxConnections, static (o, v) => o.MaxConnections = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.SendBufferSize), static o => o.SendBufferSize, static (o, v) => o.SendBufferSize = v, static (c, set) => c.Read((int v) => set(v))),
        Of(nameof(ZmqSocketOptions.ReceiveBufferSize), static o => o.ReceiveBufferSize, static (o, v) => o.ReceiveBufferSize = v,
            static (c, set) => c.Read((int v) => set(v))),
        Of(nameof(ZmqSocketOptions.TcpKeepAlive), static o => o.TcpKeepAlive, static (o, v) => o.TcpKeepAlive = v, static (c, set) => c.Read((bool v) => set(v))),
        Of(nameof(ZmqSocketOptions.TcpKeepAliveCount), static o => o.TcpKeepAliveCount, static (o, v) => o.TcpKeepAliveCount = v,
            static (c, set) => c.Read((int v) => set(v))),
        Of(nameof(ZmqSocketOptions.TcpKeepAliveIdle), static o => o.TcpKeepAliveIdle, static (o, v) => o.TcpKeepAliveIdle = v,
            static (c, set) => c.Read((TimeSpan v) => set(v))),
        Of(nameof(ZmqSocketOptions.TcpKeepAliveInterval), static o => o.TcpKeepAliveInterval, static (o, v) => o.TcpKeepAliveInterval = v,
            static (c, set) => c.Read((TimeSpan v) => set(v))),
        Of(nameof(ZmqSocketOptions.TcpMaxRetransmitTime), static o => o.TcpMaxRetransmitTime, static (o, v) => o.TcpMaxRetransmitTime = v,
            static (c, set) => c.Read((TimeSpan v) => set(v))),
        Of(nameof(ZmqSocketOptions.TypeOfService), static o => o.TypeOfService, static (o, v) => o.TypeOfService = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.Priority), static o => o.Priority, static (o, v) => o.Priority = v, static (c, set) => c.Read((int v) => set(v))),
        Of(nameof(ZmqSocketOptions.BusyPoll), static o => o.BusyPoll, static (o, v) => o.BusyPoll = v, static (c, set) => c.Read(set)),

        OfList(nameof(ZmqSocketOptions.AllowFrom), static o => o.AllowFrom, static (c, list) => c.ReadNetworks(list, replaces: true)),
        OfList(nameof(ZmqSocketOptions.DenyFrom), static o => o.DenyFrom, static (c, list) => c.ReadNetworks(list, replaces: false)),

        Of(nameof(ZmqSocketOptions.MaxHandshakes), static o => o.MaxHandshakes, static (o, v) => o.MaxHandshakes = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.MaxHandshakesPerAddress), static o => o.MaxHandshakesPerAddress, static (o, v) => o.MaxHandshakesPerAddress = v,
            static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.MaxHandshakeRatePerAddress), static o => o.MaxHandshakeRatePerAddress, static (o, v) => o.MaxHandshakeRatePerAddress = v,
            static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.BindToDevice), static o => o.BindToDevice, static (o, v) => o.BindToDevice = v, static (c, set) => c.Read((string v) => set(v))),
        Of(nameof(ZmqSocketOptions.SocksProxy), static o => o.SocksProxy, static (o, v) => o.SocksProxy = v, static (c, set) => c.Read((string v) => set(v))),
        Of(nameof(ZmqSocketOptions.SocksUsername), static o => o.SocksUsername, static (o, v) => o.SocksUsername = v, static (c, set) => c.Read((string v) => set(v))),
        Of(nameof(ZmqSocketOptions.SocksPassword), static o => o.SocksPassword, static (o, v) => o.SocksPassword = v, static (c, set) => c.Read((string v) => set(v))),
        Of(nameof(ZmqSocketOptions.MulticastHops), static o => o.MulticastHops, static (o, v) => o.MulticastHops = v, static (c, set) => c.Read(set), Radio),
        Of(nameof(ZmqSocketOptions.MulticastLoop), static o => o.MulticastLoop, static (o, v) => o.MulticastLoop = v, static (c, set) => c.Read(set), Radio),
        Of(nameof(ZmqSocketOptions.IpcFileMode), static o => o.IpcFileMode, static (o, v) => o.IpcFileMode = v, static (c, set) => c.ReadFileMode(v => set(v))),
        OfNumbers(nameof(ZmqSocketOptions.IpcFilterUids), static o => o.IpcFilterUids),
        OfNumbers(nameof(ZmqSocketOptions.IpcFilterGids), static o => o.IpcFilterGids),
        OfNumbers(nameof(ZmqSocketOptions.IpcFilterPids), static o => o.IpcFilterPids),
        Of(nameof(ZmqSocketOptions.UseFileDescriptor), static o => o.UseFileDescriptor, static (o, v) => o.UseFileDescriptor = v,
            static (c, set) => c.Read((int v) => set(v))),

        Of(nameof(ZmqSocketOptions.Conflate), static o => o.Conflate, static (o, v) => o.Conflate = v, static (c, set) => c.Read(set), Push, Pull, Pub, Sub, Dealer),
        Of(nameof(ZmqSocketOptions.Immediate), static o => o.Immediate, static (o, v) => o.Immediate = v, static (c, set) => c.Read(set),
            Req, Dealer, Push, Pair, Client, Scatter, Channel),
        Of(nameof(ZmqSocketOptions.SendTimeout), static o => o.SendTimeout, static (o, v) => o.SendTimeout = v, static (c, set) => c.Read(set),
            Req, Dealer, Push, Pair, Pub, XPub, Client, Scatter, Channel),
        Of(nameof(ZmqSocketOptions.ReceiveTimeout), static o => o.ReceiveTimeout, static (o, v) => o.ReceiveTimeout = v, static (c, set) => c.Read(set),
            Req, Rep, Dealer, Router, Sub, Pull, Pair, XPub, XSub, ZmqSocketType.Stream, Client, Server, Dish, Gather, Peer, Channel, Dgram),
        Of(nameof(ZmqSocketOptions.InvertMatching), static o => o.InvertMatching, static (o, v) => o.InvertMatching = v, static (c, set) => c.Read(set),
            Pub, Sub, XPub, XSub),

        Of(nameof(ZmqSocketOptions.ConnectTimeout), static o => o.ConnectTimeout, static (o, v) => o.ConnectTimeout = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.ReconnectStop), static o => o.ReconnectStop, static (o, v) => o.ReconnectStop = v, static (c, set) => c.ReadFlags(set)),
        Of(nameof(ZmqSocketOptions.HeartbeatInterval), static o => o.HeartbeatInterval, static (o, v) => o.HeartbeatInterval = v, static (c, set) => c.Read(set),
            s_withPings).Because(HeartbeatUse.Reason).Unless(HeartbeatUse.MayBeOverWebSocket),
        Of(nameof(ZmqSocketOptions.HeartbeatTimeout), static o => o.HeartbeatTimeout, static (o, v) => o.HeartbeatTimeout = v,
            static (c, set) => c.Read((TimeSpan v) => set(v)), s_withPings).Because(HeartbeatUse.Reason).Unless(HeartbeatUse.MayBeOverWebSocket),
        Of(nameof(ZmqSocketOptions.HeartbeatTtl), static o => o.HeartbeatTtl, static (o, v) => o.HeartbeatTtl = v, static (c, set) => c.Read(set),
            s_withPings).Because(HeartbeatUse.Reason),
        Of(nameof(ZmqSocketOptions.StalledMessageTimeout), static o => o.StalledMessageTimeout, static (o, v) => o.StalledMessageTimeout = v,
            static (c, set) => c.Read(set), s_withMessages),
        Of(nameof(ZmqSocketOptions.MinimumZmtpVersion), static o => o.MinimumZmtpVersion, static (o, v) => o.MinimumZmtpVersion = v, static (c, set) => c.Read(set),
            s_withMessages).Because(NoZmtp),
        Of(nameof(ZmqSocketOptions.MemoryBudget), static o => o.MemoryBudget, static (o, v) => o.MemoryBudget = v, static (c, set) => c.Read(set)),
        Of(nameof(ZmqSocketOptions.MaxSubscriptionsPerPeer), static o => o.MaxSubscriptionsPerPeer, static (o, v) => o.MaxSubscriptionsPerPeer = v,
            static (c, set) => c.Read(set), Pub, XPub),
        Of(nameof(ZmqSocketOptions.XPubVerbose), static o => o.XPubVerbose, static (o, v) => o.XPubVerbose = v, static (c, set) => c.Read(set), XPub),
        Of(nameof(ZmqSocketOptions.XPubVerboser), static o => o.XPubVerboser, static (o, v) => o.XPubVerboser = v, static (c, set) => c.Read(set), XPub),
        Of(nameof(ZmqSocketOptions.XPubNoDrop), static o => o.XPubNoDrop, static (o, v) => o.XPubNoDrop = v, static (c, set) => c.Read(set), Pub, XPub),
        Of(nameof(ZmqSocketOptions.XPubManual), static o => o.XPubManual, static (o, v) => o.XPubManual = v, static (c, set) => c.Read(set), XPub),
        Of(nameof(ZmqSocketOptions.XPubWelcomeMessage), static o => o.XPubWelcomeMessage, static (o, v) => o.XPubWelcomeMessage = v,
            static (c, set) => c.Read((string v) => set(v)), Pub, XPub),
        Of(nameof(ZmqSocketOptions.OnlyFirstSubscribe), static o => o.OnlyFirstSubscribe, static (o, v) => o.OnlyFirstSubscribe = v, static (c, set) => c.Read(set), XPub),
        Of(nameof(ZmqSocketOptions.XSubVerboseUnsubscribe), static o => o.XSubVerboseUnsubscribe, static (o, v) => o.XSubVerboseUnsubscribe = v,
            static (c, set) => c.Read(set), XSub),
        Of(nameof(ZmqSocketOptions.StreamNotify), static o => o.StreamNotify, static (o, v) => o.StreamNotify = v, static (c, set) => c.Read(set), ZmqSocketType.Stream),

        Of(nameof(ZmqSocketOptions.Security), static o => o.Security, static (o, v) => o.Security = v.Copy(), static (_, _) => { }),
        Of(nameof(ZmqSocketOptions.Tls), static o => o.Tls, static (o, v) => o.Tls = v.Copy(), static (_, _) => { }),
        OfMap(nameof(ZmqSocketOptions.Metadata), static o => o.Metadata, s_withMessages).Because(NoZmtp),
        Of(nameof(ZmqSocketOptions.HelloMessage), static o => o.HelloMessage, static (o, v) => o.HelloMessage = v, static (c, set) => c.ReadOctets(v => set(v)),
            Dealer, Router, Client, Server, Peer),
        Of(nameof(ZmqSocketOptions.DisconnectMessage), static o => o.DisconnectMessage, static (o, v) => o.DisconnectMessage = v,
            static (c, set) => c.ReadOctets(v => set(v)), Router, Server, Peer),
        Of(nameof(ZmqSocketOptions.HiccupMessage), static o => o.HiccupMessage, static (o, v) => o.HiccupMessage = v,
            static (c, set) => c.ReadOctets(v => set(v)), Dealer, Client, Peer),
        Of(nameof(ZmqSocketOptions.ProbeRouter), static o => o.ProbeRouter, static (o, v) => o.ProbeRouter = v, static (c, set) => c.Read(set), Req, Dealer, Router),
        Of(nameof(ZmqSocketOptions.RouterNotify), static o => o.RouterNotify, static (o, v) => o.RouterNotify = v, static (c, set) => c.ReadFlags(set), Router),
        OfList(nameof(ZmqSocketOptions.ConnectRoutingIds), static o => o.ConnectRoutingIds, static (c, list) => c.ReadList(list), Router, ZmqSocketType.Stream),

        Of(nameof(ZmqSocketOptions.RequestCorrelate), static o => o.RequestCorrelate, static (o, v) => o.RequestCorrelate = v, static (c, set) => c.Read(set), Req),
        Of(nameof(ZmqSocketOptions.RequestRelaxed), static o => o.RequestRelaxed, static (o, v) => o.RequestRelaxed = v, static (c, set) => c.Read(set), Req),
        Of(nameof(ZmqSocketOptions.RequestRetry), static o => o.RequestRetry, static (o, v) => o.RequestRetry = v, static (c, set) => c.Read(set), Req, Dealer),
    ];
}
