using Monocoque.Diagnostics;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// XSUB (RFC 29): subscribes by messages, sends others to all its publishers, and lets through whatever they send; inverted, only what it did not subscribe to.
/// Every subscription is passed on, because a
/// verbose XPUB wants to see it; a cancellation only if it is the last, unless it is to be verbose.
/// </summary>
internal sealed class XSubSocket : SubscriberSocket, IXSubSocket
{
    private readonly HashSet<Pipe> _publishers = [];

    internal XSubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) =>
        base.OnReceived(pipe, Options.InvertMatching ? KeepWanted(batch) : batch);

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        if (ZmqSubscription.TryRead(message, out var subscription))
            Pass(subscription);
        else
            SendToAll(message, ref flush);
        message.Dispose();
        return true;
    }

    protected override void OnPipeAdded(Pipe pipe) => _publishers.Add(pipe);

    protected override void OnPipeRemoved(Pipe pipe) => _publishers.Remove(pipe);

    /// <summary>As in libzmq, what was for the lost connection is not for the next.</summary>
    protected override void OnDisconnected(Pipe pipe)
    {
        if (pipe.IsConnector)
            Counters.AddDropped(DropReason.ConnectionLost, pipe.Outbox.Clear());
    }

    private void Pass(ZmqSubscription subscription)
    {
        var prefix = subscription.Prefix.Span;
        TopicLimit.Check(prefix, "message");
        if (subscription.IsSubscribe)
        {
            Subscriptions.Add(prefix);
            TellAll(prefix, subscribe: true);
        }
        else if (Subscriptions.Remove(prefix) || Options.XSubVerboseUnsubscribe)
        {
            TellAll(prefix, subscribe: false);
        }
    }

    private void SendToAll(in ZmqMessage message, ref Outbox? flush)
    {
        foreach (var pipe in _publishers)
        {
            if (!pipe.Outbox.TryAppend(prefix: default, message, moves: false, out var mustFlush))
                Counters.AddDropped(DropReason.HighWaterMark);
            else if (mustFlush)
                pipe.Outbox.Chain(ref flush);
        }
    }
}
