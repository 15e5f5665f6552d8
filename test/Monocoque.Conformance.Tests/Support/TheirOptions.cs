using System.Collections;
using System.Reflection;
using System.Text;
using Monocoque.Interop.LibZmq;

namespace Monocoque.Conformance.Support;

/// <summary>Tests say what they want in our options; these are the same of libzmq.</summary>
internal static class TheirOptions
{
    private static readonly PropertyInfo[] s_properties = typeof(ZmqSocketOptions).GetProperties();

    private static readonly Dictionary<string, Action<LibZmqHandle, ZmqSocketOptions>> s_translations = new()
    {
        [nameof(ZmqSocketOptions.RoutingId)] = Text(LibZmqOption.RoutingId, static o => o.RoutingId),
        [nameof(ZmqSocketOptions.Linger)] = Time(LibZmqOption.Linger, static o => o.Linger!.Value),
        [nameof(ZmqSocketOptions.SendHighWaterMark)] = Number(LibZmqOption.SendHighWaterMark, static o => o.SendHighWaterMark),
        [nameof(ZmqSocketOptions.ReceiveHighWaterMark)] = Number(LibZmqOption.ReceiveHighWaterMark, static o => o.ReceiveHighWaterMark),
        [nameof(ZmqSocketOptions.MaxMessageSize)] = Long(LibZmqOption.MaxMessageSize, static o => o.MaxMessageSize),
        [nameof(ZmqSocketOptions.SendBufferSize)] = Number(LibZmqOption.SendBuffer, static o => o.SendBufferSize!.Value),
        [nameof(ZmqSocketOptions.ReceiveBufferSize)] = Number(LibZmqOption.ReceiveBuffer, static o => o.ReceiveBufferSize!.Value),
        [nameof(ZmqSocketOptions.Backlog)] = Number(LibZmqOption.Backlog, static o => o.Backlog!.Value),
        [nameof(ZmqSocketOptions.IPv6)] = Flag(LibZmqOption.IPv6, static o => o.IPv6),
        [nameof(ZmqSocketOptions.TypeOfService)] = Number(LibZmqOption.TypeOfService, static o => o.TypeOfService),
        [nameof(ZmqSocketOptions.AllowFrom)] = static (handle, o) =>
        {
            foreach (var network in o.AllowFrom)
                handle.Set(LibZmqOption.TcpAcceptFilter, Encoding.ASCII.GetBytes(network.ToString()));
        },
        [nameof(ZmqSocketOptions.BindToDevice)] = Text(LibZmqOption.BindToDevice, static o => o.BindToDevice),
        [nameof(ZmqSocketOptions.UseFileDescriptor)] = Number(LibZmqOption.UseFileDescriptor, static o => o.UseFileDescriptor!.Value),
        [nameof(ZmqSocketOptions.SocksProxy)] = Text(LibZmqOption.SocksProxy, static o => o.SocksProxy),
        [nameof(ZmqSocketOptions.ReconnectInterval)] = Time(LibZmqOption.ReconnectInterval, static o => o.ReconnectInterval),
        [nameof(ZmqSocketOptions.ReconnectIntervalMax)] = Time(LibZmqOption.ReconnectIntervalMax, static o => o.ReconnectIntervalMax),
        [nameof(ZmqSocketOptions.ConnectTimeout)] = Time(LibZmqOption.ConnectTimeout, static o => o.ConnectTimeout),
        [nameof(ZmqSocketOptions.HandshakeTimeout)] = Time(LibZmqOption.HandshakeInterval, static o => o.HandshakeTimeout),
        [nameof(ZmqSocketOptions.HeartbeatInterval)] = Time(LibZmqOption.HeartbeatInterval, static o => o.HeartbeatInterval),
        [nameof(ZmqSocketOptions.HeartbeatTimeout)] = Time(LibZmqOption.HeartbeatTimeout, static o => o.HeartbeatTimeout!.Value),
        [nameof(ZmqSocketOptions.HeartbeatTtl)] = Time(LibZmqOption.HeartbeatTimeToLive, static o => o.HeartbeatTtl),
        [nameof(ZmqSocketOptions.TcpMaxRetransmitTime)] = Time(LibZmqOption.TcpMaxRetransmitTime, static o => o.TcpMaxRetransmitTime!.Value),
        [nameof(ZmqSocketOptions.Immediate)] = Flag(LibZmqOption.Immediate, static o => o.Immediate),
        [nameof(ZmqSocketOptions.Conflate)] = Flag(LibZmqOption.Conflate, static o => o.Conflate),
        [nameof(ZmqSocketOptions.InvertMatching)] = Flag(LibZmqOption.InvertMatching, static o => o.InvertMatching),
        [nameof(ZmqSocketOptions.ProbeRouter)] = Flag(LibZmqOption.ProbeRouter, static o => o.ProbeRouter),
        [nameof(ZmqSocketOptions.RequestCorrelate)] = Flag(LibZmqOption.ReqCorrelate, static o => o.RequestCorrelate),
        [nameof(ZmqSocketOptions.RequestRelaxed)] = Flag(LibZmqOption.ReqRelaxed, static o => o.RequestRelaxed),
        [nameof(ZmqSocketOptions.RouterMandatory)] = Flag(LibZmqOption.RouterMandatory, static o => o.RouterMandatory),
        [nameof(ZmqSocketOptions.RouterHandover)] = Flag(LibZmqOption.RouterHandover, static o => o.RouterHandover),
        [nameof(ZmqSocketOptions.StreamNotify)] = Flag(LibZmqOption.StreamNotify, static o => o.StreamNotify),
        [nameof(ZmqSocketOptions.XPubVerbose)] = Flag(LibZmqOption.XPubVerbose, static o => o.XPubVerbose),
        [nameof(ZmqSocketOptions.XPubVerboser)] = Flag(LibZmqOption.XPubVerboser, static o => o.XPubVerboser),
        [nameof(ZmqSocketOptions.XPubNoDrop)] = Flag(LibZmqOption.XPubNoDrop, static o => o.XPubNoDrop),
        [nameof(ZmqSocketOptions.XPubManual)] = Flag(LibZmqOption.XPubManual, static o => o.XPubManual),
        [nameof(ZmqSocketOptions.XPubWelcomeMessage)] = Text(LibZmqOption.XPubWelcomeMessage, static o => o.XPubWelcomeMessage),
        [nameof(ZmqSocketOptions.IpcFilterUids)] = Numbers(LibZmqOption.IpcFilterUid, static o => o.IpcFilterUids),
        [nameof(ZmqSocketOptions.IpcFilterGids)] = Numbers(LibZmqOption.IpcFilterGid, static o => o.IpcFilterGids),
        [nameof(ZmqSocketOptions.IpcFilterPids)] = Numbers(LibZmqOption.IpcFilterPid, static o => o.IpcFilterPids),
        [nameof(ZmqSocketOptions.Security)] = TheirSecurity.Apply,
        [nameof(ZmqSocketOptions.Subscribe)] = static (handle, o) =>
        {
            foreach (var prefix in o.Subscribe)
                handle.Set(LibZmqOption.Subscribe, Encoding.UTF8.GetBytes(prefix));
        },
    };

