namespace Monocoque.Patterns;

/// <summary>Which class implements which pattern. A type switch, so that nothing needs reflection.</summary>
internal static class PatternFactory
{
    internal static SocketBase Create(ZmqRuntime runtime, string name, ZmqSocketOptions options) => options.Type switch
    {
        ZmqSocketType.Pair => new PairSocket(runtime, name, options),
        ZmqSocketType.Pub => new PubSocket(runtime, name, options),
        ZmqSocketType.Sub => new SubSocket(runtime, name, options),
        ZmqSocketType.Req => new ReqSocket(runtime, name, options),
        ZmqSocketType.Rep => new RepSocket(runtime, name, options),
        ZmqSocketType.Dealer => new DealerSocket(runtime, name, options),
        ZmqSocketType.Router => new RouterSocket(runtime, name, options),
        ZmqSocketType.Pull => new PullSocket(runtime, name, options),
        ZmqSocketType.Push => new PushSocket(runtime, name, options),
        ZmqSocketType.XPub => new XPubSocket(runtime, name, options),
        ZmqSocketType.XSub => new XSubSocket(runtime, name, options),
        ZmqSocketType.Stream => new StreamSocket(runtime, name, options),
        ZmqSocketType.Client => new ClientSocket(runtime, name, options),
        ZmqSocketType.Server => new ServerSocket(runtime, name, options),
        ZmqSocketType.Radio => new RadioSocket(runtime, name, options),
        ZmqSocketType.Dish => new DishSocket(runtime, name, options),
        ZmqSocketType.Scatter => new ScatterSocket(runtime, name, options),
        ZmqSocketType.Gather => new GatherSocket(runtime, name, options),
        ZmqSocketType.Peer => new PeerSocket(runtime, name, options),
        ZmqSocketType.Channel => new ChannelSocket(runtime, name, options),
        ZmqSocketType.Dgram => new DgramSocket(runtime, name, options),
        _ => throw new ZmqException(ZmqError.NotSupported, $"{options.Type} sockets are not supported."),
    };
}
