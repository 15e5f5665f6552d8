using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Monocoque.Hosting;

/// <summary>
/// Lets the sockets follow a configuration that is read anew: who may come in, keys, and whatever else may change while a socket lives. Only what changed from one
/// reading to the next is touched, so what code has changed meanwhile stays. A mistake changes nothing at its socket.
/// </summary>
internal sealed class SocketReload : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SocketRegistry _registry;
    private readonly IOptionsFactory<ZmqSocketOptions> _factory;
    private readonly ILogger _logger;
    private readonly SectionReload _sections;
    private readonly Dictionary<SocketPlan, ZmqSocketOptions> _known = [];
    private IDisposable? _registration;

    public SocketReload(SocketRegistry registry, IOptionsFactory<ZmqSocketOptions> factory, ILoggerFactory loggers)
    {
        _registry = registry;
        _factory = factory;
        _logger = loggers.CreateLogger(HostingLog.Category);
        _sections = new SectionReload(registry.Catalog, _logger);
    }

    internal void Start(IConfiguration? configuration)
    {
        if (configuration is not null)
            _registration = ChangeToken.OnChange(configuration.GetReloadToken, ReadAll);
    }

    public void Dispose() => _registration?.Dispose();

    private void ReadAll()
    {
        lock (_lock)
        {
            _sections.Read();
            foreach (var plan in _registry.Catalog.Plans)
                Read(plan);
        }
    }

    /// <summary>Does not throw: whoever reads the configuration anew has done nothing wrong.</summary>
    private void Read(SocketPlan plan)
    {
        try
        {
            if (!_sections.IsThere(plan))
                return;
            var before = _known.GetValueOrDefault(plan) ?? _registry.OptionsOf(plan);
            var after = _factory.Create(plan.Name);
            var names = LiveOptions.FindDifferences(before, after);
            if (names.Count == 0)
                return;
            var live = names.Where(LiveOptions.Names.Contains).ToList();
            if (live.Count > 0)
                _registry.GetSocket(plan).ChangeOptions(options => live.ForEach(name => LiveOptions.Copy(name, after, options)));
            _known[plan] = after;
            Report(plan, live, names);
        }
        catch (ObjectDisposedException)
        {
            // The host ends.
        }
        catch (Exception exception)
        {
            HostingLog.ReloadFailed(_logger, plan, exception.Message);
        }
    }

    private void Report(SocketPlan plan, List<string> live, IReadOnlyList<string> names)
    {
        if (live.Count > 0)
            HostingLog.Reloaded(_logger, plan, string.Join(", ", live));
        if (live.Count < names.Count)
            HostingLog.NeedsRestart(_logger, plan, string.Join(", ", names.Except(live, StringComparer.Ordinal)));
    }
}
