namespace Monocoque.Zmtp;

/// <summary>
/// Traffic: octets to frames, frames to messages and command bodies. May be interrupted at every octet.
/// <para>
/// Every limit is checked when a header is complete, before its body costs anything. A message counts against its limits whether it
/// is kept or dropped. A command between two frames of a message leaves the message alone.
/// </para>
/// </summary>
internal sealed partial class FrameDecoder
{
    private readonly MessageBuilder _builder;
    private readonly InboundPolicy _policy;
    private readonly WireVersion _version;
    private readonly bool _toleratesLongTopicQuirk;
    private readonly long _maxMessageSize;
    private readonly int _maxFrames;
    private readonly int _maxCommandSize;

    /// <summary>Flags up to this one are those of a frame that is delivered without a look at its body; -1: none are.</summary>
    private readonly int _mostFastFlags;

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

    internal FrameDecoder(ZmtpSessionOptions options, InboundPolicy policy, WireVersion version, MessageBuilder builder, bool isBoxed = false)
    {
        _builder = builder;
        _policy = policy;
        _version = version;
        _toleratesLongTopicQuirk = version == WireVersion.V31 && !isBoxed && policy is InboundPolicy.SubscribeOnly or InboundPolicy.DeliverAndSubscribe;
        _maxMessageSize = options.MaxMessageSize < 0 ? Array.MaxLength : Math.Min(options.MaxMessageSize, Array.MaxLength);
        _maxFrames = options.MaxFrames;
        _maxCommandSize = options.MaxCommandSize;
        _mostFastFlags = policy switch
        {
            InboundPolicy.Deliver => (int)FrameFlags.More,
            _ => -1,
        };
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

    /// <summary>The most octets that the body of a frame may have, in a box.</summary>
    internal long MostBody => Math.Min(Math.Max(_maxMessageSize, _maxCommandSize) + CurveSealer.Overhead, Array.MaxLength);

    /// <summary>Why the last call failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    /// <summary>A frame has begun and not ended, or a message has and frames of it are due.</summary>
    internal bool IsInMessage => _step != Step.Header || !_header.IsAtStart || _frames > 0;

    /// <summary>Messages that came to a socket that receives none.</summary>
    internal long DroppedMessages { get; private set; }

    /// <summary>Consumes input up to the next event. <paramref name="body"/> is valid until the next call, or until the input goes.</summary>
    internal FrameEvent Read(scoped ref ReadOnlySpan<byte> input, out ZmqMessage message, out ReadOnlySpan<byte> body)
    {
        body = default;
        while (true)
        {
            // The common case: a whole short frame of a message that is delivered.
            // frame = (%x00 / %x01) OCTET *OCTET
            if (_step == Step.Header && input.Length >= FrameHeader.ShortSize && input[0] <= _mostFastFlags && _header.IsAtStart
                && input.Length - FrameHeader.ShortSize >= input[1]
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

    /// <summary>About how many octets of messages are about to come.</summary>
    internal void Prepare(int expected) => _builder.Prepare(expected);

    /// <summary>No input is waiting: lets go of the memory that holds nothing.</summary>
    internal void Idle()
    {
        if (_builder.FrameCount == 0 && _builder.Length == 0)
            _builder.Release();
        if (_step is not (Step.Command or Step.Subscription))
            _body.Trim();
    }
}
