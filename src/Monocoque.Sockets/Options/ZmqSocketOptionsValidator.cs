using System.Text;
using Microsoft.Extensions.Options;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Security;

namespace Monocoque;

/// <summary>
/// Checks the options of a socket before it is made. All faults are reported at once, each with the socket, the option, its value and what
/// to do.
/// </summary>
internal sealed partial class ZmqSocketOptionsValidator : IValidateOptions<ZmqSocketOptions>
{
    private const int MaxRoutingId = 255;

    /// <summary>The longest time a timer takes: 2^32 - 2 milliseconds, 49 days.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    private readonly string _name;
    private readonly ZmqSocketOptions _options;
    private readonly List<string> _faults = [];

    /// <summary>For the options system.</summary>
    public ZmqSocketOptionsValidator()
        : this("", new ZmqSocketOptions())
    {
    }

    private ZmqSocketOptionsValidator(string name, ZmqSocketOptions options)
    {
        _name = name;
        _options = options;
    }

    /// <summary>What is wrong with the options of the socket called <paramref name="name"/>; nothing if the list is empty.</summary>
    internal static IReadOnlyList<string> Validate(string name, ZmqSocketOptions options)
    {
        var check = new ZmqSocketOptionsValidator(name, options);
        var known = check.CheckType();
        if (known is { } type)
            check.CheckApplicability(type);
        SocketOptionLimits.Check(options, check.Fault);
        SecurityOptionsValidator.Check(options, check.Fault);
        TlsOptionsValidator.Check(options.Tls, check.Fault);
        check.CheckLimits();
        check.CheckTimes();
        check.CheckLiveness(known);
        check.CheckRoutingId();
        check.CheckSubscriptions();
        check.CheckAddressing();
        check.CheckBindAddresses();
        check.CheckConnectAddresses();
        return check._faults;
    }

