namespace Monocoque.Zmtp.Tests.Mechanisms;

/// <summary>The far end of a CURVE handshake that has good keys and says what a test tells it to. Its boxes open; what is in them need not be right.</summary>
internal sealed class CurveStranger : IDisposable
{
    private static readonly byte[] s_vouchNonce = new byte[CurveNonce.RandomSize];

    private readonly byte[] _transientSecret = new byte[Sodium.KeySize];
    private readonly bool _isServer;
    private byte[] _sessionKey = [];

    private CurveStranger(ZmtpSessionOptions options, bool isServer)
    {
        _isServer = isServer;
        Array.Fill(_transientSecret, (byte)7);
        Victim = new Driver(options);
    }

    internal Driver Victim { get; }

    internal byte[] Cookie { get; private set; } = [];

    /// <summary>The transient key of the victim.</summary>
    private byte[] TheirKey { get; set; } = [];

    /// <summary>A server that has been greeted.</summary>
    internal static CurveStranger AtServer() => Greeted(new CurveStranger(Secured.CurveServer(ZmqSocketType.Router), isServer: false));

    /// <summary>A client that has been greeted, and has said HELLO.</summary>
    internal static CurveStranger AtClient()
    {
        var stranger = Greeted(new CurveStranger(Secured.CurveClient(ZmqSocketType.Dealer), isServer: true));
        stranger.TheirKey = stranger.Victim.TakeOutput().AsSpan(Greeting.Size + 2 + 6 + 74, Sodium.KeySize).ToArray();
        return stranger;
    }

    /// <summary>A server that has answered a good HELLO.</summary>
    internal static CurveStranger Welcomed()
    {
        var stranger = AtServer();
        stranger.Victim.TakeOutput();
        Assert.Equal(ZmtpEvent.NeedMoreData, stranger.Victim.Feed(stranger.Hello()));
        var welcome = stranger.Victim.TakeOutput().AsSpan(10);
        var text = Open(CurveNonce.Welcome, welcome, stranger.Agree(CurveVectors.ServerPublic));
        stranger.TheirKey = text[..Sodium.KeySize];
        stranger.Cookie = text[Sodium.KeySize..];
        stranger._sessionKey = stranger.Agree(stranger.TheirKey);
        return stranger;
    }

    internal static byte[] PublicKeyOf(byte[] secret)
    {
        var key = new byte[Sodium.KeySize];
        Sodium.DerivePublicKey(key, secret);
        return key;
    }

    internal byte[] Hello(byte[]? transientKey = null, byte[]? text = null, ulong counter = 1) => Peer.Command("HELLO",
    [
        1, 0, .. new byte[72], .. transientKey ?? PublicKeyOf(_transientSecret),
        .. Counted(CurveNonce.Hello, counter, text ?? new byte[64], Agree(CurveVectors.ServerPublic)),
    ]);

    /// <summary>A vouch that is right unless it is told otherwise, and metadata behind it.</summary>
    internal byte[] Initiate(byte[]? cookie = null, ulong counter = 2, byte[]? transientKey = null, byte[]? serverKey = null, byte[]? metadata = null)
    {
        byte[] vouched = [.. transientKey ?? PublicKeyOf(_transientSecret), .. serverKey ?? CurveVectors.ServerPublic];
        var vouch = Boxed(CurveNonce.Vouch, vouched, Agree(TheirKey, CurveVectors.ClientSecret));
        byte[] text = [.. PublicKeyOf(CurveVectors.ClientSecret), .. vouch, .. metadata ?? Peer.SocketType("DEALER")];
        return Peer.Command("INITIATE", [.. cookie ?? Cookie, .. Counted(CurveNonce.Initiate, counter, text, _sessionKey)]);
    }

    /// <summary>A WELCOME that opens, with this transient key of the server in it.</summary>
    internal byte[] Welcome(byte[] transientKey)
    {
        _sessionKey = Agree(TheirKey);
        return Peer.Command("WELCOME", Boxed(CurveNonce.Welcome, [.. transientKey, .. new byte[96]], Agree(TheirKey, CurveVectors.ServerSecret)));
    }

    internal byte[] GoodWelcome() => Welcome(PublicKeyOf(_transientSecret));

    internal byte[] Ready(byte[] metadata) => Peer.Command("READY", Counted(CurveNonce.Ready, 1, metadata, _sessionKey));

    /// <summary>The READY of the victim, a server, as it came.</summary>
    internal byte[] TakeReady()
    {
        Victim.Session.Accept();
        Assert.Equal(ZmtpEvent.HandshakeCompleted, Victim.Feed());
        return Victim.TakeOutput();
    }

    internal void Refused(ZmtpError error, byte[] attack)
    {
        Assert.Equal(ZmtpEvent.Failed, Victim.Feed(attack));
        Assert.Equal(error, Victim.Session.Error);
        Assert.Empty(Victim.TakeOutput());
    }

    public void Dispose() => Victim.Dispose();

    private static CurveStranger Greeted(CurveStranger stranger)
    {
        Assert.Equal(ZmtpEvent.NeedMoreData, stranger.Victim.Feed(stranger._isServer ? Vectors.With(CurveVectors.Greeting, 32, 1) : CurveVectors.Greeting));
        return stranger;
    }

    private static byte[] Agree(byte[] theirs, byte[] ours)
    {
        var key = new byte[Sodium.KeySize];
        _ = Sodium.TryAgree(key, theirs, ours);
        return key;
    }

    private static byte[] Counted(ReadOnlySpan<byte> purpose, ulong counter, byte[] text, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, counter);
        return [.. nonce.AsSpan(CurveNonce.RandomSize), .. Seal(text, nonce, key)];
    }

    private static byte[] Boxed(ReadOnlySpan<byte> purpose, byte[] text, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, s_vouchNonce);
        return [.. s_vouchNonce, .. Seal(text, nonce, key)];
    }

    private static byte[] Seal(byte[] text, byte[] nonce, byte[] key)
    {
        var box = new byte[text.Length + Sodium.MacSize];
        Sodium.Seal(box, text, nonce, key);
        return box;
    }

    private static byte[] Open(ReadOnlySpan<byte> purpose, ReadOnlySpan<byte> nonceAndBox, byte[] key)
    {
        var nonce = new byte[Sodium.NonceSize];
        CurveNonce.Write(nonce, purpose, nonceAndBox[..CurveNonce.RandomSize]);
        var text = new byte[nonceAndBox.Length - CurveNonce.RandomSize - Sodium.MacSize];
        Assert.True(Sodium.TryOpen(text, nonceAndBox[CurveNonce.RandomSize..], nonce, key));
        return text;
    }

    private byte[] Agree(byte[] theirs) => Agree(theirs, _transientSecret);
}
