using Microsoft.Extensions.Configuration;

namespace Monocoque.Hosting;

/// <summary>Reads what says which sockets there are: the section <c>Zmq</c>, and the <c>Type</c> of each entry of <c>Zmq:Sockets</c>.</summary>
internal static class SocketsSection
{
    private const string Sockets = "Sockets";
    private const string Type = "Type";

    /// <summary>The section of the sockets; every other key beside it is a failure.</summary>
    internal static IConfigurationSection Find(IConfigurationSection root, List<string> failures)
    {
        foreach (var child in root.GetChildren())
        {
            if (!string.Equals(child.Key, Sockets, StringComparison.OrdinalIgnoreCase))
                failures.Add($"{child.Path} is not a known key. Known keys: {Sockets}.");
        }
        var sockets = root.GetSection(Sockets);
        if (!string.IsNullOrEmpty(sockets.Value))
            failures.Add($"{sockets.Path} is a text, but holds one section per socket, named as the socket.");
        return sockets;
    }

    /// <summary>The pattern a section of the configuration declares; null and a failure if it declares none.</summary>
    internal static ZmqSocketType? ReadType(IConfigurationSection section, List<string> failures)
    {
        if (section.Value is not null && !section.GetChildren().Any())
            failures.Add($"{section.Path} is a text, but holds the options of a socket. Known keys: {SocketSectionBinder.KnownKeys}.");
        else if (section[Type] is not { Length: > 0 } text)
            failures.Add($"{section.Path}:{Type} is missing, and no code declares this socket. Set it to one of {SocketTypeNames.List}.");
        else if (SocketTypeNames.TryParse(text, out var type))
            return type;
        else
            failures.Add($"{section.Path}:{Type} is '{text}', which is not a pattern. Set it to one of {SocketTypeNames.List}.");
        return null;
    }

    /// <summary>Code and configuration must not disagree about a socket.</summary>
    internal static void CheckType(IConfigurationSection section, ZmqSocketType declared, List<string> failures)
    {
        if (section[Type] is null && section.GetChildren().Any())
            return;
        if (ReadType(section, failures) is { } type && type != declared)
        {
            failures.Add($"{section.Path}:{Type} is {type.ToDisplayName()}, but the code declares the socket '{section.Key}' as"
                + $" {declared.ToDisplayName()}.");
        }
    }
}