    /// <summary>The unnamed options belong to no socket.</summary>
    ValidateOptionsResult IValidateOptions<ZmqSocketOptions>.Validate(string? name, ZmqSocketOptions options)
    {
        if (string.IsNullOrEmpty(name))
            return ValidateOptionsResult.Skip;
        var faults = Validate(name, options);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private ZmqSocketType? CheckType()
    {
        if (_options.Type is not { } type)
        {
            Fault($"{nameof(_options.Type)} is missing. Set one of {SocketTypeNames.List}.");
            return null;
        }
        foreach (var (supported, _) in ZmqSocketTypes.All)
        {
            if (supported == type)
                return type;
        }
        Fault($"{nameof(_options.Type)} {type.ToDisplayName()} is not supported. Use one of {SocketTypeNames.List}.");
        return null;
    }

    private void CheckApplicability(ZmqSocketType type)
    {
        var ours = type.ToDisplayName();
        if (!type.Subscribes() && _options.Subscribe.Count > 0)
            Fault($"{nameof(_options.Subscribe)} has entries, but a {ours} socket does not subscribe. Only SUB and XSUB do; remove the option.");
        if (type != ZmqSocketType.Router && _options.RouterMandatory)
            Fault($"{nameof(_options.RouterMandatory)} is true, but a {ours} socket does not route. Only ROUTER does; remove the option.");
        if (type != ZmqSocketType.Router && _options.RouterHandover)
            Fault($"{nameof(_options.RouterHandover)} is true, but a {ours} socket does not route. Only ROUTER does; remove the option.");
        if (type is not (ZmqSocketType.Req or ZmqSocketType.Dealer or ZmqSocketType.Router) && _options.RoutingId is { } id)
            Fault($"{nameof(_options.RoutingId)} is '{id}', but a {ours} socket has none. Only REQ, DEALER and ROUTER have; remove the option.");
        foreach (var option in SocketOptionTable.All)
        {
            if (option.FindMisuse(_options, type) is { } misuse)
                Fault(misuse);
        }
        var defaults = new ZmqSocketOptions();
        if (!type.HasConnections())
            CheckDatagrams(ours, defaults);
        else if (!type.HasSendQueues() && _options.SendHighWaterMark != defaults.SendHighWaterMark)
            Fault($"{nameof(_options.SendHighWaterMark)} is set, but a {ours} socket sends no messages. Remove the option.");
        if (!type.Receives() && _options.ReceiveHighWaterMark != defaults.ReceiveHighWaterMark)
            Fault($"{nameof(_options.ReceiveHighWaterMark)} is set, but a {ours} socket receives no messages. Remove the option.");
        if (type.HasOnePeer() && _options.Connect.Count > 1)
            Fault($"{nameof(_options.Connect)} has {_options.Connect.Count} entries, but a {ours} socket has one peer. Keep one.");
    }

    private void CheckLimits()
    {
        if (_options.SendHighWaterMark < 0)
            Fault($"{nameof(_options.SendHighWaterMark)} is {_options.SendHighWaterMark}. Use 0 for no limit, or a number of messages.");
        if (_options.ReceiveHighWaterMark < 0)
            Fault($"{nameof(_options.ReceiveHighWaterMark)} is {_options.ReceiveHighWaterMark}. Use 0 for no limit, or a number of messages.");
        if (_options.MaxMessageSize is 0 or < -1)
            Fault($"{nameof(_options.MaxMessageSize)} is {_options.MaxMessageSize}. Use -1 for no limit, or a number of octets above 0.");
    }

    private void CheckTimes()
    {
        if (_options.Linger is { } linger && linger != Timeout.InfiniteTimeSpan)
            CheckTime(nameof(_options.Linger), linger, zero: "no wait", orElse: "Timeout.InfiniteTimeSpan for no limit");
        if (_options.HandshakeTimeout != Timeout.InfiniteTimeSpan)
            CheckTime(nameof(_options.HandshakeTimeout), _options.HandshakeTimeout, null, orElse: "Timeout.InfiniteTimeSpan for no limit");
        if (_options.ReconnectInterval != Timeout.InfiniteTimeSpan)
            CheckTime(nameof(_options.ReconnectInterval), _options.ReconnectInterval, null, orElse: "00:00:00.100, the default, or Timeout.InfiniteTimeSpan to try once");
        CheckTime(nameof(_options.ReconnectIntervalMax), _options.ReconnectIntervalMax, zero: "a constant interval", orElse: null);
        if (_options.ReconnectIntervalMax > TimeSpan.Zero && _options.ReconnectIntervalMax < _options.ReconnectInterval)
        {
            Fault($"{nameof(_options.ReconnectIntervalMax)} is {_options.ReconnectIntervalMax}, less than {nameof(_options.ReconnectInterval)},"
                + $" which is {_options.ReconnectInterval}. Raise it, or use 0 for a constant interval.");
        }
    }

    /// <param name="option">The option.</param>
    /// <param name="value">Its value.</param>
    /// <param name="zero">What zero means; null if it is not allowed.</param>
    /// <param name="orElse">What else could be written.</param>
    private void CheckTime(string option, TimeSpan value, string? zero, string? orElse)
    {
        var alternatives = (zero is null ? "" : $", 0 for {zero}") + (orElse is null ? "" : $", or {orElse}");
        if (value < TimeSpan.Zero || (value == TimeSpan.Zero && zero is null))
            Fault($"{option} is {value}. Use a time above 0{alternatives}.");
        else if (value > s_longest)
            Fault($"{option} is {value}, more than a timer can take. Use at most {s_longest.Days} days{alternatives}.");
    }

    private void CheckRoutingId()
    {
        if (_options.RoutingId is not { } id)
            return;
        if (id.Length == 0)
            Fault($"{nameof(_options.RoutingId)} is empty. Use 1 to {MaxRoutingId} octets of UTF-8, or null to let the peer make one up.");
        else if (id[0] == '\0')
            Fault($"{nameof(_options.RoutingId)} begins with NUL. Such ids are those that peers make up; begin with another character.");
        else if (Encoding.UTF8.GetByteCount(id) is > MaxRoutingId and var length)
            Fault($"{nameof(_options.RoutingId)} '{id[..16]}…' has {length} octets of UTF-8. Use at most {MaxRoutingId}.");
    }

    private void CheckSubscriptions()
    {
        foreach (var prefix in _options.Subscribe)
        {
            if (prefix is null)
                Fault($"{nameof(_options.Subscribe)} contains null. Use an empty text to subscribe to everything.");
            else if (Encoding.UTF8.GetByteCount(prefix) is var length && length > TopicLimit.MostOctets)
                Fault($"{nameof(_options.Subscribe)} has a topic of {length} octets of UTF-8. Use at most {TopicLimit.MostOctets}.");
        }
    }

    private void CheckBindAddresses()
    {
        var seen = new HashSet<ZmqAddress>();
        foreach (var text in _options.Bind)
        {
            if (CheckAddress(nameof(_options.Bind), text) is not { } address)
                continue;
            if (address.Source is { } source)
                Fault($"{nameof(_options.Bind)} contains '{text}', but '{source};' says where to connect from. Remove it.");
            else if (address.Port != 0 && !address.IsWildcardPath && !seen.Add(address))
                Fault($"{nameof(_options.Bind)} contains '{text}' twice. An address can be bound once; remove one.");
        }
    }

    /// <summary>The same address twice is two connections, which is allowed.</summary>
    private void CheckConnectAddresses()
    {
        const string Option = nameof(_options.Connect);
        foreach (var text in _options.Connect)
        {
            if (CheckAddress(Option, text) is not { } address)
                continue;
            if (address.IsWildcardHost)
                Fault($"{Option} contains '{text}', which can only be bound. Name a host, for example tcp://127.0.0.1:5555.");
            else if (address.IsWildcardPath)
                Fault($"{Option} contains '{text}', which can only be bound. Name a path, for example ipc:///run/orders.sock.");
            else if (address.Port == 0)
                Fault($"{Option} contains '{text}', which can only be bound. Name a port, for example {address.WithPort(5555)}.");
        }
    }

    private ZmqAddress? CheckAddress(string option, string? text)
    {
        if (text is null)
        {
            Fault($"{option} contains null. Remove it, or write an address, for example tcp://127.0.0.1:5555.");
            return null;
        }
        if (!ZmqAddressParser.TryParse(text, out var address, out var error))
        {
            Fault($"{option}: {error}");
            return null;
        }
        if (_options.Type is { } type && !type.HasConnections())
            return CheckDatagramAddress(option, text, address);
        if (address.Scheme is "tcp" or "tls+tcp" or "ipc" or "inproc" || (address.Scheme is "udp" && IsForDatagrams(option)))
            return address;
        if (address.Scheme is "ws" or "wss")
            return CheckWebSocket(option, text, address);
        if (address.Scheme is "udp")
        {
            Fault($"{option} contains '{text}', but udp is not supported there: over udp a DISH or a DGRAM binds and a RADIO connects, nothing else."
                + " Use a tcp, an ipc or an inproc address.");
            return null;
        }
        Fault($"{option} contains '{text}', but {address.Scheme} is not supported by this socket. Use a tcp, an ipc or an inproc address.");
        return null;
    }

    private ZmqAddress? CheckWebSocket(string option, string text, ZmqAddress address)
    {
        if (option is nameof(_options.Bind))
        {
            Fault($"{option} contains '{text}', but WebSockets come in by the web server. Remove it, and map the socket on a path by"
                + $" app.MapZmqWebSocket(\"/path\", \"{_name}\").");
        }
        else if (_options.Type == ZmqSocketType.Stream)
            Fault($"{option} contains '{text}', but a STREAM socket speaks no ZMTP, which is what a ZeroMQ WebSocket carries. Use a tcp address.");
        else
            return address;
        return null;
    }

    private bool IsForDatagrams(string option) =>
        _options.Type is { } type && (option is nameof(_options.Bind) ? type.BindsUdp() : type.ConnectsUdp());

    private void Fault(string fault) => _faults.Add($"Socket '{_name}': {fault}");
}
