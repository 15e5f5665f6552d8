using System.Text;

namespace Monocoque.Patterns;

/// <summary>RFC 48: a group has at most 255 octets, none of them zero.</summary>
internal static class GroupName
{
    internal const int MostOctets = 255;

    /// <exception cref="ArgumentException">It is none.</exception>
    internal static int GetOctets(string group, Span<byte> destination)
    {
        ArgumentNullException.ThrowIfNull(group);
        if (Encoding.UTF8.GetByteCount(group) is > MostOctets and var length)
            throw new ArgumentException($"The group has {length} octets of UTF-8. Use at most {MostOctets}.", nameof(group));
        if (group.Contains('\0', StringComparison.Ordinal))
            throw new ArgumentException("The group has a NUL, which no group may have.", nameof(group));
        return Encoding.UTF8.GetBytes(group, destination);
    }

    internal static byte[] GetOctets(string group)
    {
        Span<byte> octets = stackalloc byte[MostOctets];
        return octets[..GetOctets(group, octets)].ToArray();
    }
}
