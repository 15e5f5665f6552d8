namespace Monocoque.Proxies;

/// <summary>All mapped proxies by name.</summary>
internal sealed class ZmqProxies
{
    private readonly Lock _lock = new();
    private readonly List<ProxyMapping> _mappings = [];

    /// <summary>A snapshot, in the order of mapping.</summary>
    internal IReadOnlyList<ProxyMapping> All
    {
        get
        {
            lock (_lock)
                return [.. _mappings];
        }
    }

    internal void Add(ProxyMapping mapping)
    {
        lock (_lock)
        {
            ThrowIfTaken(mapping.Name);
            _mappings.Add(mapping);
        }
    }

    internal void Rename(ProxyMapping mapping, string name)
    {
        lock (_lock)
        {
            if (!string.Equals(mapping.Name, name, StringComparison.Ordinal))
                ThrowIfTaken(name);
            mapping.Name = name;
        }
    }

    /// <summary>The proxy that is injected under a key.</summary>
    internal ZmqProxy GetKeyed(object? key) =>
        All.FirstOrDefault(mapping => mapping.Name.Equals(key))?.Proxy
        ?? throw new InvalidOperationException($"There is no proxy named '{key}'. {DescribeKnown()} Map it with app.MapZmqProxy(…).WithName(\"{key}\").");

    /// <summary>The proxy that is injected without a key, which works where nobody can be meant but one.</summary>
    internal ZmqProxy GetOnly() => All switch
    {
        [var only] => only.Proxy,
        [] => throw new InvalidOperationException("ZmqProxy cannot be injected: no proxy is mapped. Map one with app.MapZmqProxy(…)."),
        [var first, ..] => throw new InvalidOperationException(
            $"ZmqProxy cannot be injected without a name: there are several. {DescribeKnown()} Say which by [FromKeyedServices(\"{first.Name}\")]."),
    };

    private string DescribeKnown()
    {
        var all = All;
        return all.Count == 0 ? "No proxy is mapped." : $"Known proxies: {string.Join(", ", all.Select(static mapping => $"'{mapping.Name}'"))}.";
    }

    private void ThrowIfTaken(string name)
    {
        if (_mappings.Exists(mapping => string.Equals(mapping.Name, name, StringComparison.Ordinal)))
            throw new InvalidOperationException($"Two proxies are named '{name}'. Give one another name with WithName(…).");
    }
}
