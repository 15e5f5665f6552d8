namespace Monocoque.Zmtp;

/// <summary>What one end of a connection says about itself and how much it lets the other end cost.</summary>
public sealed class ZmtpSessionOptions
{
    /// <summary>
    /// Our pattern, announced in READY. Null: wait for the peer's READY and report <see cref="ZmtpEvent.SelectSocket"/>, so that one
    /// listener can serve several sockets.
    /// </summary>
    public ZmqSocketType? SocketType { get; init; }

    /// <summary>
    /// The name we give ourselves, 1 to 255 octets not starting with zero, or empty (<c>ZMQ_ROUTING_ID</c>). Announced by
    /// REQ, DEALER and ROUTER only.
    /// </summary>
    public ReadOnlyMemory<byte> RoutingId { get; init; }

    /// <summary>The most octets a message may have, all frames together (<c>ZMQ_MAXMSGSIZE</c>, which counts a frame); -1: no limit. Default 64 MiB.</summary>
    public long MaxMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most frames a message may have. Default 65 535, which is also the ceiling.</summary>
    public int MaxFrames { get; init; } = ushort.MaxValue;

    /// <summary>The most octets of one handshake command. Default 8 KiB.</summary>
    public int MaxHandshakeCommandSize { get; init; } = 8 * 1024;

    /// <summary>The most octets of one command after the handshake; bounds a topic. Default 64 KiB.</summary>
    public int MaxCommandSize { get; init; } = 64 * 1024;
}
