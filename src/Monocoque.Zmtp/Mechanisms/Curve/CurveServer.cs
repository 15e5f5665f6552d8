using System.Buffers.Binary;

namespace Monocoque.Zmtp;

/// <summary><c>curve-server = welcome ready / error</c>: learns from a stranger who it is, and proves to hold the key that the stranger knows.</summary>
internal sealed class CurveServer(ZmtpSessionOptions options, OctetBuffer output) : CurveMechanism(options, output)
{
    private const int HelloPadding = 72;
    private const int HelloBoxSize = Sodium.MacSize + 64;
    private const int HelloSize = 2 + HelloPadding + Sodium.KeySize + CurveNonce.CounterSize + HelloBoxSize;
    private const int InitiateHead = Sodium.KeySize + CurveNonce.RandomSize + VouchSize;
    private const int LeastInitiate = CookieSize + CurveNonce.CounterSize + Sodium.MacSize + InitiateHead;

    private readonly SecretOctets _cookieKey = new();
    private readonly byte[] _clientTransientKey = new byte[Sodium.KeySize];
    private CurveIdentity? _identity;
    private HandshakeStatus _afterwards;
    private State _state;

    private enum State
    {
        Hello,
        Initiate,
        Judging,
    }

    internal override bool AsServer => true;

    internal override HandshakeStatus Start() => HandshakeStatus.NeedMoreData;

    internal override HandshakeStatus Process(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        if (_state == State.Hello && name.SequenceEqual("HELLO"u8))
            return AcceptHello(data);
        if (_state == State.Initiate && name.SequenceEqual("INITIATE"u8))
            return AcceptInitiate(data);
        return FailUnexpected(name);
    }

    internal override HandshakeStatus Accept() => _afterwards == HandshakeStatus.Completed ? SayReady() : _afterwards;

    internal override void Wipe()
    {
        _cookieKey.Dispose();
        base.Wipe();
    }

