namespace Monocoque.Zmtp;

/// <summary>
/// <c>null = ready *message / error</c>: no security. Both ends say READY as soon as the greetings are exchanged; an end that waited
/// for the other would wait for ever if the other did the same.
/// </summary>
internal sealed class NullMechanism(ZmtpSessionOptions options, OctetBuffer output) : ZmtpMechanism(options, output)
{
    internal const string MechanismName = "NULL";

    internal override string Name => MechanismName;

    internal override void Start()
    {
        if (Options.SocketType is not null)
            SayReady();
    }

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("READY"u8))
            return AcceptMetadata(data);
        return name.SequenceEqual("ERROR"u8) ? AcceptError(data) : FailUnexpected(name);
    }

    protected override HandshakeStatus SayReady()
    {
        CommandWriter.WriteReady(Output, Options);
        return HandshakeStatus.Completed;
    }
}
