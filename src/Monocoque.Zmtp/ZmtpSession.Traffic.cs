using System.Buffers;

namespace Monocoque.Zmtp;

public sealed partial class ZmtpSession
{
    private OctetBuffer? _topic;
    private OctetBuffer? _pong;
    private OctetBuffer? _answered;
    private bool _takesSubscriptions;
    private bool _takesGroups;
    private long _droppedMessages;

    /// <summary>
    /// The topic of the last Subscribe or Cancel event, or the group of the last Join or Leave. Valid until the next call of <see cref="Read"/> or <see cref="Idle"/>.
    /// </summary>
    public ReadOnlySpan<byte> Topic => _topic is null ? default : _topic.Span;

    /// <summary>Commands after the handshake that mean nothing here, and were ignored.</summary>
    public long IgnoredCommands { get; private set; }

    /// <summary>Messages that were dropped: all that came to a PUB or a PUSH, which receive none, and those of several frames where a message has one.</summary>
    public long DroppedMessages => _traffic?.DroppedMessages ?? _droppedMessages;

    /// <summary>
    /// The time to live in the peer's last PING, in tenths of a second: if that long nothing comes, the peer counts as dead. 0: it asked
    /// for none.
    /// </summary>
    public ushort PeerTtl { get; private set; }

    /// <summary>The peer answers a PING: it speaks ZMTP 3, of which libzmq pings 3.0 peers too. Over WebSocket it does not; there the carrier pings.</summary>
    public bool TakesPings => _version >= WireVersion.V30 && _carrier == ZmtpCarrier.Octets;

    /// <summary>
    /// The context of the peer's last PONG that had one: whoever pings with one of its own, and another each time, learns by it that the peer has read all that
    /// went before. The span is valid until the next call of <see cref="Read"/>.
    /// </summary>
    public ReadOnlySpan<byte> PongContext => _answered is null ? default : _answered.Span;

    /// <summary>
    /// The peer has begun a message or a command and more of it is due, so that its silence now is no rest between two messages. False during the
    /// handshake, which as a whole is what to bound in time.
    /// </summary>
    public bool IsInMessage => _boxed?.IsInMessage ?? _traffic is { IsInMessage: true };

