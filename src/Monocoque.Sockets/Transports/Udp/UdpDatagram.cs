using System.Diagnostics.CodeAnalysis;

namespace Monocoque.Transports;

/// <summary>
/// A RADIO message as one datagram, as libzmq has it: <c>group-length = OCTET (unsigned), group, body</c>. No handshake, no acknowledgement.
/// </summary>
internal static class UdpDatagram
{
    /// <summary>libzmq's receive buffer: what is longer does not arrive whole.</summary>
    internal const int MaxSize = 8192;

    internal const int MaxGroup = 255;

    /// <summary>Writes a datagram; returns its length.</summary>
    /// <param name="destination">At least <see cref="MaxSize"/> octets.</param>
    /// <param name="group">Up to 255 octets. libzmq before 4.3.6 aborts at 128 or more.</param>
    /// <param name="body">What fits with the group.</param>
    /// <exception cref="ArgumentException">The group or the whole is too long.</exception>
    internal static int Write(Span<byte> destination, ReadOnlySpan<byte> group, ReadOnlySpan<byte> body)
    {
        ThrowIfTooLong(group, body);
        destination[0] = (byte)group.Length;
        group.CopyTo(destination[1..]);
        body.CopyTo(destination[(1 + group.Length)..]);
        return 1 + group.Length + body.Length;
    }

    /// <exception cref="ArgumentException">The group or the whole is too long.</exception>
    internal static void ThrowIfTooLong(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body)
    {
        if (group.Length > MaxGroup)
            ThrowGroupTooLong(group);
        if (1 + group.Length + body.Length > MaxSize)
            ThrowTooLong(group, body);
    }

    /// <summary>False: it is not one of ours, and is to be dropped.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> datagram, out ReadOnlySpan<byte> group, out ReadOnlySpan<byte> body)
    {
        group = body = default;
        if (datagram.IsEmpty || datagram.Length > MaxSize || datagram[0] > datagram.Length - 1)
            return false;
        group = datagram.Slice(1, datagram[0]);
        body = datagram[(1 + group.Length)..];
        return true;
    }

    [DoesNotReturn]
    private static void ThrowGroupTooLong(ReadOnlySpan<byte> group) =>
        throw new ArgumentException($"The group has {group.Length} octets; at most {MaxGroup} are allowed.", nameof(group));

    [DoesNotReturn]
    private static void ThrowTooLong(ReadOnlySpan<byte> group, ReadOnlySpan<byte> body) => throw new ArgumentException(
        $"A message over udp is one datagram of at most {MaxSize} octets: group ({group.Length}), body ({body.Length}) and one octet more are"
        + $" {1 + group.Length + body.Length}. Send less, or use tcp.",
        nameof(body));
}
