using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Zmtp;

namespace Monocoque.Sniffing;

/// <summary>
/// Says which mapped sockets a shared port does not lead to. Where it names no socket, its greeting comes before the socket is known, and names no mechanism; a
/// socket with security is not reached there, whatever its peers try.
/// </summary>
internal sealed class SharedPortCheck(
    SharedListeners listeners, ZmqMappings mappings, SocketRegistry registry, IServiceProvider services, ILoggerFactory loggers) : IHostedSocketUser
{
    private readonly ILogger _logger = loggers.CreateLogger(SniffingLog.Category);

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        if (!listeners.HasUnnamed)
            return ValueTask.CompletedTask;
        foreach (var plan in mappings.Plans)
        {
            var socket = (SocketBase)registry.GetSocket(plan);
            if (socket.Sessions.Security.Wire == ZmtpSecurity.None)
                continue;
            if (IsReachedElsewhere(plan, socket))
                SniffingLog.NotShared(_logger, plan, Describe(socket));
            else
                SniffingLog.Unreachable(_logger, plan, Describe(socket), plan.Name);
        }
        return ValueTask.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static string Describe(SocketBase socket) =>
        socket.Options.Security.Judges || socket.Sessions.Authorizer is null ? socket.Options.Security.ToString() : "authorization";

    private bool IsReachedElsewhere(SocketPlan plan, SocketBase socket) =>
        socket.BoundAddresses.Count > 0 || listeners.IsNamed(plan) || socket.GetPeers().Count > 0 || HasWebSocket(plan);

    private bool HasWebSocket(SocketPlan plan) =>
        services.GetRequiredService<EndpointDataSource>().Endpoints.Any(endpoint => endpoint.Metadata.GetMetadata<SocketPlan>() == plan);
}
