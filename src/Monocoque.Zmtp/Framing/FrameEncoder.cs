namespace Monocoque.Zmtp;

/// <summary>Skeleton.</summary>
public static class FrameEncoder
{
    /// <summary>Octets of a frame header at most.</summary>
    public const int MaxHeaderSize = 9;

    /// <summary>The octets <paramref name="message"/> takes on the wire.</summary>
    public static long GetEncodedLength(in ZmqMessage message) => throw new NotSupportedException();

    /// <summary>Writes a frame header; returns its size (2 or 9).</summary>
    public static int WriteHeader(Span<byte> destination, long bodyLength, bool more) => throw new NotSupportedException();

    /// <summary>Writes all frames of a message; the destination holds at least <see cref="GetEncodedLength"/>. Returns what was written.</summary>
    public static int Write(Span<byte> destination, in ZmqMessage message) => throw new NotSupportedException();
}