    /// <summary><c>ready = %d5 "READY" short-nonce box</c>; the box holds what we say about ourselves.</summary>
    protected override HandshakeStatus SayReady()
    {
        var data = CommandWriter.Begin(Output, "READY"u8, CurveNonce.CounterSize + Sodium.MacSize + ZmtpMetadata.SizeOf(Options), out var total);
        BinaryPrimitives.WriteUInt64BigEndian(data, ++Sent);
        var box = data[CurveNonce.CounterSize..];
        ZmtpMetadata.Write(box[Sodium.MacSize..], Options);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Ready, Sent);
        Seal(box, nonce, SessionKey);
        Output.Advance(total);
        return HandshakeStatus.Completed;
    }

    /// <summary><c>hello = %d5 "HELLO" %d1 %d0 72%d0 client-transient-key short-nonce box</c>; the box holds 64 zeros.</summary>
    private HandshakeStatus AcceptHello(ReadOnlySpan<byte> data)
    {
        if (data.Length != HelloSize)
            return Fail(new ZmtpFault(ZmtpError.MalformedHello, $"a HELLO of {data.Length} octets of data, not {HelloSize}"));
        if (data[0] != 1 || data[1] != 0)
            return Fail(new ZmtpFault(ZmtpError.MalformedHello, $"a HELLO of CURVE {data[0]}.{data[1]}, not 1.0"));
        if (data.Slice(2, HelloPadding).ContainsAnyExcept((byte)0))
            return Fail(new ZmtpFault(ZmtpError.MalformedHello, "a HELLO whose padding is not zero"));
        data = data[(2 + HelloPadding)..];
        data[..Sodium.KeySize].CopyTo(_clientTransientKey);
        data = data[Sodium.KeySize..];
        Received = BinaryPrimitives.ReadUInt64BigEndian(data);
        if (!TryOpenHello(data[CurveNonce.CounterSize..]))
            return FailToOpen("the HELLO does not open: the client knows another ServerKey than ours");
        _state = State.Initiate;
        return SayWelcome();
    }

    /// <summary>By the current key or the one before it. Who has neither learns nothing.</summary>
    private bool TryOpenHello(ReadOnlySpan<byte> box)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Hello, Received);
        Span<byte> text = stackalloc byte[HelloBoxSize - Sodium.MacSize];
        foreach (var identity in Options.Security.Identities)
        {
            if (!Sodium.TryAgree(HelloKey.Span, _clientTransientKey, identity.SecretKey.Span) || !Sodium.TryOpen(text, box, nonce, HelloKey.Span))
                continue;
            _identity = identity;
            return !text.ContainsAnyExcept((byte)0);
        }
        return false;
    }

    /// <summary><c>welcome = %d7 "WELCOME" long-nonce box</c>; the box holds our transient key and the cookie.</summary>
    private HandshakeStatus SayWelcome()
    {
        MakeTransientKeys();
        var data = CommandWriter.Begin(Output, "WELCOME"u8, CurveNonce.RandomSize + Sodium.MacSize + Sodium.KeySize + CookieSize, out var total);
        Options.Security.Random(data[..CurveNonce.RandomSize]);
        var box = data[CurveNonce.RandomSize..];
        TransientKey.CopyTo(box[Sodium.MacSize..]);
        WriteCookie(box[(Sodium.MacSize + Sodium.KeySize)..]);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Welcome, data[..CurveNonce.RandomSize]);
        Seal(box, nonce, HelloKey);
        Output.Advance(total);
        return HandshakeStatus.NeedMoreData;
    }

    /// <summary><c>cookie = cookie-nonce box</c>; the box holds both transient keys, and only we can open it.</summary>
    private void WriteCookie(Span<byte> cookie)
    {
        Options.Security.Random(_cookieKey.Span);
        Options.Security.Random(cookie[..CurveNonce.RandomSize]);
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Cookie, cookie[..CurveNonce.RandomSize]);
        var box = cookie[CurveNonce.RandomSize..];
        _clientTransientKey.CopyTo(box[Sodium.MacSize..]);
        TransientSecret.Span.CopyTo(box[(Sodium.MacSize + Sodium.KeySize)..]);
        Seal(box, nonce, _cookieKey);
    }

    /// <summary><c>initiate = %d8 "INITIATE" cookie short-nonce box</c></summary>
    private HandshakeStatus AcceptInitiate(ReadOnlySpan<byte> data)
    {
        if (data.Length < LeastInitiate)
            return Fail(new ZmtpFault(ZmtpError.MalformedInitiate, $"an INITIATE of {data.Length} octets of data, fewer than {LeastInitiate}"));
        if (!IsOurCookie(data[..CookieSize]))
            return FailToOpen("the cookie is not the one this connection was given");
        var counter = BinaryPrimitives.ReadUInt64BigEndian(data[CookieSize..]);
        if (counter <= Received)
            return Fail(new ZmtpFault(ZmtpError.InvalidSequence, "the counter of INITIATE is not above that of HELLO"));
        Received = counter;
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Initiate, counter);
        var box = data[(CookieSize + CurveNonce.CounterSize)..];
        var text = new byte[box.Length - Sodium.MacSize];
        if (!Sodium.TryAgree(SessionKey.Span, _clientTransientKey, TransientSecret.Span) || !Sodium.TryOpen(text, box, nonce, SessionKey.Span))
            return FailToOpen("the INITIATE does not open");
        return AcceptVouch(text.AsSpan(0, Sodium.KeySize), text.AsSpan(Sodium.KeySize, CurveNonce.RandomSize + VouchSize), text.AsSpan(InitiateHead));
    }

    private bool IsOurCookie(ReadOnlySpan<byte> cookie)
    {
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Cookie, cookie[..CurveNonce.RandomSize]);
        Span<byte> text = stackalloc byte[2 * Sodium.KeySize];
        var isOurs = Sodium.TryOpen(text, cookie[CurveNonce.RandomSize..], nonce, _cookieKey.Span)
            && AreEqual(text[..Sodium.KeySize], _clientTransientKey) && AreEqual(text[Sodium.KeySize..], TransientSecret.Span);
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(text);
        return isOurs;
    }

    /// <summary>The long-term key is the client's if its vouch names the transient key of this very connection, and this server.</summary>
    private HandshakeStatus AcceptVouch(ReadOnlySpan<byte> clientKey, ReadOnlySpan<byte> vouch, ReadOnlySpan<byte> metadata)
    {
        using var vouchKey = new SecretOctets();
        Span<byte> nonce = stackalloc byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, CurveNonce.Vouch, vouch[..CurveNonce.RandomSize]);
        Span<byte> text = stackalloc byte[2 * Sodium.KeySize];
        if (!Sodium.TryAgree(vouchKey.Span, clientKey, TransientSecret.Span) || !Sodium.TryOpen(text, vouch[CurveNonce.RandomSize..], nonce, vouchKey.Span))
            return FailToOpen("the vouch does not open: the client does not hold the key it names");
        if (!AreEqual(text[..Sodium.KeySize], _clientTransientKey) || !AreEqual(text[Sodium.KeySize..], _identity!.PublicKey))
            return Fail(new ZmtpFault(ZmtpError.KeyExchange, "the vouch is for another connection or another server"));
        _afterwards = AcceptMetadata(metadata);
        if (_afterwards == HandshakeStatus.Failed)
            return _afterwards;
        _state = State.Judging;
        return Ask(new ZmtpCredentials(ZmqMechanism.Curve)
        {
            PublicKey = clientKey.ToArray(),
            Identity = PeerMetadata!.Identity,
            Metadata = PeerMetadata.Properties,
        });
    }
}
