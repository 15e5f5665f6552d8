namespace Monocoque;

/// <summary>
/// On which sockets heartbeats do something. The DISH of libzmq ends a connection that carries any command but JOIN and LEAVE, so RADIO and DISH are not pinged;
/// over WebSocket they are, since there the carrier pings.
/// </summary>
internal static class HeartbeatUse
{
    internal const string Reason =
        "Heartbeats are PINGs of ZMTP, which STREAM does not speak and on which libzmq's DISH ends the connection; RADIO and DISH have them over WebSocket only."
        + " TcpKeepAlive finds peers that are gone.";

    internal static bool IsOverWebSocketOnly(ZmqSocketType type) => type is ZmqSocketType.Radio or ZmqSocketType.Dish;

    /// <summary>No address of the socket is one where its heartbeats were ignored. It may be mapped on a path, of which the options say nothing.</summary>
    internal static bool MayBeOverWebSocket(ZmqSocketOptions options, ZmqSocketType type) =>
        IsOverWebSocketOnly(type) && options.HeartbeatInterval != TimeSpan.Zero && options.Bind.Concat(options.Connect).All(HasNoPings);

    /// <summary>For addresses that are named when the socket lives.</summary>
    /// <exception cref="ZmqException">Heartbeats are asked for, and were ignored there.</exception>
    internal static void ThrowIfIgnored(ZmqAddress address, ZmqSocketOptions options)
    {
        if (options.HeartbeatInterval == TimeSpan.Zero || options.Type is not { } type || !IsOverWebSocketOnly(type) || HasNoPings(address.ToString()))
            return;
        throw new ZmqException(
            ZmqError.NotSupported, $"{address}: {nameof(options.HeartbeatInterval)} is {options.HeartbeatInterval}. {Reason} Remove the option.");
    }

    /// <summary>There are no PINGs of ZMTP there, whatever the pattern.</summary>
    private static bool HasNoPings(string? address) =>
        address is not null && Array.Exists(["ws://", "wss://", "inproc://"], scheme => address.StartsWith(scheme, StringComparison.Ordinal));
}
