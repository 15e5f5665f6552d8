using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Monocoque.Endpoints;

/// <summary>What conventions work on before a mapping becomes a <see cref="ZmqEndpoint"/>.</summary>
internal sealed class ZmqEndpointBuilder(ZmqMapping mapping) : EndpointBuilder
{
    public override Endpoint Build()
    {
        if (FilterFactories.Count > 0)
        {
            throw new InvalidOperationException(
                $"{mapping.DisplayName} has an endpoint filter (AddEndpointFilter), which works on HTTP requests only."
                + " Use Use(next => …) of the ZMQ endpoint.");
        }
        HttpMetadata.Refuse(mapping.DisplayName, Metadata);
        return new ZmqEndpoint(mapping, new EndpointMetadataCollection(Metadata), DisplayName);
    }
}
