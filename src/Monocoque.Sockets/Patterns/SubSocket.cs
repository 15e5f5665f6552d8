using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>SUB (RFC 29): receives what it subscribed to, and lets nothing else through.</summary>
internal sealed class SubSocket : SubscriberSocket, ISubSocket
{
    internal SubSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => base.OnReceived(pipe, KeepWanted(batch));
}
