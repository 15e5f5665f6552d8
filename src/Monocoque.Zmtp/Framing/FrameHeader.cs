using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>
/// What stands in front of a frame's body: <c>frame = flags (short-size / long-size) body</c>. The size is kept as it was
/// announced, unsigned, until it has been held against a limit.
/// </summary>
internal readonly record struct FrameHeader(FrameFlags Flags, ulong Size)
{
    /// <summary>All flags there are; the other bits are zero in ZMTP 3.x.</summary>
    private const FrameFlags AllFlags = FrameFlags.More | FrameFlags.Long | FrameFlags.Command;

    internal const int ShortSize = 2;
    internal const int LongSize = 9;

    internal bool HasMore => (Flags & FrameFlags.More) != FrameFlags.None;

    internal bool IsCommand => (Flags & FrameFlags.Command) != FrameFlags.None;

    /// <summary>Reserved bits are zero, and a command is a single frame.</summary>
    internal static bool IsLegal(FrameFlags flags) =>
        (flags & ~AllFlags) == FrameFlags.None && (flags & (FrameFlags.Command | FrameFlags.More)) != (FrameFlags.Command | FrameFlags.More);

    /// <summary>The octets of the header of a body this long.</summary>
    internal static int SizeFor(long bodyLength) => bodyLength <= byte.MaxValue ? ShortSize : LongSize;

    /// <summary>Writes the shortest header there is for the body; returns its size.</summary>
    internal static int Write(Span<byte> destination, FrameFlags flags, long bodyLength)
    {
        if (bodyLength <= byte.MaxValue)
        {
            destination[1] = (byte)bodyLength;
            destination[0] = (byte)flags;
            return ShortSize;
        }
        BinaryPrimitives.WriteInt64BigEndian(destination[1..], bodyLength);
        destination[0] = (byte)(flags | FrameFlags.Long);
        return LongSize;
    }
}
