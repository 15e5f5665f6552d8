using System.Buffers;
using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <summary>
/// Traffic in boxes: collects one outer frame after the other, opens it, and has the decoder read what was in it. Its memory grows with the octets that are there, up to
/// the largest message or command that the decoder would take.
/// </summary>
internal sealed class CurveInput(CurveOpener opener, FrameDecoder decoder, long mostBody) : IDisposable
{
    private const int FirstSize = 512;

    private FrameHeaderReader _header;
    private byte[] _buffer = [];
    private int _filled;
    private int _size;
    private bool _isInBody;

    /// <summary>Why the last call failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    /// <summary>A box has begun and not ended, or what was in the boxes so far is no whole message.</summary>
    internal bool IsInMessage => _isInBody || !_header.IsAtStart || decoder.IsInMessage;

    /// <summary>As <see cref="FrameDecoder.Read"/>. <paramref name="body"/> is valid until the next call.</summary>
    internal FrameEvent Read(scoped ref ReadOnlySpan<byte> input, out ZmqMessage message, out ReadOnlySpan<byte> body)
    {
        message = default;
        body = default;
        while (true)
        {
            if (!_isInBody)
            {
                switch (_header.Read(ref input, out var header))
                {
                    case HeaderStatus.NeedMoreData:
                        return FrameEvent.NeedMoreData;

                    case HeaderStatus.Illegal:
                        return Fail(FrameFaults.IllegalFlags());
                }
                if (Check(header) is { IsNone: false } fault)
                    return Fail(fault);
                _size = (int)header.Size;
                _isInBody = true;
            }
            decoder.Prepare(input.Length);
            if (!TryCollect(ref input, out var outer))
                return FrameEvent.NeedMoreData;
            _isInBody = false;
            _filled = 0;
            var broken = opener.Open(outer, _buffer, out var frame);
            if (!broken.IsNone)
                return Fail(broken);

            var found = decoder.Read(ref frame, out message, out body);
            if (found == FrameEvent.Failed)
                return Fail(decoder.Fault);
            Debug.Assert(frame.IsEmpty, "A box holds one whole frame.");
            if (found != FrameEvent.NeedMoreData)
                return found;
        }
    }

    /// <summary>No input is waiting: lets go of the memory that holds nothing.</summary>
    internal void Idle()
    {
        if (_filled == 0)
            ReturnBuffer();
    }

    public void Dispose()
    {
        opener.Dispose();
        ReturnBuffer();
    }

    /// <summary>The COMMAND flag is disregarded: RFC 26 sets it, libzmq does not.</summary>
    private ZmtpFault Check(FrameHeader header)
    {
        if (header.Size > long.MaxValue)
            return FrameFaults.IllegalSize();
        if (header.HasMore)
            return new ZmtpFault(ZmtpError.MalformedFrame, "MORE outside of a box");
        return header.Size > (ulong)mostBody ? FrameFaults.MessageTooLarge(mostBody - CurveSealer.Overhead) : default;
    }

    /// <summary>The whole body: where it is, if it came in one piece, and there is room in the buffer to open it; or else in the buffer.</summary>
    private bool TryCollect(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> outer)
    {
        if (_filled == 0 && input.Length >= _size)
        {
            outer = input[.._size];
            input = input[_size..];
            EnsureRoom(_size);
            return true;
        }
        outer = default;
        var count = Math.Min(_size - _filled, input.Length);
        EnsureRoom(_filled + count);
        input[..count].CopyTo(_buffer.AsSpan(_filled));
        input = input[count..];
        _filled += count;
        if (_filled < _size)
            return false;
        outer = _buffer.AsSpan(0, _size);
        return true;
    }

    private void EnsureRoom(int size)
    {
        if (size <= _buffer.Length)
            return;
        var doubled = (int)Math.Min(_buffer.Length * 2L, Array.MaxLength);
        var grown = ArrayPool<byte>.Shared.Rent(Math.Max(Math.Max(size, doubled), FirstSize));
        _buffer.AsSpan(0, _filled).CopyTo(grown);
        ReturnBuffer();
        _buffer = grown;
    }

    private void ReturnBuffer()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    private FrameEvent Fail(ZmtpFault fault)
    {
        Fault = fault;
        return FrameEvent.Failed;
    }
}
