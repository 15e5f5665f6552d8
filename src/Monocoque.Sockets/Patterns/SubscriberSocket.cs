using System.Buffers;
using System.Text;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// What SUB and XSUB share (RFC 29): they tell every publisher, now and after each reconnect, what they want. Subscriptions go before all messages and
/// count against no mark.
/// </summary>
internal abstract class SubscriberSocket : SocketBase
{
    private protected SubscriberSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
        foreach (var prefix in options.Subscribe)
            Subscriptions.Add(Encoding.UTF8.GetBytes(prefix));
    }

    /// <summary>Guarded by the gate.</summary>
    private protected SubscriptionSet Subscriptions { get; } = new();

    /// <summary>Nothing that matters after the end is sent: closing ends subscriptions anyway.</summary>
    internal override TimeSpan Linger => TimeSpan.Zero;

    public int TopicCount
    {
        get
        {
            using (EnterGate())
                return Subscriptions.Count;
        }
    }

    public void Subscribe(ReadOnlySpan<byte> prefix)
    {
        TopicLimit.Check(prefix, nameof(prefix));
        using (EnterGate())
        {
            ThrowIfClosed();
            if (Subscriptions.Add(prefix))
                TellAll(prefix, subscribe: true);
        }
    }

    public void Unsubscribe(ReadOnlySpan<byte> prefix)
    {
        using (EnterGate())
        {
            ThrowIfClosed();
            if (Subscriptions.Remove(prefix))
                TellAll(prefix, subscribe: false);
        }
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
        foreach (var prefix in Subscriptions.ToArray())
            connection.WriteSubscription(control, prefix, subscribe: true);
    }

    /// <summary>Drops what is not wanted: what matches no subscription, or with inverted matching what matches one.</summary>
    protected Span<ZmqMessage> KeepWanted(Span<ZmqMessage> batch)
    {
        var left = 0;
        using (EnterGate())
        {
            foreach (var message in batch)
            {
                if (Subscriptions.Matches(message.First.Span) != Options.InvertMatching)
                    batch[left++] = message;
                else
                    message.Dispose();
            }
        }
        return batch[..left];
    }

    /// <summary>The gate is held.</summary>
    protected void TellAll(ReadOnlySpan<byte> prefix, bool subscribe)
    {
        foreach (var pipe in ConnectedPipes)
        {
            var command = new ArrayBufferWriter<byte>();
            pipe.Connection!.WriteSubscription(command, prefix, subscribe);
            pipe.Outbox.WriteControl(command.WrittenSpan);
        }
    }
}
