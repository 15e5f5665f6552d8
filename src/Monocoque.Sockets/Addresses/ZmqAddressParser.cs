using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Monocoque;

/// <summary>
/// Text to <see cref="ZmqAddress"/>: <c>scheme "://" (host ":" port [path] / name)</c>. Stricter than the resolvers behind it, so that a
/// slip is found where it was written and not as a host that never answers.
/// </summary>
internal static class ZmqAddressParser
{
    /// <summary><c>sun_path</c> has 108 octets, one of them the terminating zero.</summary>
    private const int MaxIpcPath = 107;

    /// <summary>As libzmq.</summary>
    private const int MaxInprocName = 256;

    private const string Example = "tcp://127.0.0.1:5555";

    internal static bool TryParse(
        ReadOnlySpan<char> text, [NotNullWhen(true)] out ZmqAddress? address, [NotNullWhen(false)] out string? error)
    {
        if (ParseScheme(text, out address) is not { } fault)
        {
            Debug.Assert(address is not null);
            error = null;
            return true;
        }
        // A text with two faults may have made an example that still has one.
        var example = ParseScheme(fault.Example, out _) is null ? fault.Example : Example;
        address = null;
        error = $"'{text}' is not a ZeroMQ address: {fault.Problem} Example: {example}";
        return false;
    }

