namespace Monocoque.Sockets.Tests.Model;

/// <summary>To whom a hub's message goes.</summary>
internal enum Delivery
{
    None,

    /// <summary>To one spoke, each in turn (PUSH).</summary>
    InTurn,

    /// <summary>To the spoke that is named (ROUTER).</summary>
    ByName,

    /// <summary>To the spoke with that number (SERVER, PEER).</summary>
    ByNumber,

    /// <summary>To every spoke that subscribed (PUB, XPUB), or joined the group (RADIO).</summary>
    BySubscription,

    /// <summary>To the only spoke (PAIR, CHANNEL).</summary>
    ToTheOne,
}

/// <summary>A pattern as a hub that binds and spokes that connect.</summary>
internal sealed record Shape(Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> CreateHub, Func<ZmqRuntime, Action<ZmqSocketOptions>, IZmqSocket> CreateSpoke)
{
    internal Delivery FromHub { get; init; }

    internal bool SpokesSend { get; init; }

    internal int Spokes { get; init; } = 3;

    /// <summary>Spokes have routing ids.</summary>
    internal bool NamesSpokes { get; init; }

    /// <summary>What the hub sent before it was closed in order comes (decision 40). RADIO is not asked whether it has.</summary>
    internal bool HubAsksAtItsEnd { get; init; } = true;

    /// <summary>Spokes take everything, and drop it at the mark and when they end (XSUB).</summary>
    internal bool SpokesDrop { get; init; }

    /// <summary>Subscriptions are messages to the hub, in one queue with all others (XPUB).</summary>
    internal bool HubIsTold { get; init; }

    internal static Shape Of(string pattern) => pattern switch
    {
        "fan in" => Make<IPullSocket, IPushSocket>() with { SpokesSend = true },
        "fan out" => Make<IPushSocket, IPullSocket>() with { FromHub = Delivery.InTurn },
        "publish" => Make<IPubSocket, ISubSocket>() with { FromHub = Delivery.BySubscription },
        "route" => Make<IRouterSocket, IDealerSocket>() with { FromHub = Delivery.ByName, SpokesSend = true, NamesSpokes = true },
        "balance" => Make<IDealerSocket, IDealerSocket>() with { FromHub = Delivery.InTurn, SpokesSend = true },
        "publish and hear" => Make<IXPubSocket, IXSubSocket>() with { FromHub = Delivery.BySubscription, SpokesSend = true, SpokesDrop = true, HubIsTold = true },
        "broadcast" => Make<IRadioSocket, IDishSocket>() with { FromHub = Delivery.BySubscription, HubAsksAtItsEnd = false },
        "gather" => Make<IGatherSocket, IScatterSocket>() with { SpokesSend = true },
        "scatter" => Make<IScatterSocket, IGatherSocket>() with { FromHub = Delivery.InTurn },
        "serve" => Make<IServerSocket, IClientSocket>() with { FromHub = Delivery.ByNumber, SpokesSend = true },
        "peer" => Make<IPeerSocket, IPeerSocket>() with { FromHub = Delivery.ByNumber, SpokesSend = true },
        "channel" => Make<IChannelSocket, IChannelSocket>() with { FromHub = Delivery.ToTheOne, SpokesSend = true, Spokes = 1 },
        "pair" => Make<IPairSocket, IPairSocket>() with { FromHub = Delivery.ToTheOne, SpokesSend = true, Spokes = 1 },
        _ => throw new ArgumentException($"There is no pattern '{pattern}'.", nameof(pattern)),
    };

    private static Shape Make<THub, TSpoke>()
        where THub : class, IZmqSocket
        where TSpoke : class, IZmqSocket =>
        new(static (runtime, configure) => runtime.CreateSocket<THub>(configure), static (runtime, configure) => runtime.CreateSocket<TSpoke>(configure));
}
