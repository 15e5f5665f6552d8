using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>PUSH (RFC 30): round robin over the peers with room; whatever a peer sends is dropped.</summary>
internal sealed class PushSocket : BalancedSocket, IPushSocket
{
    internal PushSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => Drop(batch);
}
