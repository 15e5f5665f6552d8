using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Hosting;
using Monocoque.Patterns;
using Monocoque.Sniffing;

namespace Monocoque.Running;

/// <summary>
/// Puts the policies of the endpoints on their sockets before the first peer is taken, and says what could not work: a policy that nobody
/// knows, one that is about HTTP, one on a socket that never learns who its peers are.
/// </summary>
internal sealed class EndpointAuthorization(SocketRegistry sockets, SharedListeners listeners, IServiceProvider services)
{
    internal async Task ApplyAsync(IReadOnlyList<Endpoint> all)
    {
        foreach (var endpoints in all.OfType<ZmqEndpoint>().GroupBy(static endpoint => endpoint.Mapping.Plan))
        {
            var policies = await FindAsync([.. endpoints]);
            if (policies.Count == 0)
                continue;
            var socket = (SocketBase)sockets.GetSocket(endpoints.Key);
            CheckHasUsers(policies[0], endpoints.Key, socket, all);
            socket.Authorize(new ConnectionAuthorizer(policies, services.GetRequiredService<IServiceScopeFactory>()));
        }
    }

    private async Task<IReadOnlyList<EndpointPolicy>> FindAsync(IReadOnlyList<ZmqEndpoint> endpoints)
    {
        var found = new List<EndpointPolicy>();
        await using var scope = services.CreateAsyncScope();
        var provider = scope.ServiceProvider.GetService<IAuthorizationPolicyProvider>();
        foreach (var endpoint in endpoints)
        {
            if (EndpointPolicy.Of(endpoint) is not { } asked)
                continue;
            if (provider is null || scope.ServiceProvider.GetService<IAuthorizationService>() is null)
            {
                if (asked.IsAsked)
                    throw Mistake(asked, "but there is nobody to judge it. Call builder.Services.AddAuthorization().");
            }
            else if (await CombineAsync(asked, provider) is { } policy)
            {
                Check(asked, policy);
                found.Add(asked);
            }
        }
        if (found.Count > 0 && endpoints.FirstOrDefault(static endpoint => EndpointPolicy.Of(endpoint) is null) is { } open)
        {
            throw Mistake(
                found[0], $"and {open.DisplayName} allows anybody, but they share a socket and with it their peers. Say the same of both, or give"
                + " one a socket of its own.");
        }
        return found;
    }

    private static async Task<AuthorizationPolicy?> CombineAsync(EndpointPolicy asked, IAuthorizationPolicyProvider provider)
    {
        try
        {
            return await asked.CombineAsync(provider);
        }
        catch (InvalidOperationException exception)
        {
            throw Mistake(
                asked, $"but: {exception.Message} Add it by builder.Services.AddAuthorization(options => options.AddPolicy(…)).", exception);
        }
    }

    private static void Check(EndpointPolicy asked, AuthorizationPolicy policy)
    {
        if (policy.AuthenticationSchemes.Count > 0)
        {
            throw Mistake(
                asked, $"by a policy with the authentication schemes {string.Join(", ", policy.AuthenticationSchemes)}, which are about HTTP"
                + " requests. Who a ZMQ peer is, the section Security of its socket says. Use a policy without schemes.");
        }
    }

    /// <summary>A policy about nobody would shut everybody out, or worse, let everybody in.</summary>
    private void CheckHasUsers(EndpointPolicy asked, SocketPlan plan, SocketBase socket, IReadOnlyList<Endpoint> all)
    {
        if (socket.Options.Security is { Mechanism: not ZmqMechanism.Null } or { Judges: true } || MayHaveUsers(plan, socket, all))
            return;
        throw Mistake(
            asked, $"but {plan} does not learn who its peers are: its mechanism is NULL. Set Security:Mechanism to Curve or Plain with"
            + " Security:AsServer, or set Security:ZapDomain and register an authenticator by AddZmq().AddAuthenticator<T>(), or bind it to"
            + " tls+tcp addresses with Tls:ClientCertificateMode, or let peers come by MapZmqWebSocket or listen.UseZmtp(\"…\") with users of the"
            + " web server; or add AllowAnonymous() to it if everybody may reach it.");
    }

    /// <summary>
    /// Not by the socket's own security, but by what is below it: TLS with certificates of clients, the web server, a middleware of the connections, which sets
    /// <see cref="Microsoft.AspNetCore.Connections.Features.IConnectionUserFeature"/>.
    /// </summary>
    private bool MayHaveUsers(SocketPlan plan, SocketBase socket, IReadOnlyList<Endpoint> all) =>
        listeners.IsNamed(plan) || socket.Runtime.Options.ConfigureConnection is not null || HasCertificates(socket)
            || all.Any(endpoint => endpoint.Metadata.GetMetadata<SocketPlan>() == plan);

    private static bool HasCertificates(SocketBase socket) =>
        socket.Options.Tls.ClientCertificateMode != ZmqClientCertificateMode.None && socket.BoundAddresses.Any(static address => address.IsTls);

    private static InvalidOperationException Mistake(EndpointPolicy asked, string what, Exception? inner = null) => new(
        $"{asked.Endpoint.DisplayName} {(asked.IsAsked ? "asks for authorization" : "falls under the fallback policy of the application")}, {what}", inner);
}
