using System.Buffers;
using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <summary>
/// WebSocket messages, in pieces of any size, to frames as ZMTP has them. WebSocket does not say how long a message will be, and ZMTP
/// does, so a message is gathered first: in memory that grows with what has come, up to <see cref="MaxBodySize"/>. The header is then written in front of
/// the body where it lies. The flags are judged with the first octet.
/// </summary>
internal sealed class ZwsDecoder : IDisposable
{
    private const int FirstSize = 4 * 1024;

    /// <summary>Buffers up to this size stay for the next message.</summary>
    private const int KeptSize = 16 * 1024;

    /// <summary>The flags octet of ZWS lies where the last octet of the longest header goes.</summary>
    private const int Start = FrameHeader.LongSize - ZwsFrame.FlagsSize;

    private const int BodyStart = FrameHeader.LongSize;

    private byte[] _buffer = [];

    /// <summary>Octets of the open message, its flags among them.</summary>
    private int _length;

    /// <summary>The most octets a frame may have here; what it may have there is for the session to say.</summary>
    internal long MaxBodySize { get; set; }

    /// <summary>The frame that <see cref="Advance"/> found, header and body; valid until the next call of <see cref="GetMemory"/>.</summary>
    internal ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Why the last call failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    /// <summary>Where the next octets of the message go; never empty.</summary>
    internal Memory<byte> GetMemory()
    {
        if (_length == 0)
            Begin();
        if (Start + _length == _buffer.Length)
            Grow();
        return _buffer.AsMemory(Start + _length);
    }

    /// <summary>So many octets have been put there, and maybe the message ends with them.</summary>
    internal ZwsStatus Advance(int count, bool endOfMessage)
    {
        Debug.Assert(count >= 0 && count <= _buffer.Length - Start - _length);
        _length += count;
        if (_length > 0 && !ZwsFrame.IsLegal(_buffer[Start]))
            return Fail(ZmtpError.MalformedFrame, $"a WebSocket message began with 0x{_buffer[Start]:X2}; the flags of ZWS 2.0 are 00, 01 and 02");
        if (_length - ZwsFrame.FlagsSize > MaxBodySize)
            return Fail(ZmtpError.MessageTooLarge, $"a WebSocket message of more than {MaxBodySize} octets");
        if (!endOfMessage)
            return ZwsStatus.NeedMoreData;
        if (_length == 0)
            return Fail(ZmtpError.MalformedFrame, "an empty WebSocket message, which has no flags");
        EndMessage();
        return ZwsStatus.Frame;
    }

    /// <summary>The peer sent a frame that breaks the rules of WebSocket.</summary>
    internal ZwsStatus RefuseFrame(string reason) => Fail(ZmtpError.MalformedFrame, reason);

    /// <summary>The peer sent text, which has no place in ZWS.</summary>
    internal ZwsStatus RefuseText() => Fail(ZmtpError.MalformedFrame, "a text message; ZWS 2.0 has binary ones");

    public void Dispose() => Replace([]);

    private void EndMessage()
    {
        var flags = ZwsFrame.ToZmtp(_buffer[Start]);
        var size = _length - ZwsFrame.FlagsSize;
        var start = BodyStart - FrameHeader.SizeFor(size);
        FrameHeader.Write(_buffer.AsSpan(start), flags, size);
        Frame = _buffer.AsMemory(start, BodyStart + size - start);
        _length = 0;
    }

    private void Begin()
    {
        Frame = default;
        if (_buffer.Length is 0 or > KeptSize)
            Replace(ArrayPool<byte>.Shared.Rent(FirstSize));
    }

    private void Grow()
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(_buffer.Length * 2L, Array.MaxLength));
        _buffer.CopyTo(larger, 0);
        Replace(larger);
    }

    private void Replace(byte[] buffer)
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = buffer;
    }

    private ZwsStatus Fail(ZmtpError error, string reason)
    {
        Fault = new ZmtpFault(error, reason);
        return ZwsStatus.Failed;
    }
}
