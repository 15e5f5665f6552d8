using System.Collections;
using System.Collections.Frozen;
using System.Reflection;

namespace Monocoque;

/// <summary>Which options may be changed while a socket lives: those that libzmq lets act at once. The others are for the next socket.</summary>
internal static class LiveOptions
{
    internal static FrozenSet<string> Names { get; } = new[]
    {
        nameof(ZmqSocketOptions.Linger), nameof(ZmqSocketOptions.SendHighWaterMark), nameof(ZmqSocketOptions.ReceiveHighWaterMark),
        nameof(ZmqSocketOptions.SendTimeout), nameof(ZmqSocketOptions.ReceiveTimeout), nameof(ZmqSocketOptions.RouterMandatory),
        nameof(ZmqSocketOptions.RouterHandover), nameof(ZmqSocketOptions.ProbeRouter), nameof(ZmqSocketOptions.RequestCorrelate),
        nameof(ZmqSocketOptions.RequestRelaxed), nameof(ZmqSocketOptions.RequestRetry),
        nameof(ZmqSocketOptions.Security),
    }.ToFrozenSet(StringComparer.Ordinal);

    internal static void ThrowIfNotChangeable(string socket, ZmqSocketOptions before, ZmqSocketOptions after)
    {
        foreach (var property in typeof(ZmqSocketOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (Names.Contains(property.Name) || AreSame(property.GetValue(before), property.GetValue(after)))
                continue;
            throw new ZmqException(
                ZmqError.NotSupported,
                $"Socket '{socket}': {property.Name} cannot be changed while the socket lives. Set it when the socket is made. At run time one may change"
                + $" {string.Join(", ", Names.Order(StringComparer.Ordinal))}{Hint(property.Name)}.");
        }
    }

    private static string Hint(string option) => option switch
    {
        nameof(ZmqSocketOptions.Bind) => "; to listen elsewhere call BindAsync",
        nameof(ZmqSocketOptions.Connect) => "; to connect elsewhere call Connect",
        nameof(ZmqSocketOptions.Subscribe) => "; to subscribe call Subscribe",
        _ => "",
    };

    private static bool AreSame(object? before, object? after) => before is IEnumerable and not string && after is IEnumerable others
        ? ((IEnumerable)before).Cast<object?>().SequenceEqual(others.Cast<object?>())
        : Equals(before, after);
}
