using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <remarks>The general case, step by step: long frames, frames in pieces, commands, subscriptions, frames that are dropped.</remarks>
internal sealed partial class FrameDecoder
{
    /// <summary>One step of the general case; null if there is nothing to report yet.</summary>
    private FrameEvent? Advance(scoped ref ReadOnlySpan<byte> input, out ZmqMessage message, out ReadOnlySpan<byte> body)
    {
        message = default;
        body = default;
        switch (_step)
        {
            case Step.Header:
                return ReadHeader(ref input);

            case Step.QuirkSize:
                return ReadQuirkSize(ref input);

            case Step.FirstOctet:
                return input.IsEmpty ? FrameEvent.NeedMoreData : Classify(input[0]);

            case Step.Message:
                return ReadMessage(ref input, out message);

            case Step.Dropped:
                return SkipMessage(ref input);

            default:
                return ReadBody(ref input, out body);
        }
    }

    private FrameEvent? ReadHeader(ref ReadOnlySpan<byte> input)
    {
        switch (_header.Read(ref input, out var header))
        {
            case HeaderStatus.NeedMoreData:
                return FrameEvent.NeedMoreData;

            case HeaderStatus.Illegal:
                return Fail(FrameFaults.IllegalFlags());
        }
        if (header.Size > long.MaxValue)
            return Fail(FrameFaults.IllegalSize());
        return header.IsCommand ? BeginCommand(header) : BeginFrame(header);
    }

    private FrameEvent? BeginCommand(FrameHeader header)
    {
        if (_version == WireVersion.V20)
            return Fail(FrameFaults.NoCommands());
        if (header.Size > (ulong)_maxCommandSize)
            return Fail(FrameFaults.CommandTooLarge(_maxCommandSize));
        if (header.Size == 0 && _toleratesLongTopicQuirk && (header.Flags & FrameFlags.Long) == FrameFlags.None)
        {
            _step = Step.QuirkSize;
            return null;
        }
        if (header.Size == 0)
            return Fail(FrameFaults.EmptyCommand());
        BeginBody(Step.Command, (long)header.Size);
        return null;
    }

    private FrameEvent? ReadQuirkSize(ref ReadOnlySpan<byte> input)
    {
        switch (_quirk.Read(ref input, out var size))
        {
            case HeaderStatus.NeedMoreData:
                return FrameEvent.NeedMoreData;

            case HeaderStatus.Illegal:
                return Fail(FrameFaults.BrokenLongTopic());
        }
        if (size > _maxCommandSize)
            return Fail(FrameFaults.CommandTooLarge(_maxCommandSize));
        _isQuirk = true;
        BeginBody(Step.Command, size);
        return null;
    }

    private FrameEvent? BeginFrame(FrameHeader header)
    {
        if (_frames == _maxFrames)
            return Fail(FrameFaults.TooManyFrames(_maxFrames));
        if (header.Size > (ulong)(_maxMessageSize - _messageSize))
            return Fail(FrameFaults.MessageTooLarge(_maxMessageSize));
        var isFirst = _frames++ == 0;
        _hasMore = header.HasMore;
        _left = (long)header.Size;
        _messageSize += _left;
        if (_policy == InboundPolicy.DeliverGroups && !IsGroupMessage(isFirst))
            return Fail(FrameFaults.NoGroupMessage());
        _step = _policy switch
        {
            InboundPolicy.Deliver or InboundPolicy.DeliverGroups => Step.Message,
            InboundPolicy.Drop => Step.Dropped,
            InboundPolicy.DeliverSingle => isFirst && !_hasMore ? Step.Message : Step.Dropped,
            _ when isFirst && !_hasMore && _left > 0 => Step.FirstOctet,
            InboundPolicy.SubscribeOnly => Step.Dropped,
            _ => Step.Message,
        };
        return null;
    }

    /// <summary>RFC 48: <c>group = %x01 OCTET 0*255OCTET</c>, then one frame more.</summary>
    private bool IsGroupMessage(bool isFirst) => isFirst ? _hasMore && _left <= byte.MaxValue : !_hasMore;

    /// <summary>The message form of a subscription is a single frame of <c>(%x00 / %x01) topic</c>.</summary>
    private FrameEvent? Classify(byte first)
    {
        if (first > 1)
        {
            _step = _policy == InboundPolicy.SubscribeOnly ? Step.Dropped : Step.Message;
            return null;
        }
        // The same limit in both forms: whoever passes a topic on, a proxy for one, has to write it in either.
        var mostTopic = _maxCommandSize - 1 - "SUBSCRIBE"u8.Length;
        if (_left - 1 > mostTopic)
            return Fail(FrameFaults.TopicTooLarge(mostTopic));
        BeginBody(Step.Subscription, _left);
        return null;
    }

    private FrameEvent? ReadMessage(ref ReadOnlySpan<byte> input, out ZmqMessage message)
    {
        message = default;
        var count = (int)Math.Min(_left, input.Length);
        _builder.Prepare(input.Length);
        _builder.Append(input[..count]);
        input = input[count..];
        _left -= count;
        if (_left > 0)
            return FrameEvent.NeedMoreData;
        _builder.EndFrame();
        if (!EndFrame())
            return null;
        message = _builder.Complete();
        return FrameEvent.Message;
    }

    private FrameEvent? SkipMessage(ref ReadOnlySpan<byte> input)
    {
        var count = (int)Math.Min(_left, input.Length);
        input = input[count..];
        _left -= count;
        if (_left > 0)
            return FrameEvent.NeedMoreData;
        if (EndFrame())
            DroppedMessages++;
        return null;
    }

    private void BeginBody(Step step, long size)
    {
        _body.Trim();
        _step = step;
        _left = size;
    }

    private FrameEvent? ReadBody(scoped ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> body)
    {
        body = default;
        var count = (int)Math.Min(_left, input.Length);
        var piece = input[..count];
        input = input[count..];
        _left -= count;
        if (_left > 0 || _body.Length > 0)
            _body.Append(piece);
        if (_left > 0)
            return FrameEvent.NeedMoreData;

        body = _body.Length > 0 ? _body.Span : piece;
        var isSubscription = _step == Step.Subscription;
        _step = Step.Header;
        if (isSubscription)
        {
            EndFrame();
            return FrameEvent.Subscription;
        }
        if (_isQuirk && !LongTopicQuirk.Explains(body))
            return Fail(FrameFaults.BrokenLongTopic());
        _isQuirk = false;
        return FrameEvent.Command;
    }

    /// <summary>True if the frame was the last of its message.</summary>
    private bool EndFrame()
    {
        Debug.Assert(_left == 0);
        _step = Step.Header;
        if (_hasMore)
            return false;
        _frames = 0;
        _messageSize = 0;
        return true;
    }

    private FrameEvent Fail(ZmtpFault fault)
    {
        Fault = fault;
        return FrameEvent.Failed;
    }
}
