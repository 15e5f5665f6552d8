using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Patterns;

namespace Monocoque.Transports;

/// <summary>
/// Opens ws and wss connections: a connection of the runtime's own transport, with all that the socket's options say about those, then HTTP's upgrade on it. The
/// framework's WebSocket client does not do, because it refuses the slash in the names of the sub-protocols.
/// </summary>
internal static class WebSocketDialer
{
    internal static async ValueTask<ConnectionContext> ConnectAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        ConnectionContext? transport = null;
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            AllowAutoRedirect = false,
            ConnectCallback = async (_, cancelled) =>
            {
                transport = await Dialer.ConnectStreamAsync(socket, address, cancelled).ConfigureAwait(false);
                return new ConnectionStream(transport);
            },
        };
        var upgrade = new WebSocketUpgrade(address, ZwsProtocol.Of(socket.Sessions.Security.Wire));
        socket.Runtime.Options.ConfigureWebSocket?.Invoke(upgrade.Request, handler);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        Stream stream;
        try
        {
            stream = await upgrade.SendAsync(invoker, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException exception)
        {
            var cause = Innermost(exception);
            var message = $"{address} did not become a WebSocket: {cause.Message}";
            throw exception.HttpRequestError == HttpRequestError.InvalidResponse ? new WebSocketRefusedException(message, cause) : new IOException(message, cause);
        }
        return Wrap(new WebSocketOctets(stream, isServer: false), upgrade.Protocol, transport!, socket);
    }

    private static ZwsConnection Wrap(WebSocketOctets octets, string protocol, ConnectionContext transport, SocketBase socket)
    {
        var webSocket = WebSocket.CreateFromStream(octets, CreateOptions(socket.Options));
        var reason = new ConnectionAbortedException("The WebSocket was aborted.");
        var connection = new ZwsConnection(
            webSocket, octets, ZwsProtocol.CarrierOf(protocol), socket.Sessions.Options.MaxHandshakeCommandSize, () => transport.Abort(reason))
        {
            ConnectionId = transport.ConnectionId,
            LocalEndPoint = transport.LocalEndPoint,
            RemoteEndPoint = transport.RemoteEndPoint,
        };
        if (transport.Features.Get<IConnectionSocketFeature>() is { } system)
            connection.Features.Set(system);
        return connection;
    }

    private static WebSocketCreationOptions CreateOptions(ZmqSocketOptions options)
    {
        var creation = new WebSocketCreationOptions();
        if (options.HeartbeatInterval != TimeSpan.Zero)
        {
            creation.KeepAliveInterval = options.HeartbeatInterval;
            creation.KeepAliveTimeout = options.HeartbeatTimeout ?? options.HeartbeatInterval;
        }
        return creation;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }
}
