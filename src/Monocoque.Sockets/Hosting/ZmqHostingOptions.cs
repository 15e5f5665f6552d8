using Microsoft.AspNetCore.Connections;

namespace Monocoque.Hosting;

/// <summary>What the host layers agree on before the first socket is made.</summary>
internal sealed class ZmqHostingOptions
{
    internal const string DefaultSection = "Zmq";

    /// <summary>The section that holds <c>Sockets</c>.</summary>
    internal string ConfigurationSection { get; private set; } = DefaultSection;

    /// <summary>What every socket starts from, where it applies to its pattern.</summary>
    internal ZmqSocketOptions? Defaults { get; set; }

    /// <summary>Middleware in front of ZMTP.</summary>
    internal Action<IConnectionBuilder>? ConfigureConnection { get; set; }

    /// <summary>
    /// Reads from <paramref name="section"/>. The default name is what a caller gives who does not care, so it never takes another one's
    /// place; two callers who care must agree.
    /// </summary>
    internal void ReadFrom(string section)
    {
        if (string.IsNullOrWhiteSpace(section))
            throw new InvalidOperationException($"The name of the section for ZeroMQ is empty. Name one, or leave it at '{DefaultSection}'.");
        if (Same(section, DefaultSection) || Same(section, ConfigurationSection))
            return;
        if (!Same(ConfigurationSection, DefaultSection))
        {
            throw new InvalidOperationException(
                $"ZeroMQ cannot be configured from two sections, '{ConfigurationSection}' and '{section}'. Give AddZmq and UseZmtp the same one.");
        }
        ConfigurationSection = section;
    }

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
