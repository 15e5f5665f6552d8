using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Routing;
using Monocoque.Endpoints;
using Monocoque.WebSockets;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Lets browsers, and whatever else speaks ZeroMQ over WebSocket (ZWS 2.0, RFC 45), reach a socket under a path of the web server. For the socket they
    /// are peers like any other: same patterns, marks, limits, events and counters. Heartbeats are pings of the WebSocket.
    /// <para>
    /// It is a route: <c>RequireAuthorization</c>, <c>RequireHost</c>, CORS and rate limits are put on what is returned, and the user of the request is the
    /// <see cref="Monocoque.ZmqPeer.User"/>. Browsers open WebSockets to any site and send its cookies along; where users sign in by cookie, name the
    /// pages that may by <c>builder.Services.Configure&lt;WebSocketOptions>(options => options.AllowedOrigins.Add("https://…"))</c>.
    /// </para>
    /// </summary>
    /// <param name="endpoints">The application, or a group of it, whose prefix counts.</param>
    /// <param name="pattern">The path, e.g. <c>/zmq/prices</c>; peers connect to <c>ws://host:port/zmq/prices</c>.</param>
    /// <param name="socketName">The name of the socket, as it is declared, configured or mapped. It may listen on addresses of its own as well.</param>
    /// <exception cref="InvalidOperationException">The socket is unknown, or is a STREAM, which speaks no ZMTP.</exception>
    public static IEndpointConventionBuilder MapZmqWebSocket(
        this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern, string socketName)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var plan = EndpointMapper.Resolve(endpoints, socketName);
        var endpoint = new WebSocketEndpoint(plan, endpoints.ServiceProvider);
        var pipeline = endpoints.CreateApplicationBuilder();
        pipeline.Use(WebSocketOctetsFeature.InvokeAsync);
        pipeline.UseWebSockets();
        pipeline.Run(endpoint.ServeAsync);
        return endpoints.MapMethods(pattern, WebSocketEndpoint.Methods, pipeline.Build())
            .WithDisplayName($"ZMQ WebSocket {pattern} => {plan}")
            .WithMetadata(plan, new DisableRequestTimeoutAttribute(), new ExcludeFromDescriptionAttribute());
    }
}
