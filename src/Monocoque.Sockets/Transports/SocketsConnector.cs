using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Monocoque.Transports;

/// <summary>Connects with plain sockets on Kestrel's Sockets transport. </summary>
internal sealed class SocketsConnector : IConnectionFactory, IDisposable
{
    private readonly SocketConnectionContextFactory _factory;

    internal SocketsConnector(ILoggerFactory loggers) =>
        _factory = KestrelSockets.CreateConnectionFactory(loggers.CreateLogger("Monocoque.Sockets.Transport"));

    public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = endpoint switch
        {
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true },
        };
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return _factory.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects from an address or over an interface, which no other transport can be asked for.</summary>
    internal async ValueTask<ConnectionContext> ConnectAsync(
        IPEndPoint endPoint, IPEndPoint? source, string? device, CancellationToken cancellationToken)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (device is not null)
                ListenSocket.BindToDevice(socket, device);
            if (source is not null)
            {
                // A port of our choice may still wait for its last connection's end.
                if (source.Port != 0)
                    socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, optionValue: true);
                socket.Bind(source);
            }
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return _factory.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes over a connected socket.</summary>
    internal ConnectionContext Adopt(int descriptor) => _factory.Create(ListenSocket.Adopt(descriptor));

    public void Dispose() => _factory.Dispose();
}
