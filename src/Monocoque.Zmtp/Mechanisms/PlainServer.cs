using System.Security.Cryptography;

namespace Monocoque.Zmtp;

/// <summary><c>plain-server = welcome ready / error</c> (RFC 24): whoever is asked judges the name and the password before the client says more.</summary>
internal sealed class PlainServer(ZmtpSessionOptions options, OctetBuffer output) : ZmtpMechanism(options, output)
{
    private State _state;
    private byte[] _password = [];

    private enum State
    {
        Hello,
        Judging,
        Initiate,
    }

    internal override string Name => PlainClient.MechanismName;

    internal override bool AsServer => true;

    internal override HandshakeStatus Start() => HandshakeStatus.NeedMoreData;

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_state == State.Hello && name.SequenceEqual("HELLO"u8))
            return AcceptHello(data);
        // libzmq 4.3.0 and 4.3.1 say "WELCOME", with the length of "HELLO", in place of HELLO.
        if (_state == State.Hello && name.SequenceEqual("WELCO"u8) && data.StartsWith("ME"u8))
            return AcceptHello(data[2..]);
        if (_state == State.Initiate && name.SequenceEqual("INITIATE"u8))
            return AcceptInitiate(data);
        return FailUnexpected(name);
    }

    internal override HandshakeStatus Accept()
    {
        Wipe();
        _state = State.Initiate;
        CommandWriter.Begin(Output, "WELCOME"u8, 0, out var total);
        Output.Advance(total);
        return HandshakeStatus.NeedMoreData;
    }

    internal override void Wipe() => CryptographicOperations.ZeroMemory(_password);

    protected override HandshakeStatus SayReady()
    {
        CommandWriter.WriteReady(Output, Options);
        return HandshakeStatus.Completed;
    }

    /// <summary><c>hello = %d5 "HELLO" username password</c>: both with a length, and nothing behind them.</summary>
    private HandshakeStatus AcceptHello(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || data.Length < 1 + data[0] + 1 || data.Length != 1 + data[0] + 1 + data[1 + data[0]])
            return Fail(new ZmtpFault(ZmtpError.MalformedHello, "a HELLO whose name and password do not fill it"));
        _state = State.Judging;
        _password = data[(1 + data[0] + 1)..].ToArray();
        return Ask(new ZmtpCredentials(ZmqMechanism.Plain) { Username = data.Slice(1, data[0]).ToArray(), Password = _password });
    }

    private HandshakeStatus AcceptInitiate(ReadOnlySpan<byte> data)
    {
        var status = AcceptMetadata(data);
        return status == HandshakeStatus.Completed ? SayReady() : status;
    }
}
