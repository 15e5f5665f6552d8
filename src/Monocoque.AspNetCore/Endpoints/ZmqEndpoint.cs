using Microsoft.AspNetCore.Http;
using Monocoque.Endpoints;

namespace Monocoque;

/// <summary>
/// A mapped socket among the endpoints of the application. HTTP routing passes over it; metadata, names and endpoint listings work as on any other.
/// </summary>
public sealed class ZmqEndpoint : Endpoint
{
    internal ZmqEndpoint(ZmqMapping mapping, EndpointMetadataCollection metadata, string? displayName)
        : base(requestDelegate: null, metadata, displayName) => Mapping = mapping;

    /// <summary>The name of the socket.</summary>
    public string SocketName => Mapping.Plan.Name;

    /// <summary>The pattern of the socket.</summary>
    public ZmqSocketType SocketType => Mapping.Plan.Type;

    /// <summary>SUB: the prefix of the messages that come here. Null on other patterns.</summary>
    public string? Topic => Mapping.Topic;

    internal ZmqMapping Mapping { get; }
}
