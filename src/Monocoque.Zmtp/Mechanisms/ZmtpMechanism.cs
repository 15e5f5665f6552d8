namespace Monocoque.Zmtp;

/// <summary>
/// The part of a handshake between the greeting and the first message: which commands are exchanged, and what they hold. All
/// mechanisms end the same way, with both ends knowing each other's metadata, so that part lives here.
/// </summary>
internal abstract class ZmtpMechanism(ZmtpSessionOptions options, OctetBuffer output)
{
    /// <summary>The name in the greeting.</summary>
    internal abstract string Name { get; }

    /// <summary>The role in the greeting: this end judges the other by what the mechanism carries.</summary>
    internal virtual bool AsServer => false;

    /// <summary>What the peer shows for itself, while somebody is asked about it.</summary>
    internal ZmtpCredentials? Credentials { get; private set; }

    /// <summary>Who we are; replaced when a socket is selected.</summary>
    internal ZmtpSessionOptions Options { get; private set; } = options;

    internal ZmtpMetadata? PeerMetadata { get; private set; }

    /// <summary>Why the handshake failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    protected OctetBuffer Output => output;

    /// <summary>The mechanism these options ask for.</summary>
    internal static ZmtpMechanism Create(ZmtpSessionOptions options, OctetBuffer output, bool isConnector) => options.Security switch
    {
        { Mechanism: ZmqMechanism.Plain, IsServer: true } => new PlainServer(options, output),
        { Mechanism: ZmqMechanism.Plain } => new PlainClient(options, output),
        { Mechanism: ZmqMechanism.Curve, IsServer: true } => new CurveServer(options, output),
        { Mechanism: ZmqMechanism.Curve } => new CurveClient(options, output),
        _ => new NullMechanism(options, output, isConnector),
    };

    /// <summary>The greetings are exchanged: says what this mechanism says first.</summary>
    internal abstract HandshakeStatus Start();

    /// <summary>Takes the next command of the peer.</summary>
    internal abstract HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>The socket the peer waited for is chosen.</summary>
    internal HandshakeStatus Select(ZmtpSessionOptions selected)
    {
        // What the peer has shown was shown to a listener with other security than that of the socket.
        if (!ReferenceEquals(selected.Security, Options.Security))
        {
            return Fail(new ZmtpFault(
                ZmtpError.RefusedHere, $"the socket asks for {selected.Security}, this connection has {Options.Security}", "This socket asks for other security"));
        }
        Options = selected;
        var fault = SocketCompatibility.Check(selected.SocketType, PeerMetadata!);
        return fault.IsNone ? SayReady() : Fail(fault);
    }

    /// <summary>The peer may come in: goes on from where <see cref="Credentials"/> were shown.</summary>
    internal virtual HandshakeStatus Accept() => throw new InvalidOperationException("Nobody was asked.");

    /// <summary>The peer may not come in. It is told by a refusal for good, and by none that is temporary, so that it tries again (RFC 27).</summary>
    internal HandshakeStatus Deny(int status) => Fail(new ZmtpFault(
        ZmtpError.AuthenticationFailed, $"the authenticator answered {status}",
        status == 300 ? null : status.ToString(System.Globalization.CultureInfo.InvariantCulture)));

    /// <summary>The boxes of all that comes after the handshake; null if it travels in the clear. For the one who drops this mechanism.</summary>
    internal virtual CurveBoxes? TakeBoxes() => null;

    /// <summary>Overwrites the secrets of the handshake with zeros.</summary>
    internal virtual void Wipe()
    {
    }

    /// <summary>Understands a command that breaks the grammar in a way that is known. False: it is broken.</summary>
    internal virtual bool TryReadBroken(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        name = default;
        data = default;
        return false;
    }

    /// <summary>Tells the peer why, if it is to know, and ends the handshake.</summary>
    internal virtual HandshakeStatus Fail(ZmtpFault fault)
    {
        Fault = fault;
        if (fault.Reply is { } reply)
            CommandWriter.WriteError(Output, reply);
        return HandshakeStatus.Failed;
    }

    /// <summary>The last word of our side, once <see cref="Options"/> name a socket.</summary>
    protected abstract HandshakeStatus SayReady();

    /// <summary>Somebody has to say whether the peer may come in.</summary>
    protected HandshakeStatus Ask(ZmtpCredentials credentials)
    {
        Credentials = credentials;
        return HandshakeStatus.Authenticate;
    }

    /// <summary>Judges what the peer says about itself.</summary>
    protected HandshakeStatus AcceptMetadata(ReadOnlySpan<byte> data)
    {
        var fault = ZmtpMetadata.Parse(data, out var metadata);
        return fault.IsNone ? AcceptMetadata(metadata!) : Fail(fault);
    }

    protected HandshakeStatus AcceptMetadata(ZmtpMetadata metadata)
    {
        var fault = metadata.CheckIdentity();
        if (fault.IsNone)
            fault = SocketCompatibility.Check(Options.SocketType, metadata);
        if (!fault.IsNone)
            return Fail(fault);
        PeerMetadata = metadata;
        return Options.SocketType is null ? HandshakeStatus.SelectSocket : HandshakeStatus.Completed;
    }

    /// <summary>The peer says nothing of its type, and is taken at its word that it may talk to ours.</summary>
    protected HandshakeStatus AcceptUntyped(ZmtpMetadata metadata)
    {
        var fault = metadata.CheckIdentity();
        if (!fault.IsNone)
            return Fail(fault);
        PeerMetadata = metadata;
        return HandshakeStatus.Completed;
    }

    /// <summary>The peer sent ERROR. It waits for us to close, so nothing is answered.</summary>
    protected HandshakeStatus AcceptError(ReadOnlySpan<byte> data) =>
        Fail(new ZmtpFault(ZmtpError.RefusedByPeer, CommandReader.ReadErrorReason(data)));

    protected HandshakeStatus FailUnexpected(ReadOnlySpan<byte> name) =>
        Fail(new ZmtpFault(ZmtpError.UnexpectedCommand, $"the command {PrintableText.From(name, limit: 32)} has no place in a {Name} handshake"));
}
