namespace Monocoque.Zmtp;

/// <summary>
/// <c>null = ready *message / error</c>: no security. Both ends say READY as soon as the greetings are exchanged; an end that waited
/// for the other would wait for ever if the other did the same.
/// <para>
/// Where somebody is asked about peers, our READY waits for the answer. An end that connects asks at once; one that accepts first hears what the peer
/// says of itself. So of two ends that ask, one does not wait for the other.
/// </para>
/// </summary>
internal sealed class NullMechanism(ZmtpSessionOptions options, OctetBuffer output, bool isConnector) : ZmtpMechanism(options, output)
{
    internal const string MechanismName = "NULL";

    private bool _isSaid;
    private bool _isAccepted;

    internal override string Name => MechanismName;

    private bool MustAsk => Options.Security.IsServer && !_isAccepted;

    internal override HandshakeStatus Start()
    {
        if (Options.SocketType is null || (MustAsk && !isConnector))
            return HandshakeStatus.NeedMoreData;
        return MustAsk ? Ask(new ZmtpCredentials(ZmqMechanism.Null)) : Say(HandshakeStatus.NeedMoreData);
    }

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("ERROR"u8))
            return AcceptError(data);
        if (!name.SequenceEqual("READY"u8))
            return FailUnexpected(name);
        var status = AcceptMetadata(data);
        if (status != HandshakeStatus.Completed || !MustAsk)
            return status;
        return Ask(new ZmtpCredentials(ZmqMechanism.Null) { Identity = PeerMetadata!.Identity, Metadata = PeerMetadata.Properties });
    }

    internal override HandshakeStatus Accept()
    {
        _isAccepted = true;
        return Say(PeerMetadata is null ? HandshakeStatus.NeedMoreData : HandshakeStatus.Completed);
    }

    protected override HandshakeStatus SayReady() => Say(HandshakeStatus.Completed);

    private HandshakeStatus Say(HandshakeStatus next)
    {
        if (!_isSaid)
            CommandWriter.WriteReady(Output, Options);
        _isSaid = true;
        return next;
    }
}
