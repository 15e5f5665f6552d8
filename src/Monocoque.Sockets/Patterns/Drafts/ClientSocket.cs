namespace Monocoque.Patterns;

/// <summary>CLIENT (RFC 41): round robin out, fair queue in, one frame each.</summary>
internal sealed class ClientSocket : BalancedSocket, IClientSocket
{
    internal ClientSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
