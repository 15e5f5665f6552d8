namespace Monocoque.Zmtp;

/// <summary>What one end of a connection says about itself and how much it lets the other end cost.</summary>
public sealed class ZmtpSessionOptions
{
    /// <summary>
    /// Our pattern, announced in READY. Null: wait for the peer's READY and report <see cref="ZmtpEvent.SelectSocket"/>, so that one
    /// listener can serve several sockets.
    /// </summary>
    public ZmqSocketType? SocketType { get; init; }

    /// <summary>How the two ends prove who they are. Default <see cref="ZmtpSecurity.None"/>.</summary>
    public ZmtpSecurity Security { get; init; } = ZmtpSecurity.None;

    /// <summary>
    /// The name we give ourselves, 1 to 255 octets not starting with zero, or empty (<c>ZMQ_ROUTING_ID</c>). Announced by
    /// REQ, DEALER and ROUTER only.
    /// </summary>
    public ReadOnlyMemory<byte> RoutingId { get; init; }

    /// <summary>
    /// Properties of our own in READY, after the standard ones (<c>ZMQ_METADATA</c>): names of 1 to 255 letters, digits, '-', '_', '.' and '+', which should
    /// begin with <c>X-</c>. Peers take about 8 KiB.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Metadata { get; init; } = [];

    /// <summary>The most octets a message may have, all frames together (<c>ZMQ_MAXMSGSIZE</c>, which counts a frame); -1: no limit but
    /// that of an array, 2 GiB. Default 64 MiB.</summary>
    public long MaxMessageSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>The most frames a message may have. Default 65 535, which is also the ceiling.</summary>
    public int MaxFrames { get; init; } = ushort.MaxValue;

    /// <summary>The most octets of one handshake command. Default 8 KiB.</summary>
    public int MaxHandshakeCommandSize { get; init; } = 8 * 1024;

    /// <summary>The most octets of one command after the handshake; bounds a topic. Default 64 KiB.</summary>
    public int MaxCommandSize { get; init; } = 64 * 1024;

    /// <summary>
    /// The lowest version of ZMTP to accept: 2.0, 3.0 or 3.1. Default 2.0, what libzmq 3.2 speaks. ZMTP 2.0 has no security, so it is
    /// accepted with the mechanism NULL only, whatever this says.
    /// </summary>
    public Version MinimumVersion { get; init; } = new(2, 0);

    /// <summary>The first option that is out of its range, in words; null if all are right.</summary>
    internal string? FindMistake()
    {
        if (SocketType is { } type && !Enum.IsDefined(type))
            return "SocketType is none of the types.";
        if (SocketType is { } silent && !SocketCompatibility.SpeaksZmtp(silent))
            return $"SocketType is {silent}, which speaks no ZMTP.";
        if (RoutingId.Length > byte.MaxValue || (!RoutingId.IsEmpty && RoutingId.Span[0] == 0))
            return "RoutingId has at most 255 octets and does not start with zero.";
        if (!Metadata.All(static property => ZmtpMetadata.IsName(property.Key)))
            return "The names of Metadata have 1 to 255 letters, digits, '-', '_', '.' and '+', and are not Socket-Type or Identity.";
        if (Security is null)
            return "Security is null; for none use ZmtpSecurity.None.";
        if (MaxMessageSize < -1)
            return "MaxMessageSize is -1 or a number of octets.";
        if (MaxFrames is < 1 or > ushort.MaxValue)
            return "MaxFrames is 1 to 65535.";
        if (MaxHandshakeCommandSize < 1)
            return "MaxHandshakeCommandSize is positive.";
        if (MinimumVersion is null || WireVersions.Parse(MinimumVersion) == WireVersion.Unknown)
            return "MinimumVersion is 2.0, 3.0 or 3.1.";
        return MaxCommandSize < 1 ? "MaxCommandSize is positive." : null;
    }
}
