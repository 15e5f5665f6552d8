using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Monocoque;

/// <summary>
/// Where a socket listens or connects to: <c>tcp://127.0.0.1:5555</c>, <c>tcp://[::1]:5555</c>, <c>tcp://*:0</c>,
/// <c>tcp://feed.example:5556</c>, <c>tcp://eth0:0;feed.example:5556</c>, <c>tls+tcp://feed.example:5557</c>, <c>ipc:///run/orders.sock</c>,
/// <c>ipc://@abstract-name</c>, <c>ipc://*</c>, <c>inproc://orders</c>.
/// Immutable; equal if the canonical texts are equal.
/// <para>
/// The schemes <c>udp</c>, <c>ws</c> and <c>wss</c> are parsed too; whether a socket can use an address is for the socket
/// to say.
/// </para>
/// </summary>
public sealed class ZmqAddress : IEquatable<ZmqAddress>, ISpanParsable<ZmqAddress>
{
    private readonly string _text;

    internal ZmqAddress(string scheme, string host, int? port, string path, string? source = null)
    {
        Source = source;
        Scheme = scheme;
        Host = host;
        Port = port;
        Path = path;
        var name = host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host;
        _text = port is null ? $"{scheme}://{path}" : string.Create(CultureInfo.InvariantCulture, $"{scheme}://{(source is null ? "" : source + ';')}{name}:{port}{path}");
    }

    /// <summary>The transport, in lower case: <c>tcp</c>, <c>tls+tcp</c>, <c>ipc</c>, <c>inproc</c>, <c>udp</c>, <c>ws</c> or <c>wss</c>.</summary>
    public string Scheme { get; }

    /// <summary>
    /// The host: a name in lower case, an IPv4 address, an IPv6 address without brackets (with its scope, <c>fe80::1%eth0</c>), or <c>*</c>
    /// for all interfaces. Empty for <c>ipc</c> and <c>inproc</c>.
    /// </summary>
    public string Host { get; }

    /// <summary>
    /// The port, 1 to 65535; 0 is a port the system chooses, also written <c>*</c>. Null for <c>ipc</c> and <c>inproc</c>, which have none.
    /// </summary>
    public int? Port { get; }

    /// <summary>
    /// <c>ipc</c>: the path of the socket file, <c>@name</c> for a name in the abstract namespace (Linux), <c>*</c> for a new temporary
    /// path. <c>inproc</c>: the name. <c>ws</c>, <c>wss</c>: the path with its slash. Otherwise empty.
    /// </summary>
    public string Path { get; }

    /// <summary>
    /// What stands before a <c>;</c>. <c>tcp</c>, <c>tls+tcp</c>: where to connect from, as <c>host:port</c>, in <c>tcp://192.168.1.17:0;feed.example:5556</c>.
    /// <c>udp</c>: the network interface, in <c>udp://eth0;239.1.1.1:5555</c>. Otherwise null.
    /// </summary>
    public string? Source { get; }

    /// <summary>The host is <c>*</c>: all interfaces. Can be bound, not connected to.</summary>
    public bool IsWildcardHost => Host is "*";

    /// <summary>The address is <c>ipc://*</c>: a new temporary path. Can be bound, not connected to.</summary>
    public bool IsWildcardPath => Scheme is "ipc" && Path is "*";

    /// <summary>ZMTP inside TLS.</summary>
    internal bool IsTls => Scheme is "tls+tcp";

    /// <summary>Parses an address.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is null.</exception>
    /// <exception cref="FormatException"><paramref name="text"/> is not an address; the message says why and shows one that is.</exception>
    public static ZmqAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Parse(text.AsSpan());
    }

    /// <summary>Parses an address.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is not an address; the message says why and shows one that is.</exception>
    public static ZmqAddress Parse(ReadOnlySpan<char> text)
    {
        if (!ZmqAddressParser.TryParse(text, out var address, out var error))
            throw new FormatException(error);
        return address;
    }

    /// <summary>Parses an address; false if <paramref name="text"/> is null or not one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ZmqAddress? address) =>
        TryParse(text.AsSpan(), out address);

    /// <summary>Parses an address; false if <paramref name="text"/> is not one.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out ZmqAddress? address) =>
        ZmqAddressParser.TryParse(text, out address, out _);

    static ZmqAddress IParsable<ZmqAddress>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static ZmqAddress ISpanParsable<ZmqAddress>.Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<ZmqAddress>.TryParse(
        [NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out ZmqAddress result) => TryParse(s, out result);

    static bool ISpanParsable<ZmqAddress>.TryParse(
        ReadOnlySpan<char> s, IFormatProvider? provider, [MaybeNullWhen(false)] out ZmqAddress result) => TryParse(s, out result);

    /// <summary>Two addresses are equal if their canonical texts are.</summary>
    public static bool operator ==(ZmqAddress? left, ZmqAddress? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Two addresses are different if their canonical texts are.</summary>
    public static bool operator !=(ZmqAddress? left, ZmqAddress? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(ZmqAddress? other) => other is not null && string.Equals(_text, other._text, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ZmqAddress other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(_text, StringComparison.Ordinal);

    /// <summary>The canonical text, which parses to an equal address.</summary>
    public override string ToString() => _text;

    /// <summary>The same address with the port that was really bound.</summary>
    internal ZmqAddress WithPort(int port) => new(Scheme, Host, port, Path, Source);

    /// <summary>The same address with the path that was really bound.</summary>
    internal ZmqAddress WithPath(string path) => new(Scheme, Host, Port, path, Source);
}
