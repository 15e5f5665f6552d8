using Microsoft.AspNetCore.Authorization;

namespace Monocoque.Running;

/// <summary>Peers cannot be authorized yet, so an endpoint that asks for it must not run open.</summary>
internal static class EndpointAuthorization
{
    internal static void Check(IReadOnlyList<ZmqEndpoint> endpoints, bool hasFallbackPolicy)
    {
        foreach (var endpoint in endpoints)
        {
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                continue;
            if (endpoint.Metadata.Any(item => item is IAuthorizeData or AuthorizationPolicy or IAuthorizationRequirementData))
                throw Refused(endpoint, "asks for authorization");
            if (hasFallbackPolicy)
                throw Refused(endpoint, "falls under the fallback policy of the application");
        }
    }

    private static InvalidOperationException Refused(ZmqEndpoint endpoint, string reason) => new(
        $"{endpoint.DisplayName} {reason}, which ZMQ endpoints do not support yet: every peer could reach it. Add AllowAnonymous() to it if that is meant.");
}
