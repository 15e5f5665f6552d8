using System.Collections.Concurrent;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Endpoints;
using Monocoque.Hosting;
using Monocoque.Running;

namespace Monocoque.Proxies;

/// <summary>Runs the mapped proxies between the opening of the sockets and their closing.</summary>
internal sealed class ProxyRunner(ZmqProxies proxies, IServiceProvider services, ILoggerFactory loggers) : IHostedSocketUser
{
    private readonly ILogger _logger = loggers.CreateLogger(ProxyLog.Category);
    private readonly List<Task> _running = [];
    private readonly ConcurrentDictionary<string, string> _faults = new(StringComparer.Ordinal);

    public IEnumerable<SocketWork> Work => proxies.All
        .Select(mapping => new SocketWork(mapping.Frontend.Name, IsBusy: false, _faults.GetValueOrDefault(mapping.Name)));

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var mapped = proxies.All;
        if (mapped.Count == 0)
            return ValueTask.CompletedTask;
        var endpoints = services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<ZmqEndpoint>().ToList();
        foreach (var mapping in mapped)
        {
            CheckInUse(mapping, endpoints);
            _running.Add(RunAsync(mapping));
        }
        return ValueTask.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running.Count == 0)
            return;
        foreach (var mapping in proxies.All)
            mapping.Proxy.Terminate();
        await Task.WhenAll(_running).WaitAsync(cancellationToken);
    }

    /// <summary>A mapping that is in no data source escaped the conventions of its group, authorization among them, so it must not run.</summary>
    private static void CheckInUse(ProxyMapping mapping, List<ZmqEndpoint> endpoints)
    {
        if (endpoints.Exists(endpoint => endpoint.Mapping.Plan == mapping.Frontend))
            return;
        throw new InvalidOperationException(
            $"The {mapping} was mapped on a route builder that the application does not use. Map on the WebApplication, on a group of it, or in UseEndpoints.");
    }

    /// <summary>Does not throw.</summary>
    private async Task RunAsync(ProxyMapping mapping)
    {
        try
        {
            ProxyLog.Running(_logger, mapping);
            await mapping.Proxy.RunAsync(CancellationToken.None);
            ProxyLog.Ended(_logger, mapping);
        }
        catch (Exception exception)
        {
            _faults[mapping.Name] = exception.Message;
            ProxyLog.Failed(_logger, exception, mapping);
        }
    }
}
