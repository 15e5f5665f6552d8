using System.Collections.Frozen;
using Microsoft.Extensions.Configuration;

namespace Monocoque.Hosting;

/// <summary>
/// Binds the section of one socket. By hand, because the framework's binder skips a text where a list belongs, names unknown keys
/// without their path and says nothing of the keys there are; and a table needs no reflection.
/// </summary>
internal static class SocketSectionBinder
{
    private delegate void Setter(ZmqSocketOptions options, ConfigurationValue value);

    private static readonly FrozenDictionary<string, Setter> s_keys = new Dictionary<string, Setter>(
        SocketOptionTable.All.Select(static option => KeyValuePair.Create(option.Name, (Setter)option.Read)), StringComparer.OrdinalIgnoreCase)
    {
        // Over what the defaults say.
        ["Security"] = static (options, value) => value.ReadSecurity(options.Security),
        ["Tls"] = static (options, value) => value.ReadTls(options.Tls),
        // The catalog has read the type already: it decides what the other keys mean.
        ["Type"] = static (_, _) => { },
        ["Bind"] = static (options, value) => value.ReadList(options.Bind),
        ["Connect"] = static (options, value) => value.ReadList(options.Connect),
        ["Subscribe"] = static (options, value) => value.ReadList(options.Subscribe),
        ["RoutingId"] = static (options, value) => value.Read(text => options.RoutingId = text),
        ["SendHighWaterMark"] = static (options, value) => value.Read((int number) => options.SendHighWaterMark = number),
        ["ReceiveHighWaterMark"] = static (options, value) => value.Read((int number) => options.ReceiveHighWaterMark = number),
        ["MaxMessageSize"] = static (options, value) => value.Read((long number) => options.MaxMessageSize = number),
        ["Linger"] = static (options, value) => value.Read((TimeSpan time) => options.Linger = time),
        ["ReconnectInterval"] = static (options, value) => value.Read((TimeSpan time) => options.ReconnectInterval = time),
        ["ReconnectIntervalMax"] = static (options, value) => value.Read((TimeSpan time) => options.ReconnectIntervalMax = time),
        ["HandshakeTimeout"] = static (options, value) => value.Read((TimeSpan time) => options.HandshakeTimeout = time),
        ["SendHighWaterMarkBytes"] = static (options, value) => value.Read((long number) => options.SendHighWaterMarkBytes = number),
        ["ReceiveHighWaterMarkBytes"] = static (options, value) => value.Read((long number) => options.ReceiveHighWaterMarkBytes = number),
        ["RouterMandatory"] = static (options, value) => value.Read((bool flag) => options.RouterMandatory = flag),
        ["RouterHandover"] = static (options, value) => value.Read((bool flag) => options.RouterHandover = flag),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>All keys a socket's section may have, for messages.</summary>
    internal static string KnownKeys { get; } = string.Join(", ", s_keys.Keys.Order(StringComparer.Ordinal));

    /// <summary>Sets what <paramref name="section"/> sets, and adds a line to <paramref name="failures"/> for each key that cannot be used.</summary>
    internal static void Bind(IConfigurationSection section, ZmqSocketOptions options, List<string> failures)
    {
        foreach (var child in section.GetChildren())
        {
            if (s_keys.TryGetValue(child.Key, out var setter))
                setter(options, new ConfigurationValue(child, failures));
            else
                failures.Add($"{child.Path} is not an option of a socket. Known keys: {KnownKeys}.");
        }
    }
}
