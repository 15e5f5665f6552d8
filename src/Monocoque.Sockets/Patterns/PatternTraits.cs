namespace Monocoque.Patterns;

/// <summary>What the patterns can do, for what decides by it before there is a socket.</summary>
internal static class PatternTraits
{
    /// <summary>Messages wait here until they go out. A SUB's subscriptions are none, and datagrams wait in the system only.</summary>
    internal static bool HasSendQueues(this ZmqSocketType type) =>
        type is not (ZmqSocketType.Sub or ZmqSocketType.Pull or ZmqSocketType.Dish or ZmqSocketType.Gather or ZmqSocketType.Dgram);

    /// <summary>Messages come in, for the application.</summary>
    internal static bool Receives(this ZmqSocketType type) =>
        type is not (ZmqSocketType.Pub or ZmqSocketType.Push or ZmqSocketType.Radio or ZmqSocketType.Scatter);

    /// <summary>A message that is sent can go to who sent the one that was received.</summary>
    internal static bool Replies(this ZmqSocketType type) =>
        type is ZmqSocketType.Router or ZmqSocketType.Rep or ZmqSocketType.Dealer or ZmqSocketType.Pair;

    /// <summary>One peer and no more.</summary>
    internal static bool HasOnePeer(this ZmqSocketType type) => type is ZmqSocketType.Pair or ZmqSocketType.Channel;

    /// <summary>Has peers that it is connected to, one way or the other, and not only datagrams.</summary>
    internal static bool HasConnections(this ZmqSocketType type) => type is not ZmqSocketType.Dgram;

    /// <summary>May be bound to a <c>udp</c> address.</summary>
    internal static bool BindsUdp(this ZmqSocketType type) => type is ZmqSocketType.Dish or ZmqSocketType.Dgram;

    /// <summary>May be connected to a <c>udp</c> address.</summary>
    internal static bool ConnectsUdp(this ZmqSocketType type) => type is ZmqSocketType.Radio;

    /// <summary>Asks its peers for prefixes.</summary>
    internal static bool Subscribes(this ZmqSocketType type) => type is ZmqSocketType.Sub or ZmqSocketType.XSub;
}
