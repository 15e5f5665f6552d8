using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Monocoque.Transports;

/// <summary>Addresses to endpoints of the transport.</summary>
internal static class TransportResolver
{
    internal static void ThrowIfNotConnectable(ZmqAddress address)
    {
        ThrowIfNotSupported(address);
        ThrowIfNoPeer(address);
    }

    internal static void ThrowIfNoPeer(ZmqAddress address)
    {
        if (address.IsWildcardHost || address.IsWildcardPath)
            throw new ZmqException(ZmqError.AddressNotAvailable, $"{address} names no peer to connect to: '*' is for binding. Write the peer's host or path.");
        if (address.Port == 0)
            throw new ZmqException(ZmqError.AddressNotAvailable, $"{address} names no port to connect to: port 0 is for binding. Write the peer's port.");
    }

    internal static void ThrowIfNotSupported(ZmqAddress address)
    {
        if (address.Scheme is "udp")
        {
            throw new ZmqException(
                ZmqError.NotSupported, $"{address}: over udp a DISH or a DGRAM binds and a RADIO connects, nothing else. Use tcp://host:port.");
        }
    }

    /// <summary>Where a web server listens is its own affair, and WebSockets are paths of it.</summary>
    private static void ThrowIfWebSocket(ZmqAddress address)
    {
        if (address.Scheme is "ws" or "wss")
        {
            var path = address.Path is "" ? "/" : address.Path;
            throw new ZmqException(
                ZmqError.NotSupported,
                $"{address} cannot be bound: WebSockets come in by the web server. Give it the port, and map the socket on a path of it by"
                + $" app.MapZmqWebSocket(\"{path}\", name).");
        }
    }

    /// <summary>An address of IPv6 is of no use to a socket that is kept to IPv4, nor a WebSocket that carries ZMTP to one that speaks none.</summary>
    internal static void ThrowIfNotAllowed(ZmqAddress address, ZmqSocketOptions options)
    {
        HeartbeatUse.ThrowIfIgnored(address, options);
        if (address.Scheme is "ws" or "wss" && options.Type == ZmqSocketType.Stream)
            throw new ZmqException(ZmqError.NotSupported, $"{address}: a STREAM socket speaks no ZMTP, which is what a ZeroMQ WebSocket carries. Use tcp://host:port.");
        if (!options.IPv6 && IPAddress.TryParse(address.Host, out var literal) && literal.AddressFamily == AddressFamily.InterNetworkV6)
            throw new ZmqException(ZmqError.AddressNotAvailable, $"{address} is an IPv6 address, but IPv6 is off for this socket. Set {nameof(options.IPv6)} to true.");
    }

    /// <summary>Where to listen. A name is resolved; the name of a network interface is its first address, as in libzmq.</summary>
    internal static async ValueTask<EndPoint> ResolveForBindAsync(
        ZmqAddress address, ZmqSocketOptions options, bool inMemory, CancellationToken cancellationToken)
    {
        ThrowIfNotSupported(address);
        ThrowIfWebSocket(address);
        ThrowIfNotAllowed(address, options);
        if (address.Source is { } source)
        {
            throw new ZmqException(
                ZmqError.AddressNotAvailable,
                $"{address} cannot be bound: '{source};' says where to connect from."
                + $" Bind to {new ZmqAddress(address.Scheme, address.Host, address.Port, path: "")}.");
        }
        if (address.Scheme is "inproc")
            return new InprocEndPoint(address.Path, address);
        if (inMemory)
            return InMemoryAddress.ResolveForBind(address);
        if (address.Scheme is "ipc")
            return ToUnixEndPoint(address.IsWildcardPath ? CreateTemporaryPath() : address.Path);
        var port = address.Port!.Value;
        if (address.IsWildcardHost)
            return new IPEndPoint(options.IPv6 && Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port);
        if (IPAddress.TryParse(address.Host, out var literal))
            return new IPEndPoint(literal, port);
        if (LocalAddress.OfInterface(address.Host, options.IPv6 ? AddressFamily.Unspecified : AddressFamily.InterNetwork) is { } ofInterface)
            return new IPEndPoint(ofInterface, port);
        return new IPEndPoint(await ResolveNameAsync(address, options.IPv6, cancellationToken).ConfigureAwait(false), port);
    }

    /// <summary>Where to connect by name or path.</summary>
    internal static EndPoint ResolveForConnect(ZmqAddress address)
    {
        if (address.Scheme is "inproc")
            return new InprocEndPoint(address.Path, address);
        if (address.Scheme is "ipc")
            return ToUnixEndPoint(address.Path);
        throw new UnreachableException($"{address} is opened by {nameof(TcpDialer)}.");
    }

    /// <summary>Whether an attempt to connect failed because nobody listens there; for a path, also because there is none.</summary>
    internal static bool IsRefusal(Exception exception) =>
        (exception as SocketException ?? exception.InnerException as SocketException)?.SocketErrorCode
            is SocketError.ConnectionRefused or SocketError.AddressNotAvailable;

    /// <summary>The address as it was really bound.</summary>
    internal static ZmqAddress Describe(ZmqAddress asked, EndPoint bound) => bound switch
    {
        InprocEndPoint place => place.Address,
        IPEndPoint ip => new ZmqAddress(asked.IsTls ? asked.Scheme : "tcp", ip.Address.ToString(), ip.Port, path: ""),
        UnixDomainSocketEndPoint unix when asked.IsWildcardPath => asked.WithPath(unix.ToString()!),
        _ => asked,
    };

    private static UnixDomainSocketEndPoint ToUnixEndPoint(string path) => new(path.StartsWith('@') ? "\0" + path[1..] : path);

    private static string CreateTemporaryPath() => Path.Combine(Path.GetTempPath(), $"zmq-{Path.GetRandomFileName()}.sock");

    private static async Task<IPAddress> ResolveNameAsync(ZmqAddress address, bool isIPv6Allowed, CancellationToken cancellationToken)
    {
        try
        {
            var addresses = await Dns.GetHostAddressesAsync(address.Host, cancellationToken).ConfigureAwait(false);
            var best = Array.Find(addresses, static ip => ip.AddressFamily == AddressFamily.InterNetwork) ?? (isIPv6Allowed ? addresses.FirstOrDefault() : null);
            if (best is not null)
                return best;
        }
        catch (SocketException exception)
        {
            throw CreateUnknownHost(address, exception);
        }
        throw CreateUnknownHost(address, inner: null);
    }

    private static ZmqException CreateUnknownHost(ZmqAddress address, Exception? inner) => new(
        ZmqError.AddressNotAvailable,
        $"{address} cannot be bound: '{address.Host}' is neither a name that resolves nor a network interface of this machine. Use '*' or an address of this"
        + " machine.",
        inner);
}
