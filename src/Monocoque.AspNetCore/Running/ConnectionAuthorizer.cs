using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Security;

namespace Monocoque.Running;

/// <summary>
/// Judges the peers of one socket by the policies of its endpoints, once per connection, on the thread pool. A peer joins the socket as a
/// whole, so it has to satisfy all of them.
/// </summary>
internal sealed class ConnectionAuthorizer(IReadOnlyList<EndpointPolicy> policies, IServiceScopeFactory scopes) : IPeerAuthorizer
{
    public async ValueTask<string?> AuthorizeAsync(ZmqPeer peer, CancellationToken gone)
    {
        await using var scope = scopes.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetRequiredService<IAuthorizationPolicyProvider>();
        var authorization = scope.ServiceProvider.GetRequiredService<IAuthorizationService>();
        foreach (var asked in policies)
        {
            if (await asked.CombineAsync(provider) is not { } policy)
                continue;
            var resource = new ZmqAuthorizationContext(asked.Endpoint, peer) { Aborted = gone };
            var result = await authorization.AuthorizeAsync(peer.User, resource, policy);
            if (!result.Succeeded)
                return Describe(asked.Endpoint, peer, result.Failure);
        }
        return null;
    }

    private static string Describe(ZmqEndpoint endpoint, ZmqPeer peer, AuthorizationFailure? failure)
    {
        var user = peer.User.Identity is { IsAuthenticated: true } identity ? $"'{identity.Name}'" : "an anonymous peer";
        string[] reasons =
        [
            .. failure?.FailureReasons.Select(static reason => reason.Message) ?? [],
            .. failure?.FailedRequirements.Select(static requirement => requirement.ToString() ?? requirement.GetType().Name) ?? [],
        ];
        return $"{endpoint.DisplayName} is not for {user}{(reasons.Length == 0 ? "" : ": ")}{string.Join("; ", reasons)}";
    }
}
