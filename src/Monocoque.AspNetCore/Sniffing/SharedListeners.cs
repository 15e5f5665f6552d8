using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;
using Monocoque.Endpoints;
using Monocoque.Hosting;

namespace Monocoque.Sniffing;

/// <summary>The endpoints of Kestrel that carry ZMTP, and what stands in their pipelines.</summary>
internal sealed class SharedListeners(SocketRegistry registry, ZmqMappings mappings, ZmqRuntime runtime, IOptions<ZmtpOptions> options)
{
    private readonly HashSet<ListenOptions> _told = [];
    private readonly HashSet<SocketPlan> _named = [];

    /// <summary>There is an endpoint whose peers choose their socket.</summary>
    internal bool HasUnnamed { get; private set; }

    /// <summary>The socket has an endpoint to itself.</summary>
    internal bool IsNamed(SocketPlan plan) => _named.Contains(plan);

    /// <summary>The endpoint was told itself, which counts more than what is told to all.</summary>
    internal void Tell(ListenOptions listen) => _told.Add(listen);

    /// <summary>What an endpoint has in front of HTTP that shares its port because all do. Asked when its pipeline is built, and it is known whether it has TLS.</summary>
    internal ConnectionDelegate ShareUnlessTold(ListenOptions listen, ConnectionDelegate http) =>
        _told.Contains(listen) || HasTls(listen) ? http : Share(socketName: null, http);

    internal ConnectionDelegate Share(string? socketName, ConnectionDelegate http)
    {
        var timeout = options.Value.SniffTimeout;
        if (timeout <= TimeSpan.Zero && timeout != Timeout.InfiniteTimeSpan)
            throw new InvalidOperationException($"{nameof(ZmtpOptions.SniffTimeout)} is {timeout}. Give it a positive time, or Timeout.InfiniteTimeSpan.");
        return new ProtocolSniffer(http, Serve(socketName), timeout, runtime.Options.TimeProvider).OnConnectionAsync;
    }

    internal ConnectionDelegate Serve(string? socketName)
    {
        var plan = socketName is null ? null : registry.Catalog.Get(socketName);
        if (plan is { Type: ZmqSocketType.Dgram })
            throw new InvalidOperationException($"{plan} has no connections, and is reached over udp only. Bind it to an address, for example udp://*:5555.");
        if (plan is null)
            HasUnnamed = true;
        else
            _named.Add(plan);
        return new SharedListener(plan, registry, mappings, runtime).OnConnectionAsync;
    }

    /// <summary>Kestrel does not say otherwise, but its description of the endpoint has the scheme.</summary>
    private static bool HasTls(ListenOptions listen) => listen.ToString()?.StartsWith("https://", StringComparison.Ordinal) == true;
}
