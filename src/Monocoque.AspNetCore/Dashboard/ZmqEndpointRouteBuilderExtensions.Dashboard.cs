using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Dashboard;
using Monocoque.Endpoints;

namespace Microsoft.AspNetCore.Builder;

public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a page that shows the sockets of the application live: addresses, peers, rates, queues against their marks, drops, reconnects and the last events.
    /// Under <c>/data</c> of the same path is what it shows, in JSON. Nothing runs while nobody looks; messages, topics and keys are never shown.
    /// <para>
    /// Outside Development it asks for authorization by the default policy, unless what is returned is told otherwise: <c>RequireAuthorization("policy")</c>, or
    /// <c>AllowAnonymous()</c>. Without authentication the host does not start then.
    /// </para>
    /// </summary>
    /// <param name="endpoints">The application, or a group of it, whose prefix and conventions count.</param>
    /// <param name="pattern">The path of the page.</param>
    /// <returns>The group of both routes, for conventions: authorization, <c>RequireHost</c>, rate limits.</returns>
    /// <exception cref="InvalidOperationException"><c>UseZmtp</c> was not called.</exception>
    public static RouteGroupBuilder MapZmqDashboard(this IEndpointRouteBuilder endpoints, [StringSyntax("Route")] string pattern = "/zmq")
    {
        ArgumentNullException.ThrowIfNull(pattern);
        EndpointMapper.CheckUsable(endpoints, $"dashboard {pattern}");
        var access = endpoints.ServiceProvider.GetRequiredService<DashboardAccess>();
        access.OnMapped();
        var served = new DashboardEndpoints(endpoints.ServiceProvider.GetRequiredService<DashboardReader>());
        var group = endpoints.MapGroup(pattern);
        group.MapGet("", DashboardEndpoints.ServePageAsync).WithDisplayName($"ZMQ dashboard {pattern}");
        group.MapGet("data", served.ServeDataAsync).WithDisplayName($"ZMQ dashboard {pattern}/data");
        group.WithMetadata(new ExcludeFromDescriptionAttribute());
        ((IEndpointConventionBuilder)group).Finally(access.Protect);
        return group;
    }
}
