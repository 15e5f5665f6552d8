namespace Monocoque.Patterns;

/// <summary>PAIR (RFC 31): one peer, both directions, no turns.</summary>
internal sealed class PairSocket : ExclusiveSocket, IPairSocket
{
    internal PairSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }
}
