namespace Monocoque.Zmtp.Tests;

/// <summary>Octets as protocol texts write them.</summary>
internal static class Hex
{
    /// <summary>Octets in hexadecimal; blanks and line ends are ignored, and so is what stands behind a semicolon.</summary>
    internal static byte[] Of(string text)
    {
        var lines = text.Split('\n').Select(line => line.Split(';')[0]);
        return Convert.FromHexString(string.Concat(lines.SelectMany(line => line.Where(c => !char.IsWhiteSpace(c)))));
    }

    internal static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];
}
