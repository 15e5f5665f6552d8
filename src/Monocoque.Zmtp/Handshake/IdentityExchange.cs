namespace Monocoque.Zmtp;

/// <summary>
/// A handshake without commands: each end tells its identity, in a frame of its own, then messages flow. A refusal has no words there; the
/// connection is closed.
/// </summary>
internal abstract class IdentityExchange(ZmtpSessionOptions options, OctetBuffer output) : ZmtpMechanism(options, output)
{
    private const int MaxIdentity = byte.MaxValue;

    internal override string Name => NullMechanism.MechanismName;

    /// <summary><c>identity = %x00 short-size *OCTET</c>: a message frame, alone, with a body of up to 255 octets.</summary>
    internal static ZmtpFault CheckIdentityHeader(FrameHeader header)
    {
        if (header.IsCommand)
            return new ZmtpFault(ZmtpError.MalformedFrame, "a command in the place of the identity");
        if (header.HasMore)
            return new ZmtpFault(ZmtpError.MalformedFrame, "the identity of the peer has more than one frame");
        return header.Size > MaxIdentity ? new ZmtpFault(ZmtpError.InvalidIdentity, "the identity is longer than 255 octets") : default;
    }

    internal abstract HandshakeStatus AcceptIdentity(ReadOnlySpan<byte> identity);

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data) => FailUnexpected(name);

    internal override HandshakeStatus Fail(ZmtpFault fault) => base.Fail(fault with { Reply = null });

    protected void WriteIdentity()
    {
        var identity = Options.RoutingId.Span;
        var octets = Output.GetSpan(FrameHeader.ShortSize + identity.Length);
        FrameHeader.Write(octets, FrameFlags.None, identity.Length);
        identity.CopyTo(octets[FrameHeader.ShortSize..]);
        Output.Advance(FrameHeader.ShortSize + identity.Length);
    }
}
