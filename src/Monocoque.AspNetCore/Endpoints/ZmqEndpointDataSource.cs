using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Monocoque.Endpoints;

/// <summary>The mapped sockets of one route builder. Endpoints are fixed before the application starts, so they never change.</summary>
internal sealed class ZmqEndpointDataSource(IServiceProvider services) : EndpointDataSource
{
    private readonly List<ZmqEndpointEntry> _entries = [];

    public override IReadOnlyList<Endpoint> Endpoints => Build(group: null);

    internal static ZmqEndpointDataSource Of(IEndpointRouteBuilder endpoints)
    {
        var source = endpoints.DataSources.OfType<ZmqEndpointDataSource>().FirstOrDefault();
        if (source is null)
            endpoints.DataSources.Add(source = new ZmqEndpointDataSource(endpoints.ServiceProvider));
        return source;
    }

    /// <summary>Overridden because the base class takes route endpoints only. The prefix of a group is for URLs; its conventions are for all.</summary>
    public override IReadOnlyList<Endpoint> GetGroupedEndpoints(RouteGroupContext context) => Build(context);

    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;

    internal void Add(ZmqEndpointEntry entry) => _entries.Add(entry);

    private List<Endpoint> Build(RouteGroupContext? group) => _entries.ConvertAll(Endpoint (entry) => entry.Build(services, group));
}
