namespace Monocoque.Zmtp;

/// <summary>Makes what a peer said fit for a log: printable ASCII, bounded, one line.</summary>
internal static class PrintableText
{
    /// <summary>Each octet that is not printable ASCII becomes a question mark; what exceeds <paramref name="limit"/> is cut.</summary>
    internal static string From(ReadOnlySpan<byte> octets, int limit)
    {
        Span<char> text = stackalloc char[Math.Min(octets.Length, Math.Min(limit, byte.MaxValue))];
        for (var i = 0; i < text.Length; i++)
            text[i] = octets[i] is >= 0x20 and < 0x7F ? (char)octets[i] : '?';
        return new string(text);
    }

    /// <inheritdoc cref="From(ReadOnlySpan{byte}, int)"/>
    internal static string From(ReadOnlySpan<char> input, int limit)
    {
        Span<char> text = stackalloc char[Math.Min(input.Length, Math.Min(limit, byte.MaxValue))];
        for (var i = 0; i < text.Length; i++)
            text[i] = input[i] is >= ' ' and < '\u007F' ? input[i] : '?';
        return new string(text);
    }
}
