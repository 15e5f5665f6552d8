using System.Globalization;
using System.Net;

namespace Monocoque.Admission;

/// <summary>
/// Addresses and networks as they are written in a configuration. The framework's parsers take more than anybody means: to them <c>10/8</c> is the network of
/// 0.0.0.10, and <c>010.0.0.1</c> is octal.
/// </summary>
internal static class NetworkText
{
    internal const string Expected = "an address or a network, for example 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32";

    /// <param name="text">An address, or an address and the length of a prefix.</param>
    /// <param name="network">The network; a single address is one of all its bits.</param>
    /// <param name="error">What is wrong, as the end of a sentence.</param>
    internal static bool TryParse(string text, out IPNetwork network, out string error)
    {
        network = default;
        error = $"is '{text}', which is not {Expected}";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (!TryParseAddress(slash < 0 ? text : text[..slash], out var address))
            return false;
        var bits = address.GetAddressBytes().Length * 8;
        var length = bits;
        if (slash >= 0 && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length) || length > bits))
        {
            error = $"is '{text}', but the length of a prefix of {address} is 0 to {bits}";
            return false;
        }
        network = new IPNetwork(address, length);
        if (network.BaseAddress.Equals(address))
            return true;
        error = $"is '{text}', which has bits behind its prefix. Write {network} for the network, or {address} for the address";
        return false;
    }

    private static bool TryParseAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        if (text.AsSpan().ContainsAny('[', ']', '%') || !IPAddress.TryParse(text, out var parsed))
            return false;
        address = parsed;
        return string.Equals(parsed.ToString(), text, StringComparison.Ordinal) || text.Contains(':', StringComparison.Ordinal);
    }
}
