namespace Monocoque.Zmtp;

/// <summary><c>plain-client = hello initiate</c> (RFC 24): a name and a password, and what we are once they are welcome.</summary>
internal sealed class PlainClient(ZmtpSessionOptions options, OctetBuffer output) : ZmtpMechanism(options, output)
{
    internal const string MechanismName = "PLAIN";

    private bool _isWelcome;

    internal override string Name => MechanismName;

    /// <summary><c>hello = %d5 "HELLO" username password</c>, <c>username = OCTET *OCTET</c>, <c>password = OCTET *OCTET</c></summary>
    internal override HandshakeStatus Start()
    {
        var username = Options.Security.Username.Span;
        ReadOnlySpan<byte> password = Options.Security.Password;
        var data = CommandWriter.Begin(Output, "HELLO"u8, 1 + username.Length + 1 + password.Length, out var total);
        data[0] = (byte)username.Length;
        username.CopyTo(data[1..]);
        data[1 + username.Length] = (byte)password.Length;
        password.CopyTo(data[(1 + username.Length + 1)..]);
        Output.Advance(total);
        return HandshakeStatus.NeedMoreData;
    }

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (name.SequenceEqual("ERROR"u8))
            return AcceptError(data);
        if (!_isWelcome && name.SequenceEqual("WELCOME"u8))
            return AcceptWelcome(data);
        if (_isWelcome && name.SequenceEqual("READY"u8))
            return AcceptMetadata(data);
        return FailUnexpected(name);
    }

    /// <summary>The server does not listen to ERROR.</summary>
    internal override HandshakeStatus Fail(ZmtpFault fault) => base.Fail(fault with { Reply = null });

    /// <summary>Since 4.3.0 libzmq writes a caret in place of the length and the E of ERROR.</summary>
    internal override bool TryReadBroken(ReadOnlySpan<byte> body, out ReadOnlySpan<byte> name, out ReadOnlySpan<byte> data)
    {
        var isError = body.StartsWith("^RROR"u8);
        name = isError ? "ERROR"u8 : default;
        data = isError ? body["^RROR"u8.Length..] : default;
        return isError;
    }

    protected override HandshakeStatus SayReady() => HandshakeStatus.Completed;

    /// <summary><c>initiate = %d8 "INITIATE" metadata</c></summary>
    private HandshakeStatus AcceptWelcome(ReadOnlySpan<byte> data)
    {
        if (!data.IsEmpty)
            return Fail(new ZmtpFault(ZmtpError.MalformedWelcome, "a WELCOME with data"));
        _isWelcome = true;
        var metadata = CommandWriter.Begin(Output, "INITIATE"u8, ZmtpMetadata.SizeOf(Options), out var total);
        ZmtpMetadata.Write(metadata, Options);
        Output.Advance(total);
        return HandshakeStatus.NeedMoreData;
    }
}
