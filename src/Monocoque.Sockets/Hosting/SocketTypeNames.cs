namespace Monocoque.Hosting;

/// <summary>The patterns as people write them: <c>PUB</c>, <c>Router</c>.</summary>
internal static class SocketTypeNames
{
    /// <summary>All names, for messages.</summary>
    internal static string List { get; } = string.Join(", ", ZmqSocketTypes.All.Select(entry => entry.Type.ToDisplayName()));

    internal static string ToDisplayName(this ZmqSocketType type) => type.ToString().ToUpperInvariant();

    /// <summary>Reads a name without regard to case. Numbers are not names: nobody knows them by heart.</summary>
    internal static bool TryParse(string text, out ZmqSocketType type)
    {
        foreach (var (candidate, _) in ZmqSocketTypes.All)
        {
            if (string.Equals(candidate.ToString(), text, StringComparison.OrdinalIgnoreCase))
            {
                type = candidate;
                return true;
            }
        }
        type = default;
        return false;
    }
}
