namespace Monocoque;

/// <summary>Which interface stands for which pattern. A type switch, so that nothing needs reflection.</summary>
internal static class ZmqSocketTypes
{
    /// <summary>All patterns with their interfaces, the familiar ones first.</summary>
    internal static IReadOnlyList<(ZmqSocketType Type, Type Interface)> All { get; } =
    [
        (ZmqSocketType.Pub, typeof(IPubSocket)),
        (ZmqSocketType.Sub, typeof(ISubSocket)),
        (ZmqSocketType.Req, typeof(IReqSocket)),
        (ZmqSocketType.Rep, typeof(IRepSocket)),
        (ZmqSocketType.Dealer, typeof(IDealerSocket)),
        (ZmqSocketType.Router, typeof(IRouterSocket)),
        (ZmqSocketType.Push, typeof(IPushSocket)),
        (ZmqSocketType.Pull, typeof(IPullSocket)),
        (ZmqSocketType.Pair, typeof(IPairSocket)),
        (ZmqSocketType.XPub, typeof(IXPubSocket)),
        (ZmqSocketType.XSub, typeof(IXSubSocket)),
        (ZmqSocketType.Stream, typeof(IStreamSocket)),
        (ZmqSocketType.Client, typeof(IClientSocket)),
        (ZmqSocketType.Server, typeof(IServerSocket)),
        (ZmqSocketType.Radio, typeof(IRadioSocket)),
        (ZmqSocketType.Dish, typeof(IDishSocket)),
        (ZmqSocketType.Scatter, typeof(IScatterSocket)),
        (ZmqSocketType.Gather, typeof(IGatherSocket)),
        (ZmqSocketType.Peer, typeof(IPeerSocket)),
        (ZmqSocketType.Channel, typeof(IChannelSocket)),
        (ZmqSocketType.Dgram, typeof(IDgramSocket)),
    ];

    internal static ZmqSocketType Of<TSocket>()
        where TSocket : class, IZmqSocket => Of(typeof(TSocket));

    internal static ZmqSocketType Of(Type socket)
    {
        foreach (var (type, candidate) in All)
        {
            if (candidate == socket)
                return type;
        }
        throw new ArgumentException(
            $"{socket.Name} does not name a pattern. Use one of {string.Join(", ", All.Select(entry => entry.Interface.Name))}.", nameof(socket));
    }
}
