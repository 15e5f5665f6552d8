using System.Buffers;
using Monocoque.Diagnostics;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// PUB (RFC 29): each message to every subscriber with a matching prefix; one whose queue is full misses it. A message is encoded once, however many
/// subscribers there are. Subscriptions are a set per connection.
/// </summary>
internal sealed class PubSocket : SocketBase, IPubSocket
{
    /// <summary>Messages up to this size are encoded once and copied; larger ones are shared.</summary>
    private const int EncodedOnce = 16 * 1024;

    private readonly SubscriptionTrie<Pipe> _subscriptions = new();
    private readonly List<Pipe> _matches = [];
    private readonly HashSet<Pipe> _connected = [];
    private readonly HashSet<Pipe> _matching = [];
    private readonly byte[] _encoded = new byte[EncodedOnce];

    internal PubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    /// <summary>Distinct prefixes that somebody subscribed to.</summary>
    internal int TopicCount
    {
        get
        {
            lock (Gate)
                return _subscriptions.Count;
        }
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => Drop(batch);

    internal override bool OnSubscription(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe)
    {
        lock (Gate)
        {
            // A connection that was detached while its last octets were read has no say any more.
            if (pipe.Connection is null)
                return true;
            if (!subscribe)
                _subscriptions.Remove(topic, pipe);
            else if (Options.MaxSubscriptionsPerPeer is > 0 and var most && _subscriptions.CountOf(pipe) >= most && !_subscriptions.Contains(topic, pipe))
                RefuseSubscription(pipe, most);
            else if (_subscriptions.Add(topic, pipe))
                CheckReadiness();
            return true;
        }
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        var collector = new Collector(_matches);
        _subscriptions.Match(message.First.Span, ref collector);
        if (Options.InvertMatching)
            InvertMatches();
        if (_matches.Count > 0)
        {
            var length = FrameEncoder.GetEncodedLength(message);
            if (length <= EncodedOnce)
                SendTo(_encoded.AsSpan(0, FrameEncoder.Write(_encoded, message)), message: default);
            else
                SendTo(prefix: default, message);
            _matches.Clear();
        }
        message.Dispose();
        return true;
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control) => _connected.Add(pipe);

    protected override void OnDisconnected(Pipe pipe)
    {
        _connected.Remove(pipe);
        _subscriptions.RemoveAll(pipe);
        if (pipe.IsConnector)
            Counters.AddDropped(DropReason.ConnectionLost, pipe.Outbox.Clear());
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

    private void SendTo(ReadOnlySpan<byte> prefix, in ZmqMessage message)
    {
        foreach (var pipe in _matches)
        {
            if (!pipe.Outbox.TryAppend(prefix, message, moves: false, out var mustFlush))
                Counters.AddDropped(DropReason.HighWaterMark);
            else if (mustFlush)
                pipe.Outbox.Flush();
        }
    }

    public ValueTask WaitForSubscriberAsync(int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return WaitUntilAsync(() => _subscriptions.SubscriberCount >= count, cancellationToken);
    }

    public ValueTask WaitForSubscriberAsync(ReadOnlyMemory<byte> topic, int count = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return WaitUntilAsync(() => _subscriptions.CountMatches(topic.Span) >= count, cancellationToken);
    }

    private static void RefuseSubscription(Pipe pipe, int most) => pipe.Connection!.Abort(
        new ZmtpProtocolException(ZmtpError.TooManySubscriptions, $"The peer made more than {most} subscriptions (MaxSubscriptionsPerPeer)."));

    private readonly struct Collector(List<Pipe> matches) : ISubscriberVisitor<Pipe>
    {
        public void Visit(Pipe subscriber) => matches.Add(subscriber);
    }
}
