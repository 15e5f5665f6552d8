using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Monocoque.Endpoints;

/// <summary>A mapping with its conventions, from which endpoints are built.</summary>
internal sealed class ZmqEndpointEntry(ZmqMapping mapping, IReadOnlyList<object> metadata)
{
    internal List<Action<EndpointBuilder>> Conventions { get; } = [];

    internal List<Action<EndpointBuilder>> FinallyConventions { get; } = [];

    /// <summary>Builds the endpoint with its own conventions, inside those of its group: the order route endpoints have.</summary>
    internal ZmqEndpoint Build(IServiceProvider services, RouteGroupContext? group)
    {
        var builder = new ZmqEndpointBuilder(mapping) { DisplayName = mapping.DisplayName, ApplicationServices = services };
        Apply(group?.Conventions, builder);
        foreach (var item in metadata)
            builder.Metadata.Add(item);
        Apply(Conventions, builder);
        Apply(FinallyConventions, builder);
        Apply(group?.FinallyConventions, builder);
        return (ZmqEndpoint)builder.Build();
    }

    private static void Apply(IReadOnlyList<Action<EndpointBuilder>>? conventions, ZmqEndpointBuilder builder)
    {
        foreach (var convention in conventions ?? [])
            convention(builder);
    }
}
