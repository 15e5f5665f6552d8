using System.Net.Security;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Patterns;
using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>
/// Opens ws and wss connections: a connection of the runtime's own transport, with all that the socket's options say about those, then HTTP's upgrade on it.
/// </summary>
internal static class WebSocketDialer
{
    internal static async ValueTask<ConnectionContext> ConnectAsync(SocketBase socket, ZmqAddress address, CancellationToken cancellationToken)
    {
        ConnectionContext? transport = null;
        using var webSocket = new Owned<ClientWebSocket>(new ClientWebSocket());
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancelled) =>
            {
                transport = await Dialer.ConnectStreamAsync(socket, address, cancelled).ConfigureAwait(false);
                return new ConnectionStream(transport);
            },
        };
        Configure(webSocket.Value.Options, handler, socket, address);
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        var uri = new Uri(address.ToString());
        try
        {
            await webSocket.Value.ConnectAsync(uri, invoker, cancellationToken).ConfigureAwait(false);
        }
        catch (WebSocketException exception)
        {
            throw new IOException($"{address} did not become a WebSocket: {Innermost(exception).Message}", Innermost(exception));
        }
        var protocol = webSocket.Value.SubProtocol
            ?? throw new IOException($"{address} is a WebSocket that speaks no ZeroMQ: it chose none of {string.Join(", ", ZwsProtocol.Of(socket.Mechanism))}.");
        return Wrap(webSocket.Release(), protocol, transport!, socket);
    }

    private static ZwsConnection Wrap(ClientWebSocket webSocket, string protocol, ConnectionContext transport, SocketBase socket)
    {
        var reason = new ConnectionAbortedException("The WebSocket was aborted.");
        var connection = new ZwsConnection(
            webSocket, ZwsProtocol.CarrierOf(protocol), socket.SessionOptions.MaxHandshakeCommandSize, () => transport.Abort(reason))
        {
            ConnectionId = transport.ConnectionId,
            LocalEndPoint = transport.LocalEndPoint,
            RemoteEndPoint = transport.RemoteEndPoint,
        };
        if (transport.Features.Get<IConnectionSocketFeature>() is { } system)
            connection.Features.Set(system);
        return connection;
    }

    private static void Configure(ClientWebSocketOptions options, SocketsHttpHandler handler, SocketBase socket, ZmqAddress address)
    {
        foreach (var protocol in ZwsProtocol.Of(socket.Mechanism))
            options.AddSubProtocol(protocol);
        if (socket.Options.HeartbeatInterval != TimeSpan.Zero)
        {
            options.KeepAliveInterval = socket.Options.HeartbeatInterval;
            options.KeepAliveTimeout = socket.Options.HeartbeatTimeout ?? socket.Options.HeartbeatInterval;
        }
        socket.Runtime.Options.ConfigureWebSocket?.Invoke(address, options);

        // What concerns TLS and HTTP is the handler's, since the connection is ours.
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = options.RemoteCertificateValidationCallback,
            ClientCertificates = options.ClientCertificates,
        };
        options.RemoteCertificateValidationCallback = null;
        options.ClientCertificates = [];
        handler.Credentials = options.Credentials;
        options.Credentials = null;
        if (options.Cookies is { } cookies)
            handler.CookieContainer = cookies;
        options.Cookies = null;
    }

    private static Exception Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception;
    }

    /// <summary>Disposed at the end unless somebody else takes it.</summary>
    private sealed class Owned<T>(T value) : IDisposable
        where T : class, IDisposable
    {
        private bool _isReleased;

        internal T Value => value;

        internal T Release()
        {
            _isReleased = true;
            return value;
        }

        public void Dispose()
        {
            if (!_isReleased)
                value.Dispose();
        }
    }
}
