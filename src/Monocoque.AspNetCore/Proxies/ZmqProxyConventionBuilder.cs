using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Monocoque;
using Monocoque.Hosting;
using Monocoque.Proxies;

namespace Microsoft.AspNetCore.Builder;

/// <summary>
/// Says more about a mapped proxy. All of it must be said before the application starts. Conventions apply to the endpoints of all its sockets.
/// <para>The running proxy is injected as <see cref="ZmqProxy"/>, by its name where there are several: it can be paused, resumed and asked from an HTTP endpoint.</para>
/// </summary>
public sealed class ZmqProxyConventionBuilder : IEndpointConventionBuilder
{
    private readonly IEndpointRouteBuilder _endpoints;
    private readonly ProxyMapping _mapping;
    private readonly List<ZmqEndpointConventionBuilder> _sockets;
    private readonly List<Action<ZmqEndpointConventionBuilder>> _conventions = [];

    internal ZmqProxyConventionBuilder(
        IEndpointRouteBuilder endpoints, ProxyMapping mapping, ZmqEndpointConventionBuilder frontend, ZmqEndpointConventionBuilder backend)
    {
        _endpoints = endpoints;
        _mapping = mapping;
        _sockets = [frontend, backend];
        Frontend = frontend;
        Backend = backend;
    }

    /// <summary>The frontend alone, for further addresses.</summary>
    public ZmqEndpointConventionBuilder Frontend { get; }

    /// <summary>The backend alone, for further addresses.</summary>
    public ZmqEndpointConventionBuilder Backend { get; }

    /// <inheritdoc/>
    public void Add(Action<EndpointBuilder> convention) => AddToAll(socket => socket.Add(convention));

    /// <inheritdoc/>
    public void Finally(Action<EndpointBuilder> finallyConvention) => AddToAll(socket => socket.Finally(finallyConvention));

    /// <summary>What <see cref="ZmqProxy"/> is injected under, <c>[FromKeyedServices("market")]</c>. Default: the name of the frontend's socket.</summary>
    /// <exception cref="InvalidOperationException">Another proxy has that name, or the application has started.</exception>
    public ZmqProxyConventionBuilder WithName(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Frontend.CheckNotStarted();
        _endpoints.ServiceProvider.GetRequiredService<ZmqProxies>().Rename(_mapping, name);
        return this;
    }

    /// <summary>Publishes a copy of all that is forwarded, both ways, or sends it to the socket of that name (see <see cref="ZmqProxyOptions.Capture"/>).</summary>
    /// <param name="endpoint">
    /// An address to listen on, or with a leading <c>&gt;</c> to connect to, for a PUB; or the name of a PUB, PUSH, PAIR or DEALER.
    /// </param>
    /// <param name="dropWhenFull">What a PUSH, PAIR or DEALER has no room for is forwarded uncaptured and counted, instead of waiting for room.</param>
    /// <exception cref="InvalidOperationException">The socket cannot capture or is mapped already, there is a capture already, or the application has started.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public ZmqProxyConventionBuilder CaptureTo(string endpoint, bool dropWhenFull = false) => CaptureTo(endpoint, ZmqSocketType.Pub, dropWhenFull);

    /// <summary>As the other overload, for an address with another pattern than PUB.</summary>
    /// <typeparam name="TSocket"><see cref="IPubSocket"/>, <see cref="IPushSocket"/>, <see cref="IPairSocket"/> or <see cref="IDealerSocket"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The socket cannot capture or is mapped already, there is a capture already, or the application has started.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public ZmqProxyConventionBuilder CaptureTo<TSocket>(string endpoint, bool dropWhenFull = false)
        where TSocket : class, IZmqSender => CaptureTo(endpoint, ZmqSocketTypes.Of<TSocket>(), dropWhenFull);

    /// <summary>
    /// Obeys commands that come to a socket, as <c>zmq_proxy_steerable</c> does (see <see cref="ZmqProxyOptions.Control"/>). Whoever reaches the address steers the proxy:
    /// bind it where only the right ones do.
    /// </summary>
    /// <param name="endpoint">An address to listen on, or with a leading <c>&gt;</c> to connect to, for a REP; or the name of a REP, PAIR, SUB or PULL.</param>
    /// <exception cref="InvalidOperationException">The socket cannot steer or is mapped already, there is a control already, or the application has started.</exception>
    /// <exception cref="FormatException">The address cannot be parsed.</exception>
    public ZmqProxyConventionBuilder SteerBy(string endpoint)
    {
        Frontend.CheckNotStarted();
        if (_mapping.Control is not null)
            throw new InvalidOperationException($"The {_mapping} is steered by {_mapping.Control} already.");
        _mapping.Control = AddSocket(ProxyMapper.Resolve(_endpoints, endpoint, ZmqSocketType.Rep, ProxyFit.FindControlMisfit));
        return this;
    }

    private ZmqProxyConventionBuilder CaptureTo(string endpoint, ZmqSocketType type, bool dropWhenFull)
    {
        Frontend.CheckNotStarted();
        if (_mapping.Capture is not null)
            throw new InvalidOperationException($"The {_mapping} is captured by {_mapping.Capture} already.");
        _mapping.Capture = AddSocket(ProxyMapper.Resolve(_endpoints, endpoint, type, ProxyFit.FindCaptureMisfit));
        _mapping.DropsCaptureWhenFull = dropWhenFull;
        return this;
    }

    /// <summary>What was said of all sockets before is said of this one too.</summary>
    private SocketPlan AddSocket(SocketPlan plan)
    {
        var socket = ProxyMapper.MapSide(_endpoints, plan);
        _sockets.Add(socket);
        foreach (var convention in _conventions)
            convention(socket);
        return plan;
    }

    private void AddToAll(Action<ZmqEndpointConventionBuilder> convention)
    {
        _conventions.Add(convention);
        foreach (var socket in _sockets)
            convention(socket);
    }
}
