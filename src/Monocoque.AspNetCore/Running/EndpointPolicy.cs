using Microsoft.AspNetCore.Authorization;

namespace Monocoque.Running;

/// <summary>What an endpoint asks of its peers, put together from its metadata by the rules that hold for routes.</summary>
internal sealed class EndpointPolicy
{
    private readonly IReadOnlyList<IAuthorizeData> _data;
    private readonly IReadOnlyList<AuthorizationPolicy> _policies;
    private readonly AuthorizationPolicy? _requirements;
    private AuthorizationPolicy? _cached;

    private EndpointPolicy(ZmqEndpoint endpoint)
    {
        Endpoint = endpoint;
        _data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        _policies = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        var brought = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>();
        IAuthorizationRequirement[] requirements = [.. brought.SelectMany(static item => item.GetRequirements())];
        _requirements = requirements.Length == 0 ? null : new AuthorizationPolicyBuilder().AddRequirements(requirements).Build();
    }

    internal ZmqEndpoint Endpoint { get; }

    /// <summary>The metadata has a policy, whether or not the application has one for all.</summary>
    internal bool IsAsked => _data.Count > 0 || _policies.Count > 0 || _requirements is not null;

    /// <summary>Null: the endpoint is for everybody, by its own word.</summary>
    internal static EndpointPolicy? Of(ZmqEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null ? new EndpointPolicy(endpoint) : null;

    /// <summary>
    /// The policy, or the fallback policy of the application, which is null unless it has one. Asked anew each time where the provider wants that.
    /// </summary>
    internal async ValueTask<AuthorizationPolicy?> CombineAsync(IAuthorizationPolicyProvider provider)
    {
        if (_cached is not null)
            return _cached;
        var policy = await AuthorizationPolicy.CombineAsync(provider, _data, _policies);
        if (_requirements is not null)
            policy = policy is null ? _requirements : AuthorizationPolicy.Combine(policy, _requirements);
        if (provider.AllowsCachingPolicies)
            _cached = policy;
        return policy;
    }
}
