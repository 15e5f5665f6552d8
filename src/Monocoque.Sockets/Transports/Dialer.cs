using Microsoft.AspNetCore.Connections;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>Opens the connections of a socket, on the transport that their address names.</summary>
internal static class Dialer
{
    internal static ValueTask<ConnectionContext> ConnectAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        if (socket.Runtime.Options.InMemory && address.Scheme is not "inproc")
            return socket.Runtime.ConnectAsync(InMemoryAddress.Resolve(address), cancellationToken);
        if (address.Scheme is not "inproc" && socket.TakeDescriptor() is { } descriptor)
            return new ValueTask<ConnectionContext>(socket.Runtime.PlainSockets.Adopt(descriptor));
        if (address.Scheme is not "tcp")
            return socket.Runtime.ConnectAsync(TransportResolver.ResolveForConnect(address), cancellationToken);
        return socket.Options.SocksProxy is null
            ? TcpDialer.ConnectAsync(socket.Runtime, socket.Options, address, cancellationToken)
            : SocksDialer.ConnectAsync(socket.Runtime, socket.Options, address, cancellationToken);
    }
}
