using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;

namespace Monocoque.Transport.IoUring.Connecting;

/// <summary>Connects where io_uring is missing, on Kestrel's Sockets transport, so that nothing else has to know.</summary>
internal sealed class SocketsConnector : IDisposable
{
    private readonly SocketConnectionContextFactory _factory;
    private readonly bool _noDelay;

    internal SocketsConnector(IoUringTransportOptions options, ILoggerFactory loggers)
    {
        _noDelay = options.NoDelay;
        var connection = new SocketConnectionFactoryOptions
        {
            MaxReadBufferSize = options.MaxReadBufferSize,
            MaxWriteBufferSize = options.MaxWriteBufferSize,
            UnsafePreferInlineScheduling = options.UnsafePreferInlineScheduling,
        };
        _factory = new SocketConnectionContextFactory(connection, loggers.CreateLogger("Monocoque.IoUring"));
    }

    internal async ValueTask<ConnectionContext> ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        var socket = endPoint switch
        {
            UnixDomainSocketEndPoint => new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified),
            IPEndPoint ip => new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = _noDelay },
            _ => new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = _noDelay },
        };
        try
        {
            await socket.ConnectAsync(endPoint, cancellationToken).ConfigureAwait(false);
            return _factory.Create(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _factory.Dispose();
}
