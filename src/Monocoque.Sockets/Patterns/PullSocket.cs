namespace Monocoque.Patterns;

/// <summary>PULL (RFC 30): everything its peers push, one message from each in turn.</summary>
internal sealed class PullSocket : SocketBase, IPullSocket
{
    internal PullSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
