namespace Monocoque.Zmtp;

/// <summary>
/// The part of a handshake between the greeting and the first message: which commands are exchanged, and what they hold. All
/// mechanisms end the same way, with both ends knowing each other's metadata, so that part lives here.
/// </summary>
internal abstract class ZmtpMechanism(ZmtpSessionOptions options, OctetBuffer output)
{
    /// <summary>The name in the greeting.</summary>
    internal abstract string Name { get; }

    /// <summary>Who we are; replaced when a socket is selected.</summary>
    internal ZmtpSessionOptions Options { get; private set; } = options;

    internal ZmtpMetadata? PeerMetadata { get; private set; }

    /// <summary>Why the handshake failed.</summary>
    internal ZmtpFault Fault { get; private set; }

    protected OctetBuffer Output => output;

    /// <summary>The greetings are exchanged: says what this mechanism says first.</summary>
    internal abstract void Start();

    /// <summary>Takes the next command of the peer.</summary>
    internal abstract HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data);

    /// <summary>The socket the peer waited for is chosen.</summary>
    internal HandshakeStatus Select(ZmtpSessionOptions selected)
    {
        Options = selected;
        var fault = SocketCompatibility.Check(selected.SocketType, PeerMetadata!);
        return fault.IsNone ? SayReady() : Fail(fault);
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
