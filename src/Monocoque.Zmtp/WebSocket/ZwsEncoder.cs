using System.Buffers;
using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary>
/// Frames as they go into a ZMTP stream, written in pieces of any size, to WebSocket messages. Nothing is moved: the last octet of a frame's header
/// becomes the flags of ZWS, and the message is what begins there.
/// </summary>
internal sealed class ZwsEncoder : IBufferWriter<byte>, IDisposable
{
    private const int FirstSize = 4 * 1024;

    private byte[] _buffer = [];
    private int _start;
    private int _end;

    /// <summary>Octets written that <see cref="TryRead"/> has not given out.</summary>
    internal int Length => _end - _start;

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsMemory(_end);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        EnsureFree(sizeHint);
        return _buffer.AsSpan(_end);
    }

    /// <summary>The next whole frame as a WebSocket message, valid until something is written. False: the rest of it has not been written yet.</summary>
    internal bool TryRead(out ReadOnlyMemory<byte> message)
    {
        message = default;
        var octets = _buffer.AsSpan(_start, Length);
        if (octets.Length < FrameHeader.ShortSize)
            return false;
        var flags = (FrameFlags)octets[0];
        var isLong = (flags & FrameFlags.Long) != FrameFlags.None;
        var header = isLong ? FrameHeader.LongSize : FrameHeader.ShortSize;
        if (octets.Length < header)
            return false;
        var size = isLong ? BinaryPrimitives.ReadInt64BigEndian(octets[1..]) : octets[1];
        if (octets.Length - header < size)
            return false;
        var start = header - ZwsFrame.FlagsSize;
        octets[start] = ZwsFrame.FromZmtp(flags);
        message = _buffer.AsMemory(_start + start, ZwsFrame.FlagsSize + (int)size);
        _start += header + (int)size;
        return true;
    }

    /// <summary>What was given out has been sent: lets go of the memory, if nothing else is in it.</summary>
    internal void Release()
    {
        if (Length == 0)
            Dispose();
    }

    public void Dispose() => Replace([], 0);

    private void EnsureFree(int size)
    {
        size = Math.Max(size, 1);
        if (size <= _buffer.Length - _end)
            return;
        var needed = checked(Length + size);
        if (needed <= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, Length).CopyTo(_buffer);
            (_start, _end) = (0, Length);
            return;
        }
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(needed, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)), FirstSize));
        _buffer.AsSpan(_start, Length).CopyTo(larger);
        Replace(larger, Length);
    }

    private void Replace(byte[] buffer, int length)
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
        (_start, _end) = (0, length);
    }
}