    /// <summary>Writes a subscription in the form this peer understands (a command for 3.1, a message for 3.0 and 2.0).</summary>
    /// <exception cref="InvalidOperationException">The handshake is not completed.</exception>
    public void WriteSubscription(IBufferWriter<byte> destination, ReadOnlySpan<byte> topic, bool subscribe)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfNotCompleted();
        if (_version == WireVersion.V31)
            CommandWriter.WriteSubscription(destination, topic, subscribe);
        else
            CommandWriter.WriteSubscriptionMessage(destination, topic, subscribe);
    }

    /// <summary>Writes JOIN or LEAVE: a DISH asks its RADIO for the messages of a group, or no longer wants them.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="group">Up to 255 octets, none of them zero.</param>
    /// <param name="join">True for JOIN.</param>
    /// <exception cref="InvalidOperationException">The handshake is not completed.</exception>
    /// <exception cref="ArgumentException">The group is too long or has a zero octet.</exception>
    public void WriteGroup(IBufferWriter<byte> destination, ReadOnlySpan<byte> group, bool join)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfNotCompleted();
        if (!CommandReader.IsGroup(group))
            throw new ArgumentException("A group has at most 255 octets, none of them zero.", nameof(group));
        CommandWriter.WriteGroup(destination, group, join);
    }

    /// <summary>Writes a PING; <paramref name="ttl"/> in tenths of a second.</summary>
    /// <param name="destination">Where to.</param>
    /// <param name="ttl">After how long a silence the peer may think us dead; 0: never. libzmq miscounts above 655.</param>
    /// <param name="context">Up to 16 octets that come back in the PONG.</param>
    /// <exception cref="InvalidOperationException">The handshake is not completed, or <see cref="TakesPings"/> is false.</exception>
    /// <exception cref="ArgumentException">The context is too long.</exception>
    public void WritePing(IBufferWriter<byte> destination, ushort ttl, ReadOnlySpan<byte> context)
    {
        ArgumentNullException.ThrowIfNull(destination);
        ThrowIfNotCompleted();
        if (!TakesPings)
            throw new InvalidOperationException("This peer knows no PING: it speaks ZMTP 2.0, or is reached over WebSocket.");
        if (context.Length > CommandReader.MaxPingContext)
            throw new ArgumentException("The context of a PING has at most 16 octets.", nameof(context));
        CommandWriter.WritePing(destination, ttl, context);
    }

    /// <summary>Whether <see cref="Take"/> may be called: the handshake is done and this socket delivers every message as it is.</summary>
    internal bool TakesWholeMessages => _traffic is { TakesWholeMessages: true };

    /// <summary>
    /// A message that the other session, in this process, hands over whole instead of in octets, between two messages. Message, and
    /// <paramref name="taken"/> has the lease; or Failed, and <paramref name="message"/> is still the caller's.
    /// </summary>
    internal ZmtpEvent Take(ReadOnlySpan<byte> envelope, in ZmqMessage message, out ZmqMessage taken) =>
        _traffic!.Take(envelope, message, out taken) == FrameEvent.Message ? ZmtpEvent.Message : Fail(_traffic.Fault);

    private void BeginTraffic(ZmtpSessionOptions options, CurveBoxes? boxes)
    {
        var policy = options.SocketType switch
        {
            ZmqSocketType.Pub => InboundPolicy.SubscribeOnly,
            ZmqSocketType.XPub => InboundPolicy.DeliverAndSubscribe,
            ZmqSocketType.Push or ZmqSocketType.Scatter or ZmqSocketType.Radio => InboundPolicy.Drop,
            ZmqSocketType.Dish => InboundPolicy.DeliverGroups,
            _ when Drafts.IsSinglePart(options.SocketType) => InboundPolicy.DeliverSingle,
            _ => InboundPolicy.Deliver,
        };
        _takesGroups = options.SocketType is ZmqSocketType.Radio;
        _takesSubscriptions = policy is InboundPolicy.SubscribeOnly or InboundPolicy.DeliverAndSubscribe;
        _traffic = new FrameDecoder(options, policy, _version, _builder, isBoxed: boxes is not null);
        if (boxes is null)
            return;
        Sealer = boxes.Sealer;
        _boxed = new CurveInput(boxes.Opener, _traffic, _traffic.MostBody);
    }

    private ZmtpEvent ReadTraffic(FrameDecoder traffic, ref ReadOnlySpan<byte> input, out ZmqMessage message)
    {
        while (true)
        {
            ReadOnlySpan<byte> body;
            var next = _boxed is null ? traffic.Read(ref input, out message, out body) : _boxed.Read(ref input, out message, out body);
            switch (next)
            {
                case FrameEvent.Message:
                    return ZmtpEvent.Message;

                case FrameEvent.NeedMoreData:
                    return ZmtpEvent.NeedMoreData;

                case FrameEvent.Subscription:
                    return ReportSubscription(body[1..], subscribe: body[0] == 1);

                case FrameEvent.Command:
                    var found = ProcessCommand(body);
                    if (found != ZmtpEvent.NeedMoreData)
                        return found;
                    break;

                default:
                    return Fail(_boxed is null ? traffic.Fault : _boxed.Fault);
            }
        }
    }

    /// <summary>NeedMoreData if the command is no event.</summary>
    private ZmtpEvent ProcessCommand(ReadOnlySpan<byte> body)
    {
        if (!CommandReader.TryRead(body, out var name, out var data))
            return Fail(new ZmtpFault(ZmtpError.MalformedCommand, "a command without a name that fits it"));
        if (name.SequenceEqual("PING"u8))
            return AnswerPing(data);
        if (name.SequenceEqual("PONG"u8))
            return AcceptPong(data);
        if (_takesSubscriptions && name.SequenceEqual("SUBSCRIBE"u8))
            return ReportSubscription(data, subscribe: true);
        if (_takesSubscriptions && name.SequenceEqual("CANCEL"u8))
            return ReportSubscription(data, subscribe: false);
        if (_takesGroups && name.SequenceEqual("JOIN"u8))
            return ReportGroup(data, ZmtpEvent.Join);
        if (_takesGroups && name.SequenceEqual("LEAVE"u8))
            return ReportGroup(data, ZmtpEvent.Leave);

        // Unknown, or without a meaning here: a later version may add commands, so they are no fault.
        IgnoredCommands++;
        return ZmtpEvent.NeedMoreData;
    }

    /// <summary>One PONG waits at most: to a peer that does not take its answers, the newest is as good as all of them.</summary>
    private ZmtpEvent AnswerPing(ReadOnlySpan<byte> data)
    {
        if (!CommandReader.TryReadPing(data, out var ttl, out var context))
            return Fail(new ZmtpFault(ZmtpError.MalformedCommand, "a PING without a time to live"));
        PeerTtl = ttl;
        _pong ??= new OctetBuffer();
        _pong.Clear();
        CommandWriter.WritePong(_pong, context);
        return ZmtpEvent.NeedMoreData;
    }

    private ZmtpEvent AcceptPong(ReadOnlySpan<byte> context)
    {
        if (context.Length > CommandReader.MaxPingContext)
            return Fail(new ZmtpFault(ZmtpError.MalformedCommand, "a PONG with a context of more than 16 octets"));
        // Heartbeats have none, so the memory is for the few who ask.
        if (!context.IsEmpty)
        {
            _answered ??= new OctetBuffer();
            _answered.Clear();
            _answered.Append(context);
        }
        return ZmtpEvent.NeedMoreData;
    }

    private ZmtpEvent ReportSubscription(ReadOnlySpan<byte> topic, bool subscribe) =>
        Report(topic, subscribe ? ZmtpEvent.Subscribe : ZmtpEvent.Cancel);

    private ZmtpEvent ReportGroup(ReadOnlySpan<byte> group, ZmtpEvent change) => CommandReader.IsGroup(group)
        ? Report(group, change)
        : Fail(new ZmtpFault(ZmtpError.MalformedCommand, "a group of more than 255 octets, or with a zero octet"));

    private ZmtpEvent Report(ReadOnlySpan<byte> topic, ZmtpEvent change)
    {
        _topic ??= new OctetBuffer();
        _topic.Clear();
        _topic.Append(topic);
        return change;
    }

    private void ThrowIfNotCompleted()
    {
        if (_version == WireVersion.Unknown)
            throw new InvalidOperationException("Nothing may be sent before the handshake is completed.");
    }
}
