using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>SUB (RFC 29): receives what it subscribed to, and lets nothing else through.</summary>
internal sealed class SubSocket : SubscriberSocket, ISubSocket
{
    internal SubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch)
    {
        var left = 0;
        lock (Gate)
        {
            foreach (var message in batch)
            {
                if (Subscriptions.Matches(message.First.Span) != Options.InvertMatching)
                    batch[left++] = message;
                else
                    message.Dispose();
            }
        }
        base.OnReceived(pipe, batch[..left]);
    }
}