    private static Fault? ParseScheme(ReadOnlySpan<char> text, out ZmqAddress? address)
    {
        address = null;
        if (text.IsEmpty)
            return Explain("it is empty.", Example);
        if (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
            return Explain("it begins or ends with white space.", text.Trim());
        var end = text.IndexOf("://", StringComparison.Ordinal);
        if (end < 0)
            return Explain("the scheme is missing, or not followed by '://'.", SuggestScheme(text));
        var rest = text[(end + 3)..];
        return text[..end].ToString().ToLowerInvariant() switch
        {
            "tcp" => ParseHostAndPort("tcp", rest, allowsPath: false, out address),
            "tls+tcp" => ParseHostAndPort("tls+tcp", rest, allowsPath: false, out address),
            "udp" => ParseHostAndPort("udp", rest, allowsPath: false, out address),
            "ws" => ParseHostAndPort("ws", rest, allowsPath: true, out address),
            "wss" => ParseHostAndPort("wss", rest, allowsPath: true, out address),
            "ipc" => ParsePath(rest, out address),
            "inproc" => ParseName(rest, out address),
            "" => Explain("the scheme is missing.", $"tcp://{rest}"),
            var scheme => Explain($"the scheme '{scheme}' is not known. Known are tcp, tls+tcp, ipc, inproc, udp, ws and wss.", Example),
        };
    }

    private static Fault? ParseHostAndPort(string scheme, ReadOnlySpan<char> rest, bool allowsPath, out ZmqAddress? address)
    {
        address = null;
        var path = "";
        var slash = rest.IndexOf('/');
        if (slash >= 0)
        {
            if (!allowsPath)
                return Explain($"a {scheme} address ends with the port.", $"{scheme}://{rest[..slash]}");
            path = rest[slash..].ToString();
            rest = rest[..slash];
        }
        if (rest.IsEmpty)
            return Explain("host and port are missing.", $"{scheme}://127.0.0.1:5555");
        if (ContainsWhiteSpaceOrControl(rest) || ContainsWhiteSpaceOrControl(path))
            return Explain("it contains white space or a control character.", $"{scheme}://127.0.0.1:5555");
        string? source = null;
        var end = rest.LastIndexOf(';');
        if (end >= 0)
        {
            if (SourceAddress.Validate(scheme, rest[..end], out source) is { } sourceProblem)
                return Explain(sourceProblem, SuggestSource(scheme, rest[(end + 1)..]));
            rest = rest[(end + 1)..];
            if (rest.IsEmpty)
                return Explain("host and port are missing after ';'.", SuggestSource(scheme, "feed.example:5556"));
        }
        var colon = rest[0] == '[' ? AfterBracket(rest) : rest.LastIndexOf(':');
        if (colon < 0)
            return Explain("the port is missing.", $"{scheme}://{rest}:5555");
        var host = rest[..colon];
        if (host.Contains(':') && host[0] != '[')
            return Explain("an IPv6 address stands in brackets.", $"{scheme}://{SuggestBrackets(rest, host)}");
        if (ParsePort(rest[(colon + 1)..], out var port) is { } portProblem)
            return Explain(portProblem, $"{scheme}://{host}:5555");
        if (HostName.Validate(host, out var name) is { } hostProblem)
            return Explain(hostProblem, $"{scheme}://127.0.0.1:{port}");
        address = new ZmqAddress(scheme, name, port, path, source);
        return null;
    }

    private static string SuggestSource(string scheme, ReadOnlySpan<char> destination) => scheme switch
    {
        "tcp" or "tls+tcp" => $"{scheme}://192.168.1.17:0;{destination}",
        "udp" => $"udp://eth0;{destination}",
        _ => $"{scheme}://{destination}",
    };

    /// <summary>The colon that follows the closing bracket, or -1 if there is none.</summary>
    private static int AfterBracket(ReadOnlySpan<char> text)
    {
        var bracket = text.IndexOf(']');
        return bracket >= 0 && bracket + 1 < text.Length && text[bracket + 1] == ':' ? bracket + 1 : -1;
    }

    /// <summary>A number, or one of libzmq's words for a port that the system chooses.</summary>
    internal static string? ParsePort(ReadOnlySpan<char> text, out int port)
    {
        port = 0;
        if (text is "*" or "!")
            return null;
        if (text.IsEmpty)
            return "the port is missing.";
        if (text.ContainsAnyExceptInRange('0', '9'))
            return $"the port '{text}' is not a number.";
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= ushort.MaxValue
            ? null
            : $"the port {text} is out of range; ports are 1 to 65535, or 0 or * to let the system choose.";
    }

    private static Fault? ParsePath(ReadOnlySpan<char> path, out ZmqAddress? address)
    {
        const string PathExample = "ipc:///run/orders.sock";
        address = null;
        if (path.IsEmpty)
            return Explain("the path is missing.", PathExample);
        if (path is "@")
            return Explain("the name after '@' is missing.", "ipc://@orders");
        if (path[^1] == '/')
            return Explain("the path names a directory.", $"ipc://{path}orders.sock");
        if (ContainsControl(path))
            return Explain("the path contains a control character.", PathExample);
        var length = Encoding.UTF8.GetByteCount(path);
        if (length > MaxIpcPath)
            return Explain($"the path has {length} octets of UTF-8; the system allows {MaxIpcPath}.", PathExample);
        address = new ZmqAddress("ipc", host: "", port: null, path.ToString());
        return null;
    }

    private static Fault? ParseName(ReadOnlySpan<char> name, out ZmqAddress? address)
    {
        address = null;
        if (name.IsEmpty)
            return Explain("the name is missing.", "inproc://orders");
        if (name.Length > MaxInprocName)
            return Explain($"the name has {name.Length} characters; {MaxInprocName} are allowed.", "inproc://orders");
        if (ContainsControl(name))
            return Explain("the name contains a control character.", "inproc://orders");
        address = new ZmqAddress("inproc", host: "", port: null, name.ToString());
        return null;
    }

    /// <summary>What the text was probably meant to be: a path, a host with a port, or a scheme that lost a slash.</summary>
    private static string SuggestScheme(ReadOnlySpan<char> text)
    {
        if (text[0] is '/' or '@' or '.')
            return $"ipc://{text}";
        var colon = text.IndexOf(':');
        var scheme = text[..Math.Max(colon, 0)].ToString().ToLowerInvariant();
        if (scheme is "tcp" or "tls+tcp" or "ipc" or "inproc" or "udp" or "ws" or "wss")
            return $"{scheme}://{(scheme is "ipc" ? "/" : "")}{text[(colon + 1)..].TrimStart('/')}";
        var suggestion = $"tcp://{text}";
        return colon >= 0 ? suggestion : $"{suggestion}:5555";
    }

    /// <summary><c>::1:5555</c> is either an address without a port or <c>[::1]:5555</c>; the latter is what was meant.</summary>
    private static string SuggestBrackets(ReadOnlySpan<char> rest, ReadOnlySpan<char> host) =>
        HostName.IsIPv6(host) ? $"[{host}]{rest[host.Length..]}"
        : HostName.IsIPv6(rest) ? $"[{rest}]:5555"
        : "[::1]:5555";

    private static bool ContainsWhiteSpaceOrControl(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsWhiteSpace(c) || char.IsControl(c))
                return true;
        }
        return false;
    }

    private static bool ContainsControl(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsControl(c))
                return true;
        }
        return false;
    }

    private static Fault Explain(string problem, ReadOnlySpan<char> example) => new(problem, example.ToString());

    private readonly record struct Fault(string Problem, string Example);
}
