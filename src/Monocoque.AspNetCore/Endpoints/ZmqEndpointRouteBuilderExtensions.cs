using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.AspNetCore.Routing;
using Monocoque;
using Monocoque.Binding;
using Monocoque.Endpoints;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Maps ZeroMQ sockets like routes. Metadata, names and the conventions of groups apply to them; the prefix of a group, which is part of URLs,
/// does not. Attributes of a handler become metadata of its endpoint.
/// <para>
/// Handlers of type <see cref="ZmqDelegate"/> return <see cref="ValueTask"/>: write <c>async context => { … }</c>. For a result or for any other
/// parameters, name the type: <c>(ZmqContext context) => "text"</c>.
/// </para>
/// </summary>
public static partial class ZmqEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps a PUB socket, which only sends: the host opens it, and handlers and controllers inject it as <see cref="IPubSocket"/>, by its name
    /// where there are several.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <exception cref="InvalidOperationException">The name is unknown or is no PUB, or the socket is mapped already.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPub(this IEndpointRouteBuilder endpoints, string endpoint)
    {
        var plan = EndpointMapper.Resolve(endpoints, endpoint, ZmqSocketType.Pub);
        return EndpointMapper.Map(endpoints, new ZmqMapping(plan, handler: null, topic: null), []);
    }

    /// <summary>
    /// Maps a PUSH socket, which only sends: the host opens it, and handlers and controllers inject it as <see cref="IPushSocket"/>, by its name
    /// where there are several.
    /// </summary>
    /// <param name="endpoints">The application, or a group of it.</param>
    /// <param name="endpoint">An address to listen on, <c>&gt;</c> and an address to connect to, or the name of a socket.</param>
    /// <exception cref="InvalidOperationException">The name is unknown or is no PUSH, or the socket is mapped already.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public static ZmqEndpointConventionBuilder MapZmqPush(this IEndpointRouteBuilder endpoints, string endpoint)
    {
        var plan = EndpointMapper.Resolve(endpoints, endpoint, ZmqSocketType.Push);
        return EndpointMapper.Map(endpoints, new ZmqMapping(plan, handler: null, topic: null), []);
    }

    private static ZmqEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type, ZmqDelegate handler, string? topic = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var plan = EndpointMapper.Resolve(endpoints, endpoint, type);
        return EndpointMapper.Map(endpoints, new ZmqMapping(plan, handler, topic), handler.Method.GetCustomAttributes(inherit: true));
    }

    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    private static ZmqEndpointConventionBuilder Map<TResult>(
        IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type, Func<ZmqContext, ValueTask<TResult>> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var plan = EndpointMapper.Resolve(endpoints, endpoint, type);
        var target = new HandlerTarget(plan, endpoints.ServiceProvider);
        var mapping = new ZmqMapping(plan, HandlerCompiler.Compile(handler, target), topic: null);
        return EndpointMapper.Map(endpoints, mapping, handler.Method.GetCustomAttributes(inherit: true));
    }

    [RequiresUnreferencedCode(Warnings.Reflection)]
    [RequiresDynamicCode(Warnings.Reflection)]
    private static ZmqEndpointConventionBuilder Map(
        IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type, Delegate handler, string? topic = null)
    {
        ArgumentNullException.ThrowIfNull(handler);
        var plan = EndpointMapper.Resolve(endpoints, endpoint, type);
        var target = new HandlerTarget(plan, endpoints.ServiceProvider);
        var mapping = new ZmqMapping(plan, HandlerCompiler.Compile(handler, target), topic) { StartChecks = target.StartChecks };
        return EndpointMapper.Map(endpoints, mapping, handler.Method.GetCustomAttributes(inherit: true));
    }

    private static ZmqEndpointConventionBuilder Map<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] THandler>(
        IEndpointRouteBuilder endpoints, string endpoint, ZmqSocketType type, string? topic = null)
        where THandler : class, IZmqHandler
    {
        var plan = EndpointMapper.Resolve(endpoints, endpoint, type);
        var target = new HandlerTarget(plan, endpoints.ServiceProvider);
        var mapping = new ZmqMapping(plan, HandlerActivator.Create<THandler>(target), topic) { StartChecks = target.StartChecks };
        return EndpointMapper.Map(endpoints, mapping, typeof(THandler).GetCustomAttributes(inherit: true));
    }
}
