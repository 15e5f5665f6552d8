namespace Monocoque.Patterns;

/// <summary>SERVER (RFC 41): its peers by number.</summary>
internal sealed class ServerSocket : NumberedSocket, IServerSocket
{
    internal ServerSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
