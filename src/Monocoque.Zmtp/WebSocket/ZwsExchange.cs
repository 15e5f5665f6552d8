namespace Monocoque.Zmtp;

/// <summary>
/// What the sub-protocol <c>ZWS2.0</c> has in place of a mechanism (RFC 45): each end sends its identity as one final frame, also an empty one.
/// Nobody tells the type of its socket, so whether two types may talk is not checked.
/// </summary>
internal sealed class ZwsExchange(ZmtpSessionOptions options, OctetBuffer output) : IdentityExchange(options, output)
{
    internal override HandshakeStatus Start()
    {
        SayReady();
        return HandshakeStatus.NeedMoreData;
    }

    internal override HandshakeStatus AcceptIdentity(ReadOnlySpan<byte> identity) => AcceptUntyped(new ZmtpMetadata(identity));

    protected override HandshakeStatus SayReady()
    {
        WriteIdentity();
        return HandshakeStatus.Completed;
    }
}
