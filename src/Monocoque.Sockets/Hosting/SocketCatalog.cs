using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Monocoque.Hosting;

/// <summary>
/// All sockets of the application by name: those of the code, those that only the configuration mentions, and those that mapping an
/// address adds. Names disregard case, because configuration keys do.
/// </summary>
internal sealed class SocketCatalog
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SocketPlan> _plans = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SocketPlan> _ordered = [];
    private readonly IConfigurationSection? _root;
    private readonly IConfigurationSection? _sockets;

    public SocketCatalog(IServiceProvider services, IEnumerable<SocketDeclaration> declarations, IOptions<ZmqHostingOptions> hosting)
    {
        _root = services.GetService<IConfiguration>()?.GetSection(hosting.Value.ConfigurationSection);
        var failures = new List<string>();
        _sockets = _root is null ? null : SocketsSection.Find(_root, failures);
        AddDeclared(declarations, failures);
        AddConfigured(failures);
        if (failures.Count > 0)
            throw new OptionsValidationException(hosting.Value.ConfigurationSection, typeof(ZmqSocketOptions), failures);
    }

    /// <summary>Where the configuration declares sockets, for messages.</summary>
    internal string SectionPath => _sockets?.Path ?? "Zmq:Sockets";

    /// <summary>A snapshot, in the order of declaration.</summary>
    internal IReadOnlyList<SocketPlan> Plans
    {
        get
        {
            lock (_lock)
                return [.. _ordered];
        }
    }

    internal bool TryGet(string name, [NotNullWhen(true)] out SocketPlan? plan)
    {
        lock (_lock)
            return _plans.TryGetValue(name, out plan);
    }

    /// <summary>The socket <paramref name="name"/>; what is there instead, if it is unknown.</summary>
    internal SocketPlan Get(string name) => TryGet(name, out var plan) ? plan : throw new InvalidOperationException(
        $"There is no socket named '{name}'. {DescribeKnown()} Declare it with AddZmq().AddSocket<TSocket>(\"{name}\") or in the configuration"
        + $" under {SectionPath}.");

    /// <summary>The socket <paramref name="name"/>, made known if it is not.</summary>
    /// <exception cref="InvalidOperationException">The name stands for a socket of another pattern.</exception>
    internal SocketPlan GetOrAdd(string name, ZmqSocketType type)
    {
        lock (_lock)
        {
            if (!_plans.TryGetValue(name, out var plan))
                plan = Add(name, type, section: null);
            return plan.Type == type ? plan : throw WrongType(plan, type);
        }
    }

    /// <summary>A new socket named after <paramref name="name"/>, which is taken: <c>name#2</c>.</summary>
    internal SocketPlan AddNumbered(string name, ZmqSocketType type)
    {
        lock (_lock)
        {
            var number = 2;
            while (_plans.ContainsKey($"{name}#{number}"))
                number++;
            return Add($"{name}#{number}", type, section: null);
        }
    }

    /// <summary>What a configuration that was read anew has besides the sockets there are: new ones. Faults are added to <paramref name="failures"/>.</summary>
    internal IReadOnlyList<string> FindNew(List<string> failures)
    {
        if (_root is null)
            return [];
        var sections = SocketsSection.Find(_root, failures).GetChildren().Where(section => !TryGet(section.Key, out _)).ToList();
        foreach (var section in sections)
            _ = SocketsSection.ReadType(section, failures);
        return sections.ConvertAll(static section => section.Key);
    }

    internal static InvalidOperationException WrongType(SocketPlan plan, ZmqSocketType asked) => new(
        $"The socket '{plan.Name}' is a {plan.Type.ToDisplayName()}, not a {asked.ToDisplayName()}. Ask for {InterfaceOf(plan.Type)}, or give the"
        + $" {asked.ToDisplayName()} a name of its own.");

    internal string DescribeKnown()
    {
        var plans = Plans;
        return plans.Count == 0 ? "No sockets are known." : $"Known sockets: {string.Join(", ", plans.Select(Describe))}.";
    }

    internal static string Describe(SocketPlan plan) => $"'{plan.Name}' ({plan.Type.ToDisplayName()})";

    internal static string InterfaceOf(ZmqSocketType type) => ZmqSocketTypes.All.First(entry => entry.Type == type).Interface.Name;

    private void AddDeclared(IEnumerable<SocketDeclaration> declarations, List<string> failures)
    {
        foreach (var (name, type) in declarations)
        {
            if (!_plans.TryGetValue(name, out var plan))
                Add(name, type, _sockets?.GetSection(name));
            else if (plan.Type != type)
                failures.Add($"The socket '{name}' is declared twice, as {plan.Type.ToDisplayName()} and as {type.ToDisplayName()}.");
            else if (!string.Equals(plan.Name, name, StringComparison.Ordinal))
                failures.Add($"The sockets '{plan.Name}' and '{name}' differ in case only; names of sockets disregard case.");
        }
    }

    private void AddConfigured(List<string> failures)
    {
        foreach (var section in _sockets?.GetChildren() ?? [])
        {
            if (_plans.TryGetValue(section.Key, out var declared))
                SocketsSection.CheckType(section, declared.Type, failures);
            else if (SocketsSection.ReadType(section, failures) is { } type)
                Add(section.Key, type, section, isOfConfigurationAlone: true);
        }
    }

    private SocketPlan Add(string name, ZmqSocketType type, IConfigurationSection? section, bool isOfConfigurationAlone = false)
    {
        var plan = new SocketPlan(name, type, section) { IsOfConfigurationAlone = isOfConfigurationAlone };
        _plans.Add(name, plan);
        _ordered.Add(plan);
        return plan;
    }
}
