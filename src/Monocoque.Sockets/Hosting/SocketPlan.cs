using Microsoft.Extensions.Configuration;

namespace Monocoque.Hosting;

/// <summary>A socket the host will make: who it is, where its options are, and the addresses that mapping adds to them.</summary>
internal sealed class SocketPlan(string name, ZmqSocketType type, IConfigurationSection? section)
{
    internal string Name { get; } = name;

    internal ZmqSocketType Type { get; } = type;

    /// <summary>The socket's part of the configuration, which may not be there; null if its name has none.</summary>
    internal IConfigurationSection? Section { get; } = section;

    /// <summary>No code declares the socket.</summary>
    internal bool IsOfConfigurationAlone { get; init; }

    /// <summary>Addresses from the mapping that wait to be bound. Emptied as the host opens them.</summary>
    internal List<string> Bind { get; } = [];

    /// <summary>Addresses from the mapping that wait to be connected to. Emptied as the host opens them.</summary>
    internal List<string> Connect { get; } = [];

    /// <summary>Topics from the mapping that wait to be subscribed to. Emptied as the host opens them.</summary>
    internal List<string> Subscribe { get; } = [];

    /// <summary>A mapping may put policies on the socket. They are known when the host has started, and until then it takes nobody in and connects to nobody.</summary>
    internal bool AwaitsPolicies { get; set; }

    /// <summary>Whether the addresses of the socket's own options are bound and connected.</summary>
    internal bool IsOpen { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{Type.ToDisplayName()} '{Name}'";
}
