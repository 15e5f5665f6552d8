using System.Net;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.Admission;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.WebSockets;

/// <summary>Answers the requests of one mapped path: upgrades them, and hands the WebSocket to the socket as one more connection.</summary>
internal sealed class WebSocketEndpoint(SocketPlan plan, IServiceProvider services)
{
    /// <summary>HTTP/1.1 upgrades a GET, HTTP/2 and 3 have an extended CONNECT.</summary>
    internal static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Connect];

    private readonly ZmqRuntime _runtime = services.GetRequiredService<ZmqRuntime>();
    private readonly IHostApplicationLifetime? _host = services.GetService<IHostApplicationLifetime>();

    internal async Task ServeAsync(HttpContext context)
    {
        var socket = (SocketBase)services.GetRequiredService<SocketRegistry>().GetSocket(plan);
        var remote = ToEndPoint(context.Connection.RemoteIpAddress, context.Connection.RemotePort);
        var local = ToEndPoint(context.Connection.LocalIpAddress, context.Connection.LocalPort);
        if (socket.Entrance.TryEnter(local, remote, DescribeAddress(context), out var reason) is not { } place)
        {
            await RefuseAsync(context, reason);
            return;
        }
        try
        {
            await ServeAsync(context, socket, place);
        }
        finally
        {
            place.Leave();
        }
    }

    private async Task ServeAsync(HttpContext context, SocketBase socket, HandshakePlace place)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await RefuseUpgradeAsync(context, socket, "This path speaks ZeroMQ over WebSocket (ZWS 2.0). Open it as a WebSocket.");
            return;
        }
        var security = socket.Sessions.Security.Wire;
        if (ZwsProtocol.Choose(context.WebSockets.WebSocketRequestedProtocols, security) is not { } protocol)
        {
            await RefuseUpgradeAsync(context, socket, $"Offer a sub-protocol that is spoken here: {string.Join(", ", ZwsProtocol.TakenBy(security))}.");
            return;
        }
        // The web server may take requests a moment before the host has started.
        await _runtime.WhenAccepting.WaitAsync(context.RequestAborted);
        if (!socket.IsOpen)
        {
            await RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "The socket is closed.");
            return;
        }
        await ServeAsync(context, socket, protocol, place);
    }

    private async Task ServeAsync(HttpContext context, SocketBase socket, string protocol, HandshakePlace place)
    {
        // A subscriber may be silent for hours and a slow one is for the high-water mark.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        // The framework takes no sub-protocol with a slash in it, so it is not told.
        context.Response.Headers.SecWebSocketProtocol = protocol;
        var webSocket = await context.WebSockets.AcceptWebSocketAsync(CreateAccept(socket.Options));
        var octets = context.Features.Get<WebSocketOctetsFeature>()?.Octets;
        var connection = new ZwsConnection(webSocket, octets, ZwsProtocol.CarrierOf(protocol), socket.Sessions.Options.MaxHandshakeCommandSize, context.Abort)
        {
            ConnectionId = context.TraceIdentifier,
            RemoteEndPoint = ToEndPoint(context.Connection.RemoteIpAddress, context.Connection.RemotePort),
            LocalEndPoint = ToEndPoint(context.Connection.LocalIpAddress, context.Connection.LocalPort),
            User = context.User,
        };
        await ServeAsync(context, socket, connection, place);
    }

    private async Task ServeAsync(HttpContext context, SocketBase socket, ZwsConnection connection, HandshakePlace place)
    {
        var address = DescribeAddress(context);
        var deadline = new AcceptDeadline(socket, address, connection);
        deadline.Start();
        connection.Features.Set<IZmqSocketFeature>(new ZmqSocketFeature(socket, address, socket.AdoptedConnections, deadline, place));
        if (context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } lifetime)
            connection.Features.Set(lifetime);
        else if (_host is not null)
            connection.Features.Set<IConnectionLifetimeNotificationFeature>(new HostLifetimeFeature(_host));
        if (context.Features.Get<ITlsConnectionFeature>() is { } tls)
            connection.Features.Set(tls);
        try
        {
            await _runtime.ConnectionPipeline(connection);
        }
        catch (Exception) when (deadline.HasPassed)
        {
            // Reported when it passed.
        }
        finally
        {
            deadline.End();
            await TransportConnection.CloseAsync(connection, socket, linger: default);
        }
    }

    /// <summary>Silence is the WebSocket's to find out: browsers answer its pings, and know none of ZMTP.</summary>
    private static WebSocketAcceptContext CreateAccept(ZmqSocketOptions options)
    {
        var accept = new WebSocketAcceptContext();
        if (options.HeartbeatInterval != TimeSpan.Zero)
        {
            accept.KeepAliveInterval = options.HeartbeatInterval;
            accept.KeepAliveTimeout = options.HeartbeatTimeout ?? options.HeartbeatInterval;
        }
        return accept;
    }

    /// <summary>Where the peer reached us, as events tell it. The Host header is the peer's word and not asked.</summary>
    private static ZmqAddress DescribeAddress(HttpContext context)
    {
        var ip = context.Connection.LocalIpAddress;
        var host = ip is null ? "localhost" : (ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip).ToString();
        return new ZmqAddress(context.Request.IsHttps ? "wss" : "ws", host, context.Connection.LocalPort, context.Request.PathBase.Add(context.Request.Path));
    }

    private static IPEndPoint? ToEndPoint(IPAddress? address, int port) => address is null ? null : new IPEndPoint(address, port);

    private Task RefuseUpgradeAsync(HttpContext context, SocketBase socket, string reason)
    {
        var remote = ToEndPoint(context.Connection.RemoteIpAddress, context.Connection.RemotePort);
        var local = ToEndPoint(context.Connection.LocalIpAddress, context.Connection.LocalPort);
        _runtime.ConnectionLog.HandshakeFailed(context.TraceIdentifier, remote, socket.Name, reason);
        socket.ReportNoWebSocket(DescribeAddress(context), new WebSocketRefusedException($"The request was no upgrade to ZeroMQ: {reason}"), local, remote);
        return RefuseAsync(context, StatusCodes.Status400BadRequest, reason);
    }

    private static Task RefuseAsync(HttpContext context, RefusalReason reason)
    {
        if (reason == RefusalReason.Address)
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "This path takes nobody from your address.");
        context.Response.Headers.RetryAfter = "1";
        return reason == RefusalReason.Handshakes
            ? RefuseAsync(context, StatusCodes.Status503ServiceUnavailable, "Too many are about to come in. Try again.")
            : RefuseAsync(context, StatusCodes.Status429TooManyRequests, "Too many from your address are about to come in. Try again.");
    }

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason, context.RequestAborted);
    }
}
