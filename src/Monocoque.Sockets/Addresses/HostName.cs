using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Monocoque;

/// <summary>What may stand for a host: <c>*</c>, a dotted quad, an IPv6 address in brackets, or a name as RFC 1123 has it.</summary>
internal static class HostName
{
    private const int MaxName = 253;
    private const int MaxLabel = 63;

    /// <summary>Linux allows 15 characters for an interface; other systems have longer names.</summary>
    private const int MaxScope = 63;

    /// <summary>Checks a host and gives its canonical form, without brackets. Returns what is wrong with it, or null.</summary>
    internal static string? Validate(ReadOnlySpan<char> host, out string canonical)
    {
        canonical = host.ToString();
        if (host.IsEmpty)
            return "the host is missing; use * for all interfaces.";
        if (host is "*")
            return null;
        if (host[0] == '[')
            return host[^1] == ']' ? ValidateIPv6(host[1..^1], ref canonical) : $"'{host}' is a bracket without its end.";
        if (EndsInNumber(host))
            return IsDottedQuad(host) ? null : $"'{host}' is neither an IPv4 address (four numbers to 255, no leading zeros) nor a name.";
        canonical = canonical.ToLowerInvariant();
        return ValidateName(host);
    }

    internal static bool IsIPv6(ReadOnlySpan<char> text) =>
        text.Contains(':') && !text.ContainsAny("[]/%")
        && IPAddress.TryParse(text, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    private static string? ValidateIPv6(ReadOnlySpan<char> text, ref string canonical)
    {
        var percent = text.IndexOf('%');
        var scope = percent < 0 ? default : text[(percent + 1)..];
        var address = percent < 0 ? text : text[..percent];
        if (!IsIPv6(address))
            return $"'{text}' in brackets is not an IPv6 address.";
        if (percent >= 0 && !IsScope(scope))
            return $"'{scope}' after % is not an interface.";
        canonical = $"{IPAddress.Parse(address)}{text[address.Length..]}";
        return null;
    }

    private static bool IsScope(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-'))
                return false;
        }
        return text.Length is > 0 and <= MaxScope;
    }

    private static string? ValidateName(ReadOnlySpan<char> name)
    {
        // One dot at the end marks a name as complete.
        var rest = name[^1] == '.' ? name[..^1] : name;
        if (rest.Length > MaxName)
            return $"the host name has {rest.Length} characters; {MaxName} are allowed.";
        foreach (var range in rest.Split('.'))
        {
            var label = rest[range];
            if (label.Length is 0 or > MaxLabel)
                return $"the parts of the host name '{name}' have 1 to {MaxLabel} characters each.";
            if (label[0] == '-' || label[^1] == '-')
                return $"a part of the host name '{name}' begins or ends with '-'.";
            foreach (var c in label)
            {
                if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_'))
                    return $"the host name '{name}' contains '{c}'; letters, digits, '-', '_' and '.' are allowed.";
            }
        }
        return null;
    }

    /// <summary>No name ends in a number, so that a mistyped IPv4 address is not taken for one.</summary>
    private static bool EndsInNumber(ReadOnlySpan<char> host)
    {
        var last = host[(host.LastIndexOf('.') + 1)..];
        return !last.IsEmpty && !last.ContainsAnyExceptInRange('0', '9');
    }

    private static bool IsDottedQuad(ReadOnlySpan<char> text)
    {
        var parts = 0;
        foreach (var range in text.Split('.'))
        {
            var part = text[range];
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _) || (part.Length > 1 && part[0] == '0'))
                return false;
            parts++;
        }
        return parts == 4;
    }
}
