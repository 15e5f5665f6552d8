using Microsoft.AspNetCore.Connections;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>Opens the connections of a socket, on the transport that their address names.</summary>
internal static class Dialer
{
    internal static ValueTask<ConnectionContext> ConnectAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        if (address.Scheme is "ws" or "wss")
            return WebSocketDialer.ConnectAsync(socket, address, cancellationToken);
        if (socket.Runtime.Options.InMemory && address.Scheme is not "inproc")
            return socket.Runtime.ConnectAsync(InMemoryAddress.Resolve(address), cancellationToken);
        if (address.Scheme is not "inproc" && socket.TakeDescriptor() is { } descriptor)
            return new ValueTask<ConnectionContext>(socket.Runtime.PlainSockets.Adopt(descriptor));
        if (address.Scheme is not ("tcp" or "tls+tcp"))
            return socket.Runtime.ConnectAsync(TransportResolver.ResolveForConnect(address), cancellationToken);
        return ConnectStreamAsync(socket, address, cancellationToken);
    }

    /// <summary>A tcp connection to the host and port of <paramref name="address"/>, as the socket's options want those.</summary>
    internal static ValueTask<ConnectionContext> ConnectStreamAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        return socket.Options.SocksProxy is null
            ? TcpDialer.ConnectAsync(socket.Runtime, socket.Options, address, cancellationToken)
            : SocksDialer.ConnectAsync(socket.Runtime, socket.Options, address, cancellationToken);
    }
}
