using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <remarks>Messages that a session of the same process hands over whole: the limits are the same, only nothing is decoded.</remarks>
internal sealed partial class FrameDecoder
{
    /// <summary>Every message is delivered as it is, so that none has to be looked at.</summary>
    internal bool TakesWholeMessages => _policy == InboundPolicy.Deliver;

    /// <summary>Takes <paramref name="message"/>, behind whole frames as they go on the wire.</summary>
    internal FrameEvent Take(ReadOnlySpan<byte> envelope, in ZmqMessage message, out ZmqMessage taken)
    {
        Debug.Assert(TakesWholeMessages && _step == Step.Header && _header.IsAtStart && _frames == 0);
        taken = default;
        long size = message.Length;
        var frames = message.Count;
        for (var rest = envelope; !rest.IsEmpty; frames++)
        {
            var reader = default(FrameHeaderReader);
            _ = reader.Read(ref rest, out var header);
            rest = rest[(int)header.Size..];
            size += (long)header.Size;
        }
        if (frames > _maxFrames)
            return Fail(FrameFaults.TooManyFrames(_maxFrames));
        if (size > _maxMessageSize)
            return Fail(FrameFaults.MessageTooLarge(_maxMessageSize));
        taken = message.Adopt(_builder.Peer, _builder.Prefix.Span, envelope);
        return FrameEvent.Message;
    }
}
