using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>Options whose limits inputs of a few KiB can reach.</summary>
internal static class Limits
{
    internal const int MaxMessageSize = 1024;
    internal const int MaxFrames = 16;
    internal const int MaxCommandSize = 512;

    /// <summary>The types that speak ZMTP.</summary>
    internal static IReadOnlyList<ZmqSocketType> Types { get; } =
        [.. Enum.GetValues<ZmqSocketType>().Where(static type => type is not (ZmqSocketType.Stream or ZmqSocketType.Dgram))];

    internal static ZmqSocketType TypeOf(int number) => Types[number % Types.Count];

    internal static ZmtpSessionOptions Small(ZmqSocketType? type, ZmtpSecurity? security = null, Version? minimum = null) => new()
    {
        SocketType = type,
        Security = security ?? ZmtpSecurity.None,
        MaxMessageSize = MaxMessageSize,
        MaxFrames = MaxFrames,
        MaxCommandSize = MaxCommandSize,
        MaxHandshakeCommandSize = 2048,
        MinimumVersion = minimum ?? new Version(2, 0),
    };

    /// <summary>As large as there is: what is announced must not cost a thing before it is there.</summary>
    internal static ZmtpSessionOptions None(ZmqSocketType? type) => new()
    {
        SocketType = type,
        MaxMessageSize = -1,
        MaxCommandSize = int.MaxValue,
        MaxHandshakeCommandSize = int.MaxValue,
    };

    /// <summary>The type that talks to this one.</summary>
    internal static string PartnerOf(ZmqSocketType type) => type switch
    {
        ZmqSocketType.Pub or ZmqSocketType.XPub => "SUB",
        ZmqSocketType.Sub or ZmqSocketType.XSub => "PUB",
        ZmqSocketType.Req => "REP",
        ZmqSocketType.Rep => "REQ",
        ZmqSocketType.Pull => "PUSH",
        ZmqSocketType.Push => "PULL",
        ZmqSocketType.Server => "CLIENT",
        ZmqSocketType.Client => "SERVER",
        ZmqSocketType.Radio => "DISH",
        ZmqSocketType.Dish => "RADIO",
        ZmqSocketType.Gather => "SCATTER",
        ZmqSocketType.Scatter => "GATHER",
        ZmqSocketType.Pair or ZmqSocketType.Peer or ZmqSocketType.Channel => type.ToString().ToUpperInvariant(),
        _ => "DEALER",
    };
}
