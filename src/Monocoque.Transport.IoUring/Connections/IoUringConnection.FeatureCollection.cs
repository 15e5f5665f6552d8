using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// The features of the connection, kept in the connection itself because there are many idle ones. Those it has of its own need no storage until they are replaced;
/// of the others Kestrel sets four, and middleware may set more.
/// </summary>
internal sealed partial class IoUringConnection : IFeatureCollection
{
    private static readonly Type[] s_ownFeatures =
    [
        typeof(IConnectionIdFeature), typeof(IConnectionTransportFeature), typeof(IConnectionItemsFeature), typeof(IConnectionLifetimeFeature),
        typeof(IConnectionEndPointFeature), typeof(IMemoryPoolFeature), typeof(IConnectionSocketFeature), typeof(IIoUringConnectionFeature),
    ];

    private FirstFeatures _firstFeatures;
    private List<KeyValuePair<Type, object?>>? _moreFeatures;
    private int _featureCount;
    private int _featureRevision;

    bool IFeatureCollection.IsReadOnly => false;

    int IFeatureCollection.Revision => _featureRevision;

    object? IFeatureCollection.this[Type key]
    {
        get => GetFeature(key);
        set => SetFeature(key, value);
    }

    TFeature? IFeatureCollection.Get<TFeature>()
        where TFeature : default => (TFeature?)GetFeature(typeof(TFeature));

    void IFeatureCollection.Set<TFeature>(TFeature? instance)
        where TFeature : default => SetFeature(typeof(TFeature), instance);

    IEnumerator<KeyValuePair<Type, object>> IEnumerable<KeyValuePair<Type, object>>.GetEnumerator() => ListFeatures().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => ListFeatures().GetEnumerator();

    private object? GetFeature(Type key)
    {
        ArgumentNullException.ThrowIfNull(key);
        foreach (ref readonly var entry in _firstFeatures[..Math.Min(_featureCount, FirstFeatures.Length)])
        {
            if (entry.Key == key)
                return entry.Value;
        }
        var index = FindMoreFeature(key);
        if (index >= 0)
            return _moreFeatures![index].Value;
        return Array.IndexOf(s_ownFeatures, key) >= 0 ? this : null;
    }

    private void SetFeature(Type key, object? value)
    {
        ArgumentNullException.ThrowIfNull(key);
        _featureRevision++;
        var entry = KeyValuePair.Create(key, value);
        foreach (ref var existing in _firstFeatures[..Math.Min(_featureCount, FirstFeatures.Length)])
        {
            if (existing.Key == key)
            {
                existing = entry;
                return;
            }
        }
        var index = FindMoreFeature(key);
        if (index >= 0)
            _moreFeatures![index] = entry;
        else if (_featureCount < FirstFeatures.Length)
            _firstFeatures[_featureCount++] = entry;
        else
            (_moreFeatures ??= []).Add(entry);
    }

    // No lambda: it would capture the key, and allocate for that on each call.
    private int FindMoreFeature(Type key)
    {
        for (var i = (_moreFeatures?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (_moreFeatures![i].Key == key)
                return i;
        }
        return -1;
    }

    private List<KeyValuePair<Type, object>> ListFeatures()
    {
        var keys = new List<Type>(s_ownFeatures);
        foreach (ref readonly var entry in _firstFeatures[.._featureCount])
            keys.Add(entry.Key);
        keys.AddRange((_moreFeatures ?? []).Select(static entry => entry.Key));
        var features = new List<KeyValuePair<Type, object>>();
        foreach (var key in keys.Distinct())
        {
            if (GetFeature(key) is { } feature)
                features.Add(KeyValuePair.Create(key, feature));
        }
        return features;
    }

    [InlineArray(Length)]
    private struct FirstFeatures
    {
        internal const int Length = 4;

        private KeyValuePair<Type, object?> _first;
    }
}
