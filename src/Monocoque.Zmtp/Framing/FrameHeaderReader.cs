using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Monocoque.Zmtp;

/// <summary>Reads one frame header after another, however the octets arrive.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct FrameHeaderReader
{
    private FrameFlags _flags;
    private byte _sizeOctetsLeft;
    private ulong _size;

    /// <summary>No octet of the next header has arrived.</summary>
    internal readonly bool IsAtStart => _sizeOctetsLeft == 0;

    internal HeaderStatus Read(ref ReadOnlySpan<byte> input, out FrameHeader header)
    {
        header = default;
        if (input.IsEmpty)
            return HeaderStatus.NeedMoreData;
        if (IsAtStart)
        {
            // flags = OCTET ; bit 0 more, bit 1 long, bit 2 command, the others zero
            _flags = (FrameFlags)input[0];
            if (!FrameHeader.IsLegal(_flags))
                return HeaderStatus.Illegal;
            var isLong = (_flags & FrameFlags.Long) != FrameFlags.None;
            if (isLong && input.Length >= FrameHeader.LongSize)
            {
                header = new FrameHeader(_flags, BinaryPrimitives.ReadUInt64BigEndian(input[1..]));
                input = input[FrameHeader.LongSize..];
                return HeaderStatus.Done;
            }
            input = input[1..];
            _sizeOctetsLeft = (byte)(isLong ? FrameHeader.LongSize - 1 : FrameHeader.ShortSize - 1);
            _size = 0;
        }
        // short-size = OCTET ; long-size = 8OCTET, most significant first
        while (!input.IsEmpty)
        {
            _size = (_size << 8) | input[0];
            input = input[1..];
            if (--_sizeOctetsLeft > 0)
                continue;
            header = new FrameHeader(_flags, _size);
            return HeaderStatus.Done;
        }
        return HeaderStatus.NeedMoreData;
    }
}

/// <summary>What <see cref="FrameHeaderReader.Read"/> found.</summary>
internal enum HeaderStatus
{
    NeedMoreData,
    Done,
    Illegal,
}
