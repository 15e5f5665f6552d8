namespace Monocoque.Patterns;

/// <summary>CHANNEL (RFC 52): one peer, both directions, one frame each.</summary>
internal sealed class ChannelSocket : ExclusiveSocket, IChannelSocket
{
    internal ChannelSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
