using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Monocoque.Admission;

/// <summary>The address of a peer in the one form in which addresses are compared: left-aligned bits, and IPv4 inside IPv6 is IPv4.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct PeerAddress(UInt128 Bits, bool IsIPv4)
{
    private const int MappedPrefix = 96;

    /// <param name="address">As the system tells it.</param>
    internal static PeerAddress Of(IPAddress address)
    {
        Span<byte> octets = stackalloc byte[16];
        address.TryWriteBytes(octets, out var length);
        return Of(octets[..length]);
    }

    /// <param name="address">Of IPv4 or IPv6; the octets stand where the system has them.</param>
    internal static PeerAddress Of(SocketAddress address) =>
        Of(address.Family == AddressFamily.InterNetwork ? address.Buffer.Span.Slice(4, 4) : address.Buffer.Span.Slice(8, 16));

    /// <param name="octets">4 or 16, in the order of the network.</param>
    internal static PeerAddress Of(ReadOnlySpan<byte> octets)
    {
        if (octets.Length == 16 && octets[..10].IndexOfAnyExcept((byte)0) < 0 && octets[10] == 0xFF && octets[11] == 0xFF)
            octets = octets[12..];
        UInt128 bits = 0;
        foreach (var octet in octets)
            bits = (bits << 8) | octet;
        return octets.Length == 4 ? new PeerAddress(bits << MappedPrefix, IsIPv4: true) : new PeerAddress(bits, IsIPv4: false);
    }

    /// <summary>The length of a prefix that counts the bits of <paramref name="address"/>, in bits of <see cref="Of(IPAddress)"/>.</summary>
    internal static int AlignPrefix(IPAddress address, int length) => address.IsIPv4MappedToIPv6 ? Math.Max(0, length - MappedPrefix) : length;

    /// <summary>The first bits; the others are 0.</summary>
    internal PeerAddress Keep(int bits) => this with { Bits = bits == 0 ? 0 : Bits & (UInt128.MaxValue << (128 - bits)) };
}
