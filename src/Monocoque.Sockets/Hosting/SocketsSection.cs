using Microsoft.Extensions.Configuration;

namespace Monocoque.Hosting;

/// <summary>Reads what says which sockets there are: the section <c>Zmq</c>, and the <c>Type</c> of each entry of <c>Zmq:Sockets</c>.</summary>
internal static class SocketsSection
{
    private const string Sockets = "Sockets";
    private const string Type = "Type";

    /// <summary>What people look for beside the sockets, and what is set in code.</summary>
    private static readonly string[] s_inCode = ["Defaults", "ShareHttpPorts", "SniffTimeout", "ConfigurationSection"];

    /// <summary>The section of the sockets; every other key beside it is a failure.</summary>
    internal static IConfigurationSection Find(IConfigurationSection root, List<string> failures)
    {
        if (!string.IsNullOrEmpty(root.Value))
            failures.Add($"{root.Path} is a text, but is a section. Known keys: {Sockets}.");
        foreach (var child in root.GetChildren())
        {
            if (!string.Equals(child.Key, Sockets, StringComparison.OrdinalIgnoreCase))
                failures.Add($"{child.Path} is not a known key. Known keys: {Sockets}.{Hint(child.Key)}");
        }
        var sockets = root.GetSection(Sockets);
        if (!string.IsNullOrEmpty(sockets.Value))
            failures.Add($"{sockets.Path} is a text, but holds one section per socket, named as the socket.");
        if (IsList(sockets))
            failures.Add($"{sockets.Path} is a list, but holds one section per socket, named as the socket: {{ \"prices\": {{ \"Type\": \"Pub\", … }} }}.");
        return sockets;
    }

    /// <summary>The pattern a section of the configuration declares; null and a failure if it declares none.</summary>
    internal static ZmqSocketType? ReadType(IConfigurationSection section, List<string> failures)
    {
        if (IsText(section, failures))
            return null;
        if (HasType(section, out var value))
            return ParseType(value, failures);
        failures.Add($"{section.Path}:{Type} is missing, and no code declares this socket. Set it to one of {SocketTypeNames.List}.");
        return null;
    }

    /// <summary>Code and configuration must not disagree about a socket. The configuration need not say anything.</summary>
    internal static void CheckType(IConfigurationSection section, ZmqSocketType declared, List<string> failures)
    {
        if (IsText(section, failures) || !HasType(section, out var value))
            return;
        if (ParseType(value, failures) is { } type && type != declared)
        {
            failures.Add($"{section.Path}:{Type} is {type.ToDisplayName()}, but the code declares the socket '{section.Key}' as"
                + $" {declared.ToDisplayName()}.");
        }
    }

    private static bool IsText(IConfigurationSection section, List<string> failures)
    {
        if (string.IsNullOrEmpty(section.Value))
            return false;
        failures.Add($"{section.Path} is a text, but holds the options of a socket. Known keys: {SocketSectionBinder.KnownKeys}.");
        return true;
    }

    private static bool HasType(IConfigurationSection section, out IConfigurationSection value)
    {
        value = section.GetSection(Type);
        return value.Value is not null || value.GetChildren().Any();
    }

    private static ZmqSocketType? ParseType(IConfigurationSection value, List<string> failures)
    {
        if (value.GetChildren().Any())
            failures.Add($"{value.Path} is a section or a list, but takes a single value. Set it to one of {SocketTypeNames.List}.");
        else if (SocketTypeNames.TryParse(value.Value ?? "", out var type))
            return type;
        else
            failures.Add($"{value.Path} is '{value.Value}', which is not a pattern. Set it to one of {SocketTypeNames.List}.");
        return null;
    }

    /// <summary>A list is a section whose keys are numbers.</summary>
    private static bool IsList(IConfigurationSection section)
    {
        var items = section.GetChildren().ToList();
        return items.Count > 0 && items.TrueForAll(static item => item.Key.All(char.IsAsciiDigit));
    }

    private static string Hint(string key) => s_inCode.Contains(key, StringComparer.OrdinalIgnoreCase)
        ? $" Set this in code: builder.WebHost.UseZmtp(options => options.{s_inCode.First(name => string.Equals(name, key, StringComparison.OrdinalIgnoreCase))} …)."
        : "";
}
