using System.Collections;
using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography.X509Certificates;

namespace Monocoque;

/// <summary>Which options may be changed while a socket lives: those that libzmq lets act at once. The others are for the next socket.</summary>
internal static class LiveOptions
{
    private static readonly PropertyInfo[] s_properties = typeof(ZmqSocketOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);
    private static readonly PropertyInfo[] s_securityProperties = typeof(ZmqSecurityOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    private static readonly PropertyInfo[] s_tlsProperties = typeof(ZmqTlsOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

    internal static FrozenSet<string> Names { get; } = new[]
    {
        nameof(ZmqSocketOptions.Tls), nameof(ZmqSocketOptions.Linger), nameof(ZmqSocketOptions.SendHighWaterMark), nameof(ZmqSocketOptions.ReceiveHighWaterMark),
        nameof(ZmqSocketOptions.SendTimeout), nameof(ZmqSocketOptions.ReceiveTimeout), nameof(ZmqSocketOptions.RouterMandatory),
        nameof(ZmqSocketOptions.RouterHandover), nameof(ZmqSocketOptions.ProbeRouter), nameof(ZmqSocketOptions.RequestCorrelate),
        nameof(ZmqSocketOptions.RequestRelaxed), nameof(ZmqSocketOptions.RequestRetry),
        nameof(ZmqSocketOptions.Security), nameof(ZmqSocketOptions.AllowFrom), nameof(ZmqSocketOptions.DenyFrom),
        nameof(ZmqSocketOptions.MaxHandshakes), nameof(ZmqSocketOptions.MaxHandshakesPerAddress), nameof(ZmqSocketOptions.MaxHandshakeRatePerAddress),
    }.ToFrozenSet(StringComparer.Ordinal);

    internal static void ThrowIfNotChangeable(string socket, ZmqSocketOptions before, ZmqSocketOptions after)
    {
        foreach (var property in s_properties)
        {
            if (Names.Contains(property.Name) || AreSame(property.GetValue(before), property.GetValue(after)))
                continue;
            throw new ZmqException(
                ZmqError.NotSupported,
                $"Socket '{socket}': {property.Name} cannot be changed while the socket lives. Set it when the socket is made. At run time one may change"
                + $" {string.Join(", ", Names.Order(StringComparer.Ordinal))}{Hint(property.Name)}.");
        }
    }

    /// <summary>The options that are not the same in both, changeable or not.</summary>
    internal static IReadOnlyList<string> FindDifferences(ZmqSocketOptions before, ZmqSocketOptions after) =>
    [
        .. s_properties.Where(property => !AreSame(property.GetValue(before), property.GetValue(after))).Select(static property => property.Name),
    ];

    /// <summary>Copies one of <see cref="Names"/>.</summary>
    internal static void Copy(string name, ZmqSocketOptions from, ZmqSocketOptions to)
    {
        if (name is nameof(ZmqSocketOptions.Security))
        {
            to.Security = from.Security.Copy();
            return;
        }
        if (name is nameof(ZmqSocketOptions.Tls))
        {
            to.Tls = from.Tls.Copy();
            return;
        }
        var property = typeof(ZmqSocketOptions).GetProperty(name)!;
        property.SetValue(to, property.GetValue(from));
    }

    private static string Hint(string option) => option switch
    {
        nameof(ZmqSocketOptions.Bind) => "; to listen elsewhere call BindAsync",
        nameof(ZmqSocketOptions.Connect) => "; to connect elsewhere call Connect",
        nameof(ZmqSocketOptions.Subscribe) => "; to subscribe call Subscribe",
        _ => "",
    };

    internal static bool AreSame(object? before, object? after) => (before, after) switch
    {
        // To the framework, certificates with the same number of the same issuer are equal.
        (X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span),
        (ReadOnlyMemory<byte> one, ReadOnlyMemory<byte> other) => one.Span.SequenceEqual(other.Span),
        (ZmqSecurityOptions one, ZmqSecurityOptions other) =>
            Array.TrueForAll(s_securityProperties, property => AreSame(property.GetValue(one), property.GetValue(other))),
        (ZmqTlsOptions one, ZmqTlsOptions other) => Array.TrueForAll(s_tlsProperties, property => AreSame(property.GetValue(one), property.GetValue(other))),
        (IEnumerable one and not string, IEnumerable other) => HaveSame([.. one.Cast<object?>()], [.. other.Cast<object?>()]),
        _ => Equals(before, after),
    };

    private static bool HaveSame(object?[] one, object?[] other) =>
        one.Length == other.Length && one.Zip(other).All(static pair => AreSame(pair.First, pair.Second));
}
