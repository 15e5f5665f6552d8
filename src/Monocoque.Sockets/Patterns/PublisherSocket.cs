using System.Buffers;
using System.Text;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// What PUB and XPUB share (RFC 29): each message goes to every subscriber with a matching prefix; one whose queue is full misses it. A message is encoded
/// once, however many subscribers there are. Subscriptions are a set per connection.
/// </summary>
internal abstract class PublisherSocket : SocketBase
{
    /// <summary>Messages up to this size are encoded once and copied; larger ones are shared.</summary>
    private const int EncodedOnce = 16 * 1024;

    private readonly List<Pipe> _matches = [];
    private readonly HashSet<Pipe> _connected = [];
    private readonly HashSet<Pipe> _matching = [];
    private readonly byte[] _encoded = new byte[EncodedOnce];
    private readonly byte[]? _welcome;

    private protected PublisherSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) => _welcome = options.XPubWelcomeMessage is { } welcome ? EncodeFrame(Encoding.UTF8.GetBytes(welcome)) : null;

    public int TopicCount
    {
        get
        {
            using (EnterGate())
                return Subscriptions.Count;
        }
    }

    /// <summary>Guarded by the gate.</summary>
    private protected SubscriptionTrie<Pipe> Subscriptions { get; } = new();

    internal override bool OnSubscription(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe)
    {
        using (EnterGate())
        {
            // A connection that was detached while its last octets were read has no say any more.
            if (pipe.Connection is null)
                return true;
            if (subscribe && Options.MaxSubscriptionsPerPeer is > 0 and var most && Subscriptions.CountOf(pipe) >= most && !Subscriptions.Contains(topic, pipe))
            {
                RefuseSubscription(pipe, most);
                return true;
            }
            Apply(pipe, topic, subscribe);
            if (subscribe)
                CheckReadiness();
            return true;
        }
    }

    public ValueTask WaitForSubscriberAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return WaitUntilAsync(() => Subscriptions.SubscriberCount >= count, cancellationToken);
    }

    public ValueTask WaitForSubscriberAsync(ReadOnlyMemory<byte> topic, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return WaitUntilAsync(() => Subscriptions.CountMatches(topic.Span) >= count, cancellationToken);
    }

    /// <summary>A peer subscribes, or no longer does. The gate is held.</summary>
    protected abstract void Apply(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe);

    /// <summary>A peer has gone with all its subscriptions. The gate is held.</summary>
    protected virtual void EndSubscriptions(Pipe pipe) => Subscriptions.RemoveAll(pipe);

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        var collector = new Collector(_matches);
        Subscriptions.Match(message.First.Span, ref collector);
        if (Options.InvertMatching)
            InvertMatches();
        var isSent = !Options.XPubNoDrop || HaveRoom();
        if (isSent)
            Publish(message, ref flush);
        _matches.Clear();
        return isSent;
    }

    protected override bool TrySendBodyCore(ReadOnlySpan<byte> body, out Outbox? flush)
    {
        flush = null;
        var length = FrameEncoder.GetFrameLength(body.Length);
        if (length > EncodedOnce || Options.InvertMatching || Options.XPubNoDrop)
            return false;
        var collector = new Collector(_matches);
        Subscriptions.Match(body, ref collector);
        if (_matches.Count > 0)
        {
            FrameEncoder.WriteFrame(_encoded, body);
            SendTo(_encoded.AsSpan(0, (int)length), message: default, ref flush);
            _matches.Clear();
        }
        return true;
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
        _connected.Add(pipe);
        if (_welcome is not null)
            control.Write(_welcome);
    }

    protected override void OnDisconnected(Pipe pipe)
    {
        _connected.Remove(pipe);
        EndSubscriptions(pipe);
        if (pipe.IsConnector)
            Counters.AddDropped(DropReason.ConnectionLost, pipe.Outbox.Clear());
        // A send that waited for room there need not wait any more.
        if (Options.XPubNoDrop)
            ServeSenders();
    }

    private void Publish(in ZmqMessage message, ref Outbox? flush)
    {
        if (_matches.Count > 0)
        {
            var length = FrameEncoder.GetEncodedLength(message);
            if (length <= EncodedOnce)
                SendTo(_encoded.AsSpan(0, FrameEncoder.Write(_encoded, message)), message: default, ref flush);
            else
                SendTo(prefix: default, message, ref flush);
        }
        message.Dispose();
    }

    private void SendTo(ReadOnlySpan<byte> prefix, in ZmqMessage message, ref Outbox? flush)
    {
        var full = 0;
        foreach (var pipe in _matches)
        {
            if (!pipe.Outbox.TryAppend(prefix, message, moves: false, out var mustFlush))
                full++;
            else if (mustFlush)
                pipe.Outbox.Chain(ref flush);
        }
        if (full > 0)
            Counters.AddDropped(DropReason.HighWaterMark, full);
    }

    /// <summary>Everybody else: also who subscribed to nothing.</summary>
    private void InvertMatches()
    {
        _matching.Clear();
        foreach (var pipe in _matches)
            _matching.Add(pipe);
        _matches.Clear();
        foreach (var pipe in _connected)
        {
            if (!_matching.Contains(pipe))
                _matches.Add(pipe);
        }
    }

    /// <summary>All must have room before any is sent to: a repeated send would reach the others twice. Nobody but us fills them, under the gate.</summary>
    private bool HaveRoom()
    {
        foreach (var pipe in _matches)
        {
            if (!pipe.Outbox.MayAppend())
                return false;
        }
        return true;
    }

    private static void RefuseSubscription(Pipe pipe, int most) => pipe.Connection!.Abort(
        new ZmtpProtocolException(ZmtpError.TooManySubscriptions, $"The peer made more than {most} subscriptions (MaxSubscriptionsPerPeer)."));

    private static byte[] EncodeFrame(byte[] body)
    {
        var frame = new byte[FrameEncoder.MaxHeaderSize + body.Length];
        var header = FrameEncoder.WriteHeader(frame, body.Length, more: false);
        body.CopyTo(frame, header);
        return frame[..(header + body.Length)];
    }

    private readonly struct Collector(List<Pipe> matches) : ISubscriberVisitor<Pipe>
    {
        public void Visit(Pipe subscriber) => matches.Add(subscriber);
    }
}
