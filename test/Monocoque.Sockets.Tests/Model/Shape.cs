namespace Monocoque.Sockets.Tests.Model;

/// <summary>To whom a hub's message goes.</summary>
internal enum Delivery
{
    None,

    /// <summary>To one spoke, each in turn (PUSH).</summary>
    InTurn,

    /// <summary>To the spoke that is named (ROUTER).</summary>
    ByName,

    /// <summary>To every spoke that subscribed (PUB).</summary>
    BySubscription,

    /// <summary>To the only spoke (PAIR).</summary>
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

    internal static Shape Of(string pattern) => pattern switch
    {
        "fan in" => Make<IPullSocket, IPushSocket>() with { SpokesSend = true },
        "fan out" => Make<IPushSocket, IPullSocket>() with { FromHub = Delivery.InTurn },
        "publish" => Make<IPubSocket, ISubSocket>() with { FromHub = Delivery.BySubscription },
        "route" => Make<IRouterSocket, IDealerSocket>() with { FromHub = Delivery.ByName, SpokesSend = true, NamesSpokes = true },
        "pair" => Make<IPairSocket, IPairSocket>() with { FromHub = Delivery.ToTheOne, SpokesSend = true, Spokes = 1 },
        _ => throw new ArgumentException($"There is no pattern '{pattern}'.", nameof(pattern)),
    };

    private static Shape Make<THub, TSpoke>()
        where THub : class, IZmqSocket
        where TSpoke : class, IZmqSocket =>
        new(static (runtime, configure) => runtime.CreateSocket<THub>(configure), static (runtime, configure) => runtime.CreateSocket<TSpoke>(configure));
}
