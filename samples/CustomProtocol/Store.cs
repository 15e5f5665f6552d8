using System.Collections.Concurrent;

namespace CustomProtocol;

/// <summary>Values by their keys, for both protocols.</summary>
internal sealed class Store
{
    private readonly ConcurrentDictionary<string, string> _values = new(StringComparer.Ordinal);

    public string? Get(string key) => _values.GetValueOrDefault(key);

    public void Set(string key, string value) => _values[key] = value;

    public bool Delete(string key) => _values.TryRemove(key, out _);
}
