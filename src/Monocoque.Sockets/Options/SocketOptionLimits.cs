using System.Text;

namespace Monocoque;

/// <summary>The values the options of <see cref="SocketOptionTable"/> may have. Each fault names the option, its value and what to do.</summary>
internal static class SocketOptionLimits
{
    private const int MaxOctets = 255;

    /// <summary>Linux keeps these times in 16 bits.</summary>
    private static readonly TimeSpan s_longestKeepAlive = TimeSpan.FromSeconds(32_767);

    /// <summary>The longest time a timer takes: 2^32 - 2 milliseconds.</summary>
    private static readonly TimeSpan s_longestTimer = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    internal static void Check(ZmqSocketOptions options, Action<string> fault)
    {
        CheckNumber(nameof(options.Backlog), options.Backlog, 1, int.MaxValue, "a number of connections above 0, or null for the transport's own", fault);
        CheckNumber(nameof(options.MaxConnections), options.MaxConnections, 0, int.MaxValue, "a number of connections, or 0 for no limit", fault);
        CheckNumber(nameof(options.MaxHandshakes), options.MaxHandshakes, 0, int.MaxValue, "a number of connections, or 0 for no limit", fault);
        CheckNumber(nameof(options.MaxHandshakesPerAddress), options.MaxHandshakesPerAddress, 0, int.MaxValue, "a number of connections, or 0 for no limit", fault);
        CheckNumber(
            nameof(options.MaxHandshakeRatePerAddress), options.MaxHandshakeRatePerAddress, 0, 1_000_000, "1 to 1000000 handshakes a second, or 0 for no limit", fault);
        CheckNumber(nameof(options.SendBufferSize), options.SendBufferSize, 1, int.MaxValue, "a number of octets above 0, or null for the system's own", fault);
        CheckNumber(nameof(options.ReceiveBufferSize), options.ReceiveBufferSize, 1, int.MaxValue, "a number of octets above 0, or null for the system's own", fault);
        CheckNumber(nameof(options.TcpKeepAliveCount), options.TcpKeepAliveCount, 1, 127, "1 to 127 probes, or null for the system's own", fault);
        CheckNumber(nameof(options.TypeOfService), options.TypeOfService, 0, 255, "0 to 255", fault);
        CheckNumber(nameof(options.MulticastHops), options.MulticastHops, 1, 255, "1 to stay on the local network, or up to 255 to pass routers", fault);
        CheckNumber(nameof(options.Priority), options.Priority, 0, int.MaxValue, "0 to 6, or null for the system's own", fault);
        CheckTimes(options, fault);
        CheckNotices(options, fault);
        CheckMetadata(options.Metadata, fault);
        CheckConnectRoutingIds(options, fault);
    }

    private static void CheckNumber(string option, int? value, int min, int max, string use, Action<string> fault)
    {
        if (value is { } number && (number < min || number > max))
            fault($"{option} is {number}. Use {use}.");
    }

    private static void CheckTimes(ZmqSocketOptions options, Action<string> fault)
    {
        CheckUnits(nameof(options.TcpKeepAliveIdle), options.TcpKeepAliveIdle, TimeSpan.FromSeconds(1), s_longestKeepAlive, "1 to 32767 whole seconds", fault);
        CheckUnits(nameof(options.TcpKeepAliveInterval), options.TcpKeepAliveInterval, TimeSpan.FromSeconds(1), s_longestKeepAlive, "1 to 32767 whole seconds", fault);
        CheckUnits(
            nameof(options.TcpMaxRetransmitTime), options.TcpMaxRetransmitTime, TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(int.MaxValue),
            "a number of whole milliseconds above 0", fault);
        if (options.BusyPoll != TimeSpan.Zero)
        {
            CheckUnits(
                nameof(options.BusyPoll), options.BusyPoll, TimeSpan.FromMicroseconds(1), TimeSpan.FromSeconds(1), "1 to 1000000 whole microseconds", fault);
        }
        CheckWait(nameof(options.SendTimeout), options.SendTimeout, fault);
        CheckWait(nameof(options.ReceiveTimeout), options.ReceiveTimeout, fault);
    }

    /// <summary>The system counts in whole units, and a part of one must not silently become none.</summary>
    private static void CheckUnits(string option, TimeSpan? value, TimeSpan unit, TimeSpan max, string use, Action<string> fault)
    {
        if (value is { } time && (time < unit || time > max || time.Ticks % unit.Ticks != 0))
            fault($"{option} is {time}. Use {use}.");
    }

    private static void CheckWait(string option, TimeSpan value, Action<string> fault)
    {
        if (value != Timeout.InfiniteTimeSpan && (value < TimeSpan.Zero || value > s_longestTimer))
            fault($"{option} is {value}. Use 0 for no wait, at most {s_longestTimer.Days} days, or Timeout.InfiniteTimeSpan for no limit.");
    }

    private static void CheckNotices(ZmqSocketOptions options, Action<string> fault)
    {
        if ((options.RouterNotify & ~(ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect)) != ZmqRouterNotify.None)
            fault($"{nameof(options.RouterNotify)} is {(int)options.RouterNotify}. Use Connect, Disconnect, both or None.");
    }

    private static void CheckMetadata(IDictionary<string, string> metadata, Action<string> fault)
    {
        const string Option = nameof(ZmqSocketOptions.Metadata);
        foreach (var (name, value) in metadata)
        {
            if (name.Length < 3 || !name.StartsWith("X-", StringComparison.OrdinalIgnoreCase))
                fault($"{Option} has the property '{name}'. Names of your own begin with 'X-' and go on, for example X-Region.");
            else if (name.Length > MaxOctets || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+'))
                fault($"{Option} has the property '{name}'. Use at most {MaxOctets} letters, digits, '-', '_', '.' and '+'.");
            else if (value is null)
                fault($"{Option} has no value for '{name}'. Use a text, which may be empty.");
        }
        if (metadata.Sum(static property => property.Key.Length + Encoding.UTF8.GetByteCount(property.Value ?? "")) > 4096)
            fault($"{Option} is larger than 4096 octets, more than peers accept before they know us. Send it as a message.");
    }

    private static void CheckConnectRoutingIds(ZmqSocketOptions options, Action<string> fault)
    {
        const string Option = nameof(ZmqSocketOptions.ConnectRoutingIds);
        if (options.ConnectRoutingIds.Count > options.Connect.Count)
            fault($"{Option} has {options.ConnectRoutingIds.Count} entries for {options.Connect.Count} addresses. Use at most one for each entry of Connect.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var id in options.ConnectRoutingIds)
        {
            if (string.IsNullOrEmpty(id) || id[0] == '\0' || Encoding.UTF8.GetByteCount(id) > MaxOctets)
                fault($"{Option} contains '{id}'. Use 1 to {MaxOctets} octets of UTF-8 that do not begin with NUL.");
            else if (!seen.Add(id))
                fault($"{Option} contains '{id}' twice. Two peers cannot have one routing id.");
        }
    }
}
