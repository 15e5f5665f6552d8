using Monocoque.Hosting;

namespace Monocoque.Endpoints;

/// <summary>All mappings of the application, as they are made.</summary>
internal sealed class ZmqMappings
{
    private readonly Lock _lock = new();
    private readonly List<ZmqMapping> _mappings = [];
    private bool _isFrozen;

    /// <summary>The sockets that are mapped, each once.</summary>
    internal IReadOnlyList<SocketPlan> Plans
    {
        get
        {
            lock (_lock)
                return [.. _mappings.Select(static mapping => mapping.Plan).Distinct()];
        }
    }

    internal void Add(ZmqMapping mapping)
    {
        lock (_lock)
        {
            if (_isFrozen)
                throw new InvalidOperationException($"{mapping.DisplayName} cannot be mapped: the application has started. Map before app.Run().");
            foreach (var other in _mappings)
                CheckTogether(mapping, other);
            _mappings.Add(mapping);
        }
    }

    /// <summary>Ends mapping, and returns what was mapped.</summary>
    internal IReadOnlyList<ZmqMapping> Freeze()
    {
        lock (_lock)
        {
            _isFrozen = true;
            foreach (var mapping in _mappings)
                mapping.IsFrozen = true;
            return _mappings;
        }
    }

    /// <summary>A message goes to one handler, so two on one socket would share its messages by chance. Topics tell them apart.</summary>
    private static void CheckTogether(ZmqMapping mapping, ZmqMapping other)
    {
        if (mapping.Plan != other.Plan)
            return;
        if (mapping.Topic is null)
            throw new InvalidOperationException($"The socket {mapping.Plan} is mapped twice. A socket has one handler; give the other a socket of its own.");
        if (string.Equals(mapping.Topic, other.Topic, StringComparison.Ordinal))
            throw new InvalidOperationException($"The topic '{mapping.Topic}' of {mapping.Plan} is mapped twice. A message goes to one handler.");
    }
}
