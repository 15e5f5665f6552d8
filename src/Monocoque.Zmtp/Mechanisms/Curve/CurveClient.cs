using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary><c>curve-client = hello initiate</c>: proves to the server that this end holds its long-term key, and that the server is the one it knows.</summary>
internal sealed class CurveClient(ZmtpSessionOptions options, OctetBuffer output) : CurveMechanism(options, output)
{
    private const int HelloPadding = 72;
    private const int WelcomeSize = CurveNonce.RandomSize + Sodium.MacSize + Sodium.KeySize + CookieSize;

    private bool _isWelcome;

    /// <summary><c>hello = %d5 "HELLO" %d1 %d0 72%d0 client-transient-key short-nonce box</c>; the box holds 64 zeros.</summary>
    internal override HandshakeStatus Start()
    {
        MakeTransientKeys();
        if (!Sodium.TryAgree(HelloKey.Span, Options.Security.ServerKey.Span, TransientSecret.Span))
            return FailToOpen("the ServerKey of this end is no public key; copy it from the server");
        const int BoxSize = Sodium.MacSize + 64;
        var data = CommandWriter.Begin(Output, "HELLO"u8, 2 + HelloPadding + Sodium.KeySize + CurveNonce.CounterSize + BoxSize, out var total);
        data.Clear();
        data[0] = 1;
        data = data[(2 + HelloPadding)..];
        TransientKey.CopyTo(data);
        data = data[Sodium.KeySize..];
        BinaryPrimitives.WriteUInt64BigEndian(data, ++Sent);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Hello, Sent);
        Seal(data[CurveNonce.CounterSize..], nonce, HelloKey);
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
            return AcceptReady(data);
        return FailUnexpected(name);
    }

    /// <summary>The server does not listen to ERROR.</summary>
    internal override HandshakeStatus Fail(ZmtpFault fault) => base.Fail(fault with { Reply = null });

    protected override HandshakeStatus SayReady() => HandshakeStatus.Completed;

    /// <summary><c>welcome = %d7 "WELCOME" long-nonce box</c>; the box holds the server's transient key and the cookie.</summary>
    private HandshakeStatus AcceptWelcome(ReadOnlySpan<byte> data)
    {
        if (data.Length != WelcomeSize)
            return Fail(new ZmtpFault(ZmtpError.MalformedWelcome, $"a WELCOME of {data.Length} octets of data, not {WelcomeSize}"));
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Welcome, data[..CurveNonce.RandomSize]);
        Span<byte> text = stackalloc byte[Sodium.KeySize + CookieSize];
        if (!Sodium.TryOpen(text, data[CurveNonce.RandomSize..], nonce, HelloKey.Span))
            return FailToOpen("the WELCOME does not open: it was not made by the server that has the ServerKey");
        var serverTransientKey = text[..Sodium.KeySize];
        if (!Sodium.TryAgree(SessionKey.Span, serverTransientKey, TransientSecret.Span))
            return FailToOpen("the transient key of the server is no public key");
        _isWelcome = true;
        return SayInitiate(serverTransientKey, cookie: text[Sodium.KeySize..]);
    }

    /// <summary><c>initiate = %d8 "INITIATE" cookie short-nonce box</c>; the box holds our key, the vouch and what we say about ourselves.</summary>
    private HandshakeStatus SayInitiate(ReadOnlySpan<byte> serverTransientKey, ReadOnlySpan<byte> cookie)
    {
        var identity = Options.Security.Identities[0];
        using var vouchKey = new SecretOctets();
        if (!Sodium.TryAgree(vouchKey.Span, serverTransientKey, identity.SecretKey.Span))
            return FailToOpen("the transient key of the server is no public key");
        var boxSize = Sodium.MacSize + Sodium.KeySize + CurveNonce.RandomSize + VouchSize + ZmtpMetadata.SizeOf(Options);
        var data = CommandWriter.Begin(Output, "INITIATE"u8, CookieSize + CurveNonce.CounterSize + boxSize, out var total);
        cookie.CopyTo(data);
        BinaryPrimitives.WriteUInt64BigEndian(data[CookieSize..], ++Sent);
        var box = data[(CookieSize + CurveNonce.CounterSize)..];
        var text = box[Sodium.MacSize..];
        identity.PublicKey.CopyTo(text);
        WriteVouch(text[Sodium.KeySize..], vouchKey);
        ZmtpMetadata.Write(text[(Sodium.KeySize + CurveNonce.RandomSize + VouchSize)..], Options);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Initiate, Sent);
        Seal(box, nonce, SessionKey);
        Output.Advance(total);
        return HandshakeStatus.NeedMoreData;
    }

    /// <summary><c>vouch = vouch-nonce box</c>; the box holds our transient key and the server's key, and is made with our long-term key.</summary>
    private void WriteVouch(Span<byte> vouch, SecretOctets vouchKey)
    {
        Options.Security.Random(vouch[..CurveNonce.RandomSize]);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Vouch, vouch[..CurveNonce.RandomSize]);
        var box = vouch.Slice(CurveNonce.RandomSize, VouchSize);
        TransientKey.CopyTo(box[Sodium.MacSize..]);
        Options.Security.ServerKey.Span.CopyTo(box[(Sodium.MacSize + Sodium.KeySize)..]);
        Seal(box, nonce, vouchKey);
    }

    /// <summary><c>ready = %d5 "READY" short-nonce box</c>; the box holds what the server says about itself.</summary>
    private HandshakeStatus AcceptReady(ReadOnlySpan<byte> data)
    {
        if (data.Length < CurveNonce.CounterSize + Sodium.MacSize)
            return Fail(new ZmtpFault(ZmtpError.MalformedReady, "a READY without a box"));
        Received = BinaryPrimitives.ReadUInt64BigEndian(data);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Ready, Received);
        var box = data[CurveNonce.CounterSize..];
        var metadata = new byte[box.Length - Sodium.MacSize];
        return Sodium.TryOpen(metadata, box, nonce, SessionKey.Span) ? AcceptMetadata(metadata) : FailToOpen("the READY does not open");
    }
}
