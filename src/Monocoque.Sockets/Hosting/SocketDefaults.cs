using Monocoque.Patterns;

namespace Monocoque.Hosting;

/// <summary>
/// Copies defaults into the options of a socket. What does not apply to the pattern is left out: a default speaks to the sockets it
/// concerns, whereas a value set on a socket itself must apply to it.
/// </summary>
internal static class SocketDefaults
{
    internal static void Copy(ZmqSocketOptions defaults, ZmqSocketOptions options, ZmqSocketType type)
    {
        options.MaxMessageSize = defaults.MaxMessageSize;
        if (type.HasConnections())
        {
            options.Linger = defaults.Linger;
            options.ReconnectInterval = defaults.ReconnectInterval;
            options.ReconnectIntervalMax = defaults.ReconnectIntervalMax;
            options.HandshakeTimeout = defaults.HandshakeTimeout;
        }
        if (type.HasSendQueues())
        {
            options.SendHighWaterMark = defaults.SendHighWaterMark;
            options.SendHighWaterMarkBytes = defaults.SendHighWaterMarkBytes;
        }
        if (type.Receives())
        {
            options.ReceiveHighWaterMark = defaults.ReceiveHighWaterMark;
            options.ReceiveHighWaterMarkBytes = defaults.ReceiveHighWaterMarkBytes;
        }
        if (type is ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router)
            options.RoutingId = defaults.RoutingId;
        if (type is ZmqSocketType.Router)
        {
            options.RouterMandatory = defaults.RouterMandatory;
            options.RouterHandover = defaults.RouterHandover;
        }
        foreach (var option in SocketOptionTable.All)
        {
            if (option.AppliesTo(type))
                option.Copy(defaults, options);
        }
        if (type.Subscribes())
            AddAll(defaults.Subscribe, options.Subscribe);
    }

    /// <summary>Where a socket listens or connects is its own; shared by all, it could not work.</summary>
    internal static void Check(ZmqSocketOptions defaults)
    {
        if (defaults.Type is not null || defaults.Bind.Count > 0 || defaults.Connect.Count > 0 || defaults.ConnectRoutingIds.Count > 0
            || defaults.UseFileDescriptor is not null)
        {
            throw new InvalidOperationException(
                "ZmtpOptions.Defaults cannot hold Type, Bind, Connect or UseFileDescriptor, nor ConnectRoutingIds: these belong to one socket. Set them in its"
                + " section or its AddSocket call.");
        }
    }

    private static void AddAll(IList<string> source, IList<string> target)
    {
        foreach (var item in source)
            target.Add(item);
    }
}
