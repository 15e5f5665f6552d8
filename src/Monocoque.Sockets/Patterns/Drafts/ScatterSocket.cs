using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>SCATTER (RFC 49): round robin over the peers with room; whatever a peer sends is dropped.</summary>
internal sealed class ScatterSocket : BalancedSocket, IScatterSocket
{
    internal ScatterSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => Drop(batch);
}
