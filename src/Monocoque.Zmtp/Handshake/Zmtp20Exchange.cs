namespace Monocoque.Zmtp;

/// <summary>
/// What a ZMTP 2.0 connection has in place of a mechanism (RFC 15): each end tells the number of its socket type and an identity frame,
/// then messages flow. A refusal has no words there; the connection is closed.
/// </summary>
internal sealed class Zmtp20Exchange(ZmtpSessionOptions options, OctetBuffer output) : ZmtpMechanism(options, output)
{
    private const int MaxIdentity = byte.MaxValue;

    private ZmqSocketType _peerType;

    internal override string Name => NullMechanism.MechanismName;

    /// <summary><c>identity = %x00 short-size *OCTET</c>: a message frame, alone, with a body of up to 255 octets.</summary>
    internal static ZmtpFault CheckIdentityHeader(FrameHeader header)
    {
        if (header.IsCommand)
            return FrameFaults.NoCommands();
        if (header.HasMore)
            return new ZmtpFault(ZmtpError.MalformedFrame, "the identity of a ZMTP 2.0 peer has more than one frame");
        return header.Size > MaxIdentity ? new ZmtpFault(ZmtpError.InvalidIdentity, "the identity is longer than 255 octets") : default;
    }

    internal override HandshakeStatus Start()
    {
        if (Options.SocketType is not null)
            SayReady();
        return HandshakeStatus.NeedMoreData;
    }

    internal HandshakeStatus AcceptSocketType(byte number)
    {
        if (SocketCompatibility.FromNumber(number) is not { } type)
            return Fail(new ZmtpFault(ZmtpError.IncompatibleSocketType, $"unknown socket type {number}"));
        _peerType = type;
        return HandshakeStatus.NeedMoreData;
    }

    internal HandshakeStatus AcceptIdentity(ReadOnlySpan<byte> identity) => AcceptMetadata(new ZmtpMetadata(_peerType, identity));

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => FailUnexpected(name);

    internal override HandshakeStatus Fail(ZmtpFault fault) => base.Fail(fault with { Reply = null });

    /// <summary>Our socket type, which ends the greeting, and our identity, which every type has here.</summary>
    protected override HandshakeStatus SayReady()
    {
        var identity = Options.RoutingId.Span;
        var octets = Output.GetSpan(1 + FrameHeader.ShortSize + identity.Length);
        octets[0] = (byte)Options.SocketType!.Value;
        FrameHeader.Write(octets[1..], FrameFlags.None, identity.Length);
        identity.CopyTo(octets[(1 + FrameHeader.ShortSize)..]);
        Output.Advance(1 + FrameHeader.ShortSize + identity.Length);
        return HandshakeStatus.Completed;
    }
}
