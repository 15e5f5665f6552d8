using System.Collections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The features of a connection. Those it has itself need no storage until they are replaced; the others, of which Kestrel sets a handful, are a short list that is
/// searched from its start.
/// </summary>
internal sealed class ConnectionFeatures(IoUringConnection connection) : IFeatureCollection
{
    private static readonly Type[] s_own =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IConnectionLifetimeFeature),
        typeof(IConnectionEndPointFeature), typeof(IMemoryPoolFeature), typeof(IConnectionSocketFeature), typeof(IIoUringConnectionFeature),
    ];

    private readonly List<KeyValuePair<Type, object?>> _set = [];

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            var index = IndexOf(key);
            if (index >= 0)
                return _set[index].Value;
            return Array.IndexOf(s_own, key) >= 0 ? connection : null;
        }
        set
        {
            ArgumentNullException.ThrowIfNull(key);
            Revision++;
            var entry = new KeyValuePair<Type, object?>(key, value);
            var index = IndexOf(key);
            if (index >= 0)
                _set[index] = entry;
            else
                _set.Add(entry);
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        foreach (var type in s_own.Concat(_set.Select(entry => entry.Key)).Distinct().ToList())
        {
            if (this[type] is { } feature)
                yield return KeyValuePair.Create(type, feature);
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Type key)
    {
        for (var i = 0; i < _set.Count; i++)
        {
            if (_set[i].Key == key)
                return i;
        }
        return -1;
    }
}
