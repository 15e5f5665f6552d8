using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Endpoints;
using Monocoque.Hosting;

namespace Monocoque.Proxies;

/// <summary>Turns the arguments of <c>MapZmqProxy</c> into sockets, and says what does not fit while the line that has it is run.</summary>
internal static class ProxyMapper
{
    private const string Generic =
        "Say it: MapZmqProxy<IXSubSocket, IXPubSocket>(…), MapZmqProxy<IRouterSocket, IDealerSocket>(…) or MapZmqProxy<IPullSocket, IPushSocket>(…).";

    internal static ZmqProxyConventionBuilder Map(IEndpointRouteBuilder endpoints, string frontend, string backend)
    {
        EndpointMapper.CheckUsable(endpoints, frontend);
        ArgumentException.ThrowIfNullOrEmpty(backend);
        var catalog = endpoints.ServiceProvider.GetRequiredService<SocketCatalog>();
        var (front, back) = (TypeOf(catalog, frontend), TypeOf(catalog, backend));
        if (front is null && back is null)
            throw new InvalidOperationException($"'{frontend}' and '{backend}' are addresses, which do not tell the patterns of their sockets. {Generic}");
        return Map(endpoints, frontend, front ?? Counterpart(back!.Value, backend), backend, back ?? Counterpart(front!.Value, frontend));
    }

    internal static ZmqProxyConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string frontend, ZmqSocketType frontendType, string backend, ZmqSocketType backendType)
    {
        EndpointMapper.CheckUsable(endpoints, frontend);
        ArgumentException.ThrowIfNullOrEmpty(backend);
        ThrowIf(ProxyFit.FindMisfit(frontendType, Describe(frontendType, frontend), backendType, Describe(backendType, backend)));
        var front = EndpointMapper.Resolve(endpoints, frontend, frontendType);
        var back = EndpointMapper.Resolve(endpoints, backend, backendType);
        if (front == back)
            throw new InvalidOperationException($"'{frontend}' is both sides of the proxy. Give it two sockets.");
        var services = endpoints.ServiceProvider;
        var mapping = new ProxyMapping(front, back, services.GetRequiredService<SocketRegistry>());
        var builder = new ZmqProxyConventionBuilder(endpoints, mapping, MapSide(endpoints, front), MapSide(endpoints, back));
        services.GetRequiredService<ZmqProxies>().Add(mapping);
        return builder;
    }

    /// <summary>The socket of a capture or a control: of the type asked for if it is an address, of its own type if it is a name.</summary>
    internal static SocketPlan Resolve(
        IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type, Func<ZmqSocketType, string, string?> findMisfit)
    {
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        type = TypeOf(endpoints.ServiceProvider.GetRequiredService<SocketCatalog>(), endpoint) ?? type;
        ThrowIf(findMisfit(type, Describe(type, endpoint)));
        return EndpointMapper.Resolve(endpoints, endpoint, type);
    }

    /// <summary>An endpoint without a handler, so that nobody else maps the socket and the conventions reach it.</summary>
    internal static ZmqEndpointConventionBuilder MapSide(IEndpointRouteBuilder endpoints, SocketPlan plan) =>
        EndpointMapper.Map(endpoints, new ZmqMapping(plan, handler: null, topic: null) { IsProxied = true }, []);

    private static ZmqSocketType? TypeOf(SocketCatalog catalog, string endpoint) =>
        endpoint.Contains("://", StringComparison.Ordinal) ? null : catalog.Get(endpoint).Type;

    private static ZmqSocketType Counterpart(ZmqSocketType type, string name) => type switch
    {
        ZmqSocketType.XSub => ZmqSocketType.XPub,
        ZmqSocketType.XPub => ZmqSocketType.XSub,
        ZmqSocketType.Router => ZmqSocketType.Dealer,
        ZmqSocketType.Dealer => ZmqSocketType.Router,
        ZmqSocketType.Pull => ZmqSocketType.Push,
        ZmqSocketType.Push => ZmqSocketType.Pull,
        ZmqSocketType.Sub => ZmqSocketType.Pub,
        ZmqSocketType.Pub => ZmqSocketType.Sub,
        ZmqSocketType.Pair => ZmqSocketType.Pair,
        _ => throw new InvalidOperationException(
            ProxyFit.FindMisfit(type, Describe(type, name), type, Describe(type, name))
            ?? $"{Describe(type, name)} does not tell the pattern of the other side. Name the types: MapZmqProxy<TFrontend, TBackend>(…)."),
    };

    private static string Describe(ZmqSocketType type, string name) => $"{type.ToDisplayName()} '{name}'";

    private static void ThrowIf(string? misfit)
    {
        if (misfit is not null)
            throw new InvalidOperationException(misfit);
    }
}
