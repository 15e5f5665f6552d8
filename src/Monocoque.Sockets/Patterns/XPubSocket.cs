using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Monocoque.Peers;
using Monocoque.Zmtp;

namespace Monocoque.Patterns;

/// <summary>
/// XPUB (RFC 29): a publisher that hands out what its peers subscribe to, and whatever else they send. All that is received goes through one queue:
/// subscriptions of different peers to the same prefix mean something only in their order.
/// </summary>
internal sealed class XPubSocket : PublisherSocket, IXPubSocket
{
    private readonly Inbox _news;

    /// <summary>Manual mode: what the peers asked for, as opposed to what they were given. Guarded by the gate, as all here.</summary>
    private readonly SubscriptionTrie<Pipe> _wishes = new();
    private readonly Dictionary<ZmqPeer, Pipe> _peers = new(ReferenceEqualityComparer.Instance);

    internal XPubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) => _news = new Inbox(new Pipe(this, isConnector: false), options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes, Budget, conflates: false);

    public void Subscribe(ZmqPeer subscriber, ReadOnlySpan<byte> prefix)
    {
        using (EnterGate())
        {
            if (!TryFind(subscriber, out var pipe))
                return;
            Subscriptions.Add(prefix, pipe);
            CheckReadiness();
        }
    }

    public void Unsubscribe(ZmqPeer subscriber, ReadOnlySpan<byte> prefix)
    {
        using (EnterGate())
        {
            if (TryFind(subscriber, out var pipe))
                Subscriptions.Remove(prefix, pipe);
        }
    }

    public bool TrySendTo(ZmqPeer subscriber, ZmqMessage message)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ThrowIfEmpty(message);
        Outbox outbox;
        using (EnterGate())
        {
            ThrowIfClosed();
            if (!_peers.TryGetValue(subscriber, out var pipe) || !pipe.Outbox.TryAppend(prefix: default, message, moves: true, out var mustFlush))
                return false;
            if (!mustFlush)
                return true;
            outbox = pipe.Outbox;
        }
        outbox.Flush();
        return true;
    }

    internal override Inbox GetInbox(Pipe pipe) => _news;

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch)
    {
        foreach (var message in batch)
        {
            if (message.Count == 1 || !HasSubscriptions(message))
                FairQueue.Deliver(_news, [message]);
            else
                SplitSlow(pipe, message);
        }
    }

    protected override void Apply(Pipe pipe, ReadOnlySpan<byte> topic, bool subscribe)
    {
        bool isNews;
        if (Options.XPubManual)
        {
            _ = subscribe ? _wishes.Add(topic, pipe) : _wishes.Remove(topic, pipe);
            isNews = true;
        }
        else if (subscribe)
        {
            Subscriptions.Add(topic, pipe, out var isFirst);
            isNews = isFirst || Options.XPubVerbose || Options.XPubVerboser;
        }
        else
        {
            Subscriptions.Remove(topic, pipe, out var isLast);
            isNews = isLast || Options.XPubVerboser;
        }
        if (isNews)
            Report(pipe.Connection!.Peer, topic, subscribe);
    }

    protected override void OnOptionsChanged()
    {
        FairQueue.SetHighWaterMark(_news, Options.ReceiveHighWaterMark);
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
        base.OnConnected(pipe, connection, control);
        pipe.Peer = connection.Peer!;
        _peers[pipe.Peer] = pipe;
    }

    protected override void EndSubscriptions(Pipe pipe)
    {
        var peer = pipe.Peer!;
        _peers.Remove(peer);
        if (!Options.XPubManual)
        {
            Subscriptions.RemoveAll(pipe, (topic, isLast) => ReportEnd(peer, topic, isLast || Options.XPubVerboser));
            return;
        }
        // Who decides by hand hears of every wish that has ended.
        _wishes.RemoveAll(pipe, (topic, _) => ReportEnd(peer, topic, isNews: true));
        Subscriptions.RemoveAll(pipe);
    }

    private void ReportEnd(ZmqPeer peer, byte[] topic, bool isNews)
    {
        if (isNews)
            Report(peer, topic, subscribe: false);
    }

    private void Report(ZmqPeer? peer, ReadOnlySpan<byte> topic, bool subscribe) => FairQueue.Deliver(_news, [ZmqSubscription.Create(topic, subscribe, peer)]);

    /// <summary>As libzmq: a frame that starts with 0 or 1 is a subscription, wherever it stands, unless the first frame has to be one.</summary>
    private bool HasSubscriptions(in ZmqMessage message)
    {
        if (Options.OnlyFirstSubscribe)
            return IsSubscription(message.First.Span);
        foreach (var frame in message)
        {
            if (IsSubscription(frame.Span))
                return true;
        }
        return false;
    }

    private void SplitSlow(Pipe pipe, ZmqMessage message)
    {
        var rest = new List<ReadOnlyMemory<byte>>();
        foreach (var frame in message)
        {
            if (IsSubscription(frame.Span))
                OnSubscription(pipe, frame.Span[1..], subscribe: frame.Span[0] == 1);
            else
                rest.Add(frame.ToArray());
        }
        if (rest.Count > 0)
            FairQueue.Deliver(_news, [ZmqSubscription.Copy(rest, message.Peer)]);
        message.Dispose();
    }

    private static bool IsSubscription(ReadOnlySpan<byte> frame) => frame is [0 or 1, ..];

    private bool TryFind(ZmqPeer subscriber, [NotNullWhen(true)] out Pipe? pipe)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        ThrowIfClosed();
        if (!Options.XPubManual)
        {
            throw new ZmqException(
                ZmqError.InvalidState, $"XPUB socket '{Name}' takes its peers' subscriptions by itself. Set {nameof(ZmqSocketOptions.XPubManual)} to decide about them.");
        }
        return _peers.TryGetValue(subscriber, out pipe);
    }
}
