namespace Monocoque.Patterns;

/// <summary>GATHER (RFC 49): everything its peers scatter, one message from each in turn.</summary>
internal sealed class GatherSocket : SocketBase, IGatherSocket
{
    internal GatherSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
