namespace Monocoque.Zmtp;

/// <summary>
/// What the sub-protocol <c>ZWS2.0</c> has in place of a mechanism (RFC 45): each end sends its identity as one final frame, also an empty one.
/// Nobody tells the type of its socket, so whether two types may talk is not checked.
/// <para>Where somebody is asked about peers, our identity waits for the answer. A refusal has no words.</para>
/// </summary>
internal sealed class ZwsExchange(ZmtpSessionOptions options, OctetBuffer output) : IdentityExchange(options, output)
{
    internal override HandshakeStatus Start()
    {
        if (!Options.Security.IsServer)
            SayReady();
        return HandshakeStatus.NeedMoreData;
    }

    internal override HandshakeStatus AcceptIdentity(ReadOnlySpan<byte> identity)
    {
        var status = AcceptUntyped(new ZmtpMetadata(identity));
        return status == HandshakeStatus.Completed && Options.Security.IsServer
            ? Ask(new ZmtpCredentials(ZmqMechanism.Null) { Identity = PeerMetadata!.Identity })
            : status;
    }

    internal override HandshakeStatus Accept() => SayReady();

    protected override HandshakeStatus SayReady()
    {
        WriteIdentity();
        return HandshakeStatus.Completed;
    }
}
