namespace Monocoque;

/// <summary>What a ROUTER is told of its peers (<c>ZMQ_ROUTER_NOTIFY</c>).</summary>
[Flags]
public enum ZmqRouterNotify
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A peer's handshake is done (<c>ZMQ_NOTIFY_CONNECT</c>).</summary>
    Connect = 1,

    /// <summary>A peer's connection has ended (<c>ZMQ_NOTIFY_DISCONNECT</c>).</summary>
    Disconnect = 2,
}