    /// <summary>Sets whatever <paramref name="configure"/> changes.</summary>
    /// <exception cref="NotSupportedException">libzmq has no such option, or it has no line here yet.</exception>
    internal static void Apply(LibZmqHandle handle, ZmqSocketType type, Action<ZmqSocketOptions> configure)
    {
        var defaults = new ZmqSocketOptions { Type = type };
        var options = new ZmqSocketOptions { Type = type };
        configure(options);
        foreach (var property in s_properties.Where(property => !AreEqual(property.GetValue(options), property.GetValue(defaults))))
        {
            if (!s_translations.TryGetValue(property.Name, out var translation))
                throw new NotSupportedException($"{property.Name} is not among the options that the tests know for libzmq.");
            translation(handle, options);
        }
    }

    /// <summary>Groups of options, of which each socket has an object of its own, are compared one by one.</summary>
    private static bool AreEqual(object? one, object? other) => one switch
    {
        ICollection { Count: 0 } => other is ICollection { Count: 0 },
        ZmqSecurityOptions or ZmqTlsOptions => one.GetType().GetProperties().All(property => AreEqual(property.GetValue(one), property.GetValue(other))),
        _ => Equals(one, other),
    };

    private static Action<LibZmqHandle, ZmqSocketOptions> Flag(LibZmqOption option, Func<ZmqSocketOptions, bool> value) =>
        (handle, options) => handle.Set(option, value(options) ? 1 : 0);

    private static Action<LibZmqHandle, ZmqSocketOptions> Number(LibZmqOption option, Func<ZmqSocketOptions, int> value) =>
        (handle, options) => handle.Set(option, value(options));

    private static Action<LibZmqHandle, ZmqSocketOptions> Numbers(LibZmqOption option, Func<ZmqSocketOptions, IList<uint>> values) => (handle, options) =>
    {
        foreach (var value in values(options))
            handle.Set(option, (int)value);
    };

    private static Action<LibZmqHandle, ZmqSocketOptions> Long(LibZmqOption option, Func<ZmqSocketOptions, long> value) =>
        (handle, options) => handle.Set(option, value(options));

    private static Action<LibZmqHandle, ZmqSocketOptions> Time(LibZmqOption option, Func<ZmqSocketOptions, TimeSpan> value) =>
        (handle, options) => handle.Set(option, (int)value(options).TotalMilliseconds);

    private static Action<LibZmqHandle, ZmqSocketOptions> Text(LibZmqOption option, Func<ZmqSocketOptions, string?> value) =>
        (handle, options) => handle.Set(option, Encoding.UTF8.GetBytes(value(options)!));
}
