using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Monocoque.Endpoints;
using Monocoque.Hosting;

namespace Monocoque.Running;

/// <summary>Runs the mapped handlers between the opening of the sockets and their closing.</summary>
internal sealed class EndpointRunner(
    ZmqMappings mappings, SocketRegistry sockets, EndpointAuthorization authorization, MappingChecks checks, IServiceProvider services,
    HandlerMetrics metrics, ILoggerFactory loggers)
    : IHostedSocketUser, IDisposable
{
    private readonly ILogger _logger = loggers.CreateLogger(HandlerLog.Category);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationTokenSource _aborted = new();
    private readonly Lock _lock = new();
    private readonly List<HandlerLoop> _loops = [];
    private readonly List<Task> _running = [];
    private Task? _stop;
    private volatile bool _isStarted;

    public IEnumerable<SocketWork> Work => _isStarted ? _loops.Select(static loop => loop.Work) : [];

    public async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        var mapped = mappings.Freeze();
        if (mapped.Count == 0)
            return;
        var all = services.GetRequiredService<EndpointDataSource>().Endpoints;
        var endpoints = all.OfType<ZmqEndpoint>().ToList();
        foreach (var mapping in mapped)
            _ = DisplayName(mapping, endpoints);
        await authorization.ApplyAsync(all);
        foreach (var check in mapped.SelectMany(mapping => mapping.StartChecks))
            check();
        foreach (var group in mapped.Where(mapping => mapping.Handler is not null).GroupBy(mapping => mapping.Plan))
            Prepare(group.Key, [.. group], endpoints);
        foreach (var plan in checks.FindUnreachable(mapped, all))
            HandlerLog.NoAddress(_logger, plan);

        // Started off this thread: a handler that works without awaiting must not hold up the start.
        foreach (var loop in _loops)
            _running.Add(Task.Run(loop.RunAsync, CancellationToken.None));
        _isStarted = true;
        services.GetRequiredService<ZmqRuntime>().FinishHandlersAsync = FinishAsync;
    }

    /// <summary>Once, although a host may be stopped by several callers, of whom one may come when the services are gone.</summary>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return _stop ??= StopOnceAsync(cancellationToken);
    }

    public void Dispose()
    {
        lock (_lock)
            _stop ??= Task.CompletedTask;
        _stopping.Dispose();
        _aborted.Dispose();
    }

    /// <summary>Takes nothing new, and completes when what runs has ended.</summary>
    private async Task FinishAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_running);
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        try
        {
            await FinishAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            HandlerLog.HandlersAborted(_logger, _loops.Count(loop => loop.IsBusy));
        }
        await _aborted.CancelAsync();
    }

    private void Prepare(SocketPlan plan, IReadOnlyList<ZmqMapping> mapped, IReadOnlyList<ZmqEndpoint> endpoints)
    {
        var degree = mapped[0].Concurrency;
        if (mapped.Any(mapping => mapping.Concurrency != degree))
        {
            throw new InvalidOperationException(
                $"The topics mapped on {plan} share one socket and need the same WithConcurrency; give one a socket of its own otherwise.");
        }
        checks.RefuseUnhandled(plan, mapped);
        var running = mapped
            .Select(mapping => new RunningEndpoint(mapping, DisplayName(mapping, endpoints)))
            .OrderByDescending(endpoint => endpoint.TopicLength)
            .ToArray();
        var socket = (IZmqReceiver)sockets.GetSocket(plan);
        var scopes = services.GetRequiredService<IServiceScopeFactory>();
        for (var i = 0; i < degree; i++)
            _loops.Add(new HandlerLoop(socket, running, metrics, _logger, scopes, _stopping.Token, _aborted.Token));
    }

    /// <summary>A mapping that is in no data source escaped the conventions of its group, authorization among them, so it must not run.</summary>
    private static string DisplayName(ZmqMapping mapping, IReadOnlyList<ZmqEndpoint> endpoints)
    {
        var endpoint = endpoints.FirstOrDefault(endpoint => endpoint.Mapping == mapping) ?? throw new InvalidOperationException(
            $"{mapping.DisplayName} was mapped on a route builder that the application does not use. Map on the WebApplication, on a group of it, or"
            + " in UseEndpoints.");
        return endpoint.DisplayName ?? mapping.DisplayName;
    }
}
