using System.Buffers;
using System.Text;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// SUB (RFC 29): tells every publisher, now and after each reconnect, what it wants, and lets nothing else through. Subscriptions go before all
/// messages and count against no mark.
/// </summary>
internal sealed class SubSocket : SocketBase, ISubSocket
{
    private readonly SubscriptionSet _subscriptions = new();

    internal SubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
        foreach (var prefix in options.Subscribe)
            _subscriptions.Add(Encoding.UTF8.GetBytes(prefix));
    }

    /// <summary>Nothing is sent but subscriptions, and closing ends those anyway.</summary>
    protected override TimeSpan Linger => TimeSpan.Zero;

    public void Subscribe(ReadOnlySpan<byte> prefix)
    {
        lock (Gate)
        {
            ThrowIfClosed();
            if (_subscriptions.Add(prefix))
                TellAll(prefix, subscribe: true);
        }
    }

    public void Unsubscribe(ReadOnlySpan<byte> prefix)
    {
        lock (Gate)
        {
            ThrowIfClosed();
            if (_subscriptions.Remove(prefix))
                TellAll(prefix, subscribe: false);
        }
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch)
    {
        var left = 0;
        lock (Gate)
        {
            foreach (var message in batch)
            {
                if (_subscriptions.Matches(message.First.Span) != Options.InvertMatching)
                    batch[left++] = message;
                else
                    message.Dispose();
            }
        }
        base.OnReceived(pipe, batch[..left]);
    }

    protected override void OnConnected(Pipe pipe, PeerConnection connection, IBufferWriter<byte> control)
    {
        foreach (var prefix in _subscriptions.ToArray())
            connection.WriteSubscription(control, prefix, subscribe: true);
    }

    private void TellAll(ReadOnlySpan<byte> prefix, bool subscribe)
    {
        foreach (var pipe in ConnectedPipes)
        {
            var command = new ArrayBufferWriter<byte>();
            pipe.Connection!.WriteSubscription(command, prefix, subscribe);
            pipe.Outbox.WriteControl(command.WrittenSpan);
        }
    }
}
