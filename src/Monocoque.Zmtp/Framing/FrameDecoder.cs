using System.Diagnostics;

namespace Monocoque.Zmtp;

/// <summary>
/// Traffic: octets to frames, frames to messages and command bodies. May be interrupted at every octet.
/// <para>
/// Every limit is checked when a header is complete, before its body costs anything. A message counts against its limits whether it
/// is kept or dropped. A command between two frames of a message leaves the message alone.
/// </para>
/// </summary>
internal sealed class FrameDecoder
{
    private readonly MessageBuilder _builder;
    private readonly InboundPolicy _policy;
    private readonly bool _toleratesLongTopicQuirk;
    private readonly long _maxMessageSize;
    private readonly int _maxFrames;
    private readonly int _maxCommandSize;

    /// <summary>A command or a subscription that did not come in one piece.</summary>
    private readonly OctetBuffer _body = new();

    private FrameHeaderReader _header;
    private LongTopicQuirk _quirk;
    private Step _step;
    private bool _hasMore;
    private bool _isQuirk;

    /// <summary>Octets of the open frame that have not come.</summary>
    private long _left;

    /// <summary>The message under construction: octets announced and frames begun.</summary>
    private long _messageSize;
    private int _frames;

    internal FrameDecoder(ZmtpSessionOptions options, InboundPolicy policy, bool toleratesLongTopicQuirk, MessageBuilder builder)
    {
        _builder = builder;
        _policy = policy;
        _toleratesLongTopicQuirk = toleratesLongTopicQuirk;
        _maxMessageSize = options.MaxMessageSize < 0 ? Array.MaxLength : Math.Min(options.MaxMessageSize, Array.MaxLength);
        _maxFrames = options.MaxFrames;
        _maxCommandSize = options.MaxCommandSize;
    }

    private enum Step
    {
        Header,

        /// <summary>The rest of a size that libzmq 4.3.4 wrote wrong.</summary>
        QuirkSize,

        /// <summary>The first octet decides between subscription and message.</summary>
        FirstOctet,
        Message,
        Dropped,
        Subscription,
        Command,
    }

    /// <summary>Why the last call failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    /// <summary>Messages that came to a socket that receives none.</summary>
    internal long DroppedMessages { get; private set; }

    /// <summary>Consumes input up to the next event. <paramref name="body"/> is valid until the next call, or until the input goes.</summary>
    internal FrameEvent Read(ref ReadOnlySpan<byte> input, out ZmqMessage message, out ReadOnlySpan<byte> body)
    {
        body = default;
        while (true)
        {
            // The common case: a whole short frame of a message that is delivered.
            // frame = (%x00 / %x01) OCTET *OCTET
            if (_step == Step.Header && _policy == InboundPolicy.Deliver && _header.IsAtStart && input.Length >= FrameHeader.ShortSize
                && input[0] <= (byte)FrameFlags.More && input.Length - FrameHeader.ShortSize >= input[1]
                && _frames < _maxFrames && _messageSize + input[1] <= _maxMessageSize)
            {
                var hasMore = input[0] != 0;
                int size = input[1];
                _builder.Prepare(input.Length);
                _builder.Append(input.Slice(FrameHeader.ShortSize, size));
                _builder.EndFrame();
                input = input[(FrameHeader.ShortSize + size)..];
                if (hasMore)
                {
                    _frames++;
                    _messageSize += size;
                    continue;
                }
                _frames = 0;
                _messageSize = 0;
                message = _builder.Complete();
                return FrameEvent.Message;
            }

            var found = Advance(ref input, out message, out body);
            if (found is not null)
                return found.Value;
        }
    }

    /// <summary>No input is waiting: lets go of the memory that holds nothing.</summary>
    internal void Idle()
    {
        if (_builder.FrameCount == 0 && _builder.Length == 0)
            _builder.Release();
        if (_step is not (Step.Command or Step.Subscription))
            _body.Trim();
    }

    /// <summary>One step of the general case; null if there is nothing to report yet.</summary>
    private FrameEvent? Advance(ref ReadOnlySpan<byte> input, out ZmqMessage message, out ReadOnlySpan<byte> body)
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
        _step = _policy switch
        {
            InboundPolicy.Deliver => Step.Message,
            InboundPolicy.Drop => Step.Dropped,
            _ when isFirst && !_hasMore && _left > 0 => Step.FirstOctet,
            InboundPolicy.SubscribeOnly => Step.Dropped,
            _ => Step.Message,
        };
        return null;
    }

    /// <summary>The message form of a subscription is a single frame of <c>(%x00 / %x01) topic</c>.</summary>
    private FrameEvent? Classify(byte first)
    {
        if (first > 1)
        {
            _step = _policy == InboundPolicy.SubscribeOnly ? Step.Dropped : Step.Message;
            return null;
        }
        if (_left > _maxCommandSize)
            return Fail(FrameFaults.TopicTooLarge(_maxCommandSize));
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

    private FrameEvent? ReadBody(ref ReadOnlySpan<byte> input, out ReadOnlySpan<byte> body)
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
