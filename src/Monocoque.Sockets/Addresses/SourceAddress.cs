namespace Monocoque;

/// <summary>
/// What stands before the <c>;</c>: for <c>tcp</c> and <c>tls+tcp</c> where to connect from, <c>host:port</c>; for <c>udp</c> the network interface. The host is an
/// address of this machine, the name of an interface, or <c>*</c>.
/// </summary>
internal static class SourceAddress
{
    /// <summary>Checks a source and gives its canonical form. Returns what is wrong with it, or null.</summary>
    internal static string? Validate(string scheme, ReadOnlySpan<char> text, out string canonical)
    {
        canonical = "";
        if (scheme is not ("tcp" or "tls+tcp" or "udp"))
            return $"a {scheme} address has nothing before a ';'.";
        var host = text;
        var port = "";
        if (scheme is not "udp")
        {
            var colon = text.LastIndexOf(':');
            if (colon < 0 || text.EndsWith("]"))
                return "the source address before ';' has no port; write 0 for any.";
            if (ZmqAddressParser.ParsePort(text[(colon + 1)..], out var number) is { } problem)
                return $"in the source address before ';' {problem}";
            host = text[..colon];
            port = $":{number}";
        }
        if (host.Contains(':') && (host[0] != '[' || host[^1] != ']'))
            return "in the source address before ';' an IPv6 address stands in brackets.";
        if (HostName.Validate(host, out var name) is { } mistake)
            return $"in the source address before ';' {mistake}";
        canonical = (name.Contains(':', StringComparison.Ordinal) ? $"[{name}]" : name) + port;
        return null;
    }

    /// <summary>Takes a canonical source apart.</summary>
    internal static (string Host, int Port) Split(string source)
    {
        var colon = source.LastIndexOf(':');
        if (colon < 0 || source.EndsWith(']'))
            return (source.Trim('[', ']'), 0);
        return (source[..colon].Trim('[', ']'), int.Parse(source.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture));
    }
}
