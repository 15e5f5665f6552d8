using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Hosting;

namespace Monocoque.Endpoints;

/// <summary>Does what all <c>MapZmq…</c> methods have in common: finds or makes the socket, and adds the endpoint.</summary>
internal static class EndpointMapper
{
    private const string SchemeMark = "://";

    /// <summary>A socket of any pattern that speaks ZMTP, by its name.</summary>
    internal static SocketPlan Resolve(IEndpointRouteBuilder endpoints, string name)
    {
        CheckUsable(endpoints, name);
        var catalog = endpoints.ServiceProvider.GetRequiredService<SocketCatalog>();
        if (!catalog.TryGet(name, out var plan))
        {
            throw new InvalidOperationException(
                $"'{name}' is not the name of a socket. {catalog.DescribeKnown()} Declare it with AddZmq().AddSocket<TSocket>(\"{name}\"), in the configuration"
                + $" under {catalog.SectionPath}, or by an earlier MapZmq… of that name.");
        }
        return plan.Type switch
        {
            ZmqSocketType.Stream => throw new InvalidOperationException($"{plan} speaks no ZMTP and is reached over tcp only."),
            ZmqSocketType.Dgram => throw new InvalidOperationException($"{plan} speaks no ZMTP and is reached over udp only."),
            _ => plan,
        };
    }

    /// <summary>The socket that the first argument of a mapping stands for.</summary>
    internal static SocketPlan Resolve(IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type)
    {
        CheckUsable(endpoints, endpoint);
        var catalog = endpoints.ServiceProvider.GetRequiredService<SocketCatalog>();
        return endpoint.Contains(SchemeMark, StringComparison.Ordinal)
            ? OfAddress(catalog, endpoint, type)
            : OfName(catalog, endpoint, type);
    }

    /// <summary>Something is to be mapped, and ZeroMQ is there.</summary>
    internal static void CheckUsable(IEndpointRouteBuilder endpoints, string endpoint)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentException.ThrowIfNullOrEmpty(endpoint);
        if (endpoints.ServiceProvider.GetService<ZmqMappings>() is null)
            throw new InvalidOperationException($"'{endpoint}' cannot be mapped without ZeroMQ. Call builder.WebHost.UseZmtp() before builder.Build().");
    }

    /// <summary>Adds the endpoint. Its metadata starts with <paramref name="metadata"/>, the attributes of the handler.</summary>
    internal static ZmqEndpointConventionBuilder Map(IEndpointRouteBuilder endpoints, ZmqMapping mapping, IReadOnlyList<object> metadata)
    {
        endpoints.ServiceProvider.GetRequiredService<ZmqMappings>().Add(mapping);
        if (mapping.Topic is not null)
            mapping.Plan.Subscribe.Add(mapping.Topic);
        var registered = endpoints.ServiceProvider.GetService<IServiceProviderIsService>();
        mapping.Plan.AwaitsPolicies = registered?.IsService(typeof(IAuthorizationPolicyProvider)) != false;
        var entry = new ZmqEndpointEntry(mapping, metadata);
        ZmqEndpointDataSource.Of(endpoints).Add(entry);
        return new ZmqEndpointConventionBuilder(mapping, entry);
    }

    /// <summary>Returns <paramref name="address"/> if it is one, so that a slip shows in the line that has it.</summary>
    internal static string CheckAddress(string address)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        if (address[0] == '>')
            throw new FormatException($"'{address}' has the '>' of the first argument of a mapping. Write ConnectTo(\"{address[1..].TrimStart()}\").");
        _ = ZmqAddress.Parse(address);
        return address;
    }

    /// <summary>
    /// A socket under the name of the address. An address mapped again is the same socket, which must not be opened twice; an address that the
    /// system completes is another one each time.
    /// </summary>
    private static SocketPlan OfAddress(SocketCatalog catalog, string endpoint, ZmqSocketType type)
    {
        var connects = endpoint[0] == '>';
        var text = connects ? endpoint[1..] : endpoint;
        var address = ZmqAddress.Parse(text);
        var isNew = !catalog.TryGet(endpoint, out _);
        var isOpenEnded = !connects && (address.Port == 0 || address.IsWildcardPath);
        var plan = !isNew && isOpenEnded ? catalog.AddNumbered(endpoint, type) : catalog.GetOrAdd(endpoint, type);
        if (isNew || isOpenEnded)
            (connects ? plan.Connect : plan.Bind).Add(text);
        return plan;
    }

    private static SocketPlan OfName(SocketCatalog catalog, string name, ZmqSocketType type)
    {
        if (!catalog.TryGet(name, out var plan))
        {
            throw new InvalidOperationException(
                $"'{name}' is neither an address, such as tcp://*:5555, nor the name of a socket. {catalog.DescribeKnown()} Declare it with"
                + $" AddZmq().AddSocket<{SocketCatalog.InterfaceOf(type)}>(\"{name}\") or in the configuration under {catalog.SectionPath}.");
        }
        return plan.Type == type ? plan : throw SocketCatalog.WrongType(plan, type);
    }
}
