namespace Monocoque.Zmtp;

/// <summary>
/// What a ZMTP 2.0 connection has in place of a mechanism (RFC 15): each end tells the number of its socket type and an identity frame,
/// then messages flow.
/// </summary>
internal sealed class Zmtp20Exchange(ZmtpSessionOptions options, OctetBuffer output) : IdentityExchange(options, output)
{
    private ZmqSocketType _peerType;

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

    internal override HandshakeStatus AcceptIdentity(ReadOnlySpan<byte> identity) => AcceptMetadata(new ZmtpMetadata(identity, _peerType));

    /// <summary>Our socket type, which ends the greeting, and our identity, which every type has here.</summary>
    protected override HandshakeStatus SayReady()
    {
        Output.GetSpan(1)[0] = (byte)Options.SocketType!.Value;
        Output.Advance(1);
        WriteIdentity();
        return HandshakeStatus.Completed;
    }
}
