using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A CURVE server and a client that may have good keys.</summary>
internal sealed class CurveServerTarget : CurveTarget<CurveServerTarget.Client>
{
    private static readonly int[] s_verdicts = [200, 200, 200, 300, 400, 500, 200, 200];

    internal override string Name => "curve-server";

    protected override int Depths => 7;

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random) => (head[1] % Depths) switch
    {
        0 or 1 or 5 => Wire.Many(random, 4, Wire.AnyHandshakeCommand),
        2 => new byte[64],
        3 => [.. Conversation.Vouched, .. Wire.AnyMetadata(random)],
        4 => Wire.SocketType(Limits.PartnerOf(Limits.TypeOf(head[0]))),
        _ => CurveFrames.AnyTexts(random),
    };

    protected override (byte[] Before, byte[] Said) Speak(int depth, ReadOnlySpan<byte> octets, byte[] metadata)
    {
        var talk = Conversation;
        return depth switch
        {
            0 => (talk.Greeting, octets.ToArray()),
            1 => (talk.Greeted, octets.ToArray()),
            2 => (talk.Greeting, talk.Hello(octets)),
            3 => (talk.Greeted, talk.InitiateWith(octets)),
            4 => (talk.Greeted, talk.Initiate(octets)),
            5 => ([.. talk.Greeted, .. talk.Initiate(metadata)], octets.ToArray()),
            _ => ([.. talk.Greeted, .. talk.Initiate(metadata)], talk.Messages(octets)),
        };
    }

    protected override Scene SetUp(ZmqSocketType type, int choice) => new(Limits.Small(type, Conversation.Security)) { Verdict = s_verdicts[choice & 7] };

    /// <summary>Of WELCOME the cookie and the key are learnt.</summary>
    protected override Client Prepare()
    {
        var secret = CurveFrames.Secret(CurveFrames.ServerKeyByte);
        var talk = new Client(ZmtpSecurity.CurveServer(secret, default, Numbers.Fill), CurveFrames.Public(secret));
        talk.Hear(Hear(talk.Security, talk.Greeted).AsSpan(Wire.GreetingSize));
        return talk;
    }

    /// <summary>What a client says that knows how.</summary>
    internal sealed class Client(ZmtpSecurity security, byte[] serverKey)
    {
        private readonly byte[] _secret = CurveFrames.Secret(CurveFrames.ClientKeyByte);
        private readonly byte[] _transient = CurveFrames.Secret(CurveFrames.TransientKeyByte);
        private readonly byte[] _helloKey = CurveFrames.Agree(serverKey, CurveFrames.Secret(CurveFrames.TransientKeyByte));
        private readonly byte[] _transientKey = CurveFrames.Public(CurveFrames.Secret(CurveFrames.TransientKeyByte));
        private byte[] _cookie = [];
        private byte[] _sessionKey = [];

        internal ZmtpSecurity Security => security;

        internal byte[] Greeting { get; } = Wire.Greeting("CURVE");

        /// <summary>The greeting and a good HELLO.</summary>
        internal byte[] Greeted => field ??= [.. Greeting, .. Hello(new byte[64])];

        /// <summary>What INITIATE begins with in its box: the client's key, and the vouch for it.</summary>
        internal byte[] Vouched { get; private set; } = [];

        internal byte[] Hello(ReadOnlySpan<byte> text) => Wire.Command(
            "HELLO", [1, 0, .. new byte[72], .. _transientKey, .. CurveFrames.Counted(CurveNonce.Hello, 1, text, _helloKey)]);

        internal void Hear(ReadOnlySpan<byte> welcome)
        {
            var text = CurveFrames.Open(CurveNonce.Welcome, welcome[10..], _helloKey);
            var serverTransientKey = text.AsSpan(0, Sodium.KeySize);
            _cookie = text[Sodium.KeySize..];
            _sessionKey = CurveFrames.Agree(serverTransientKey, _transient);
            var vouch = CurveFrames.Random(CurveNonce.Vouch, [.. _transientKey, .. serverKey], CurveFrames.Agree(serverTransientKey, _secret));
            Vouched = [.. CurveFrames.Public(_secret), .. vouch];
        }

        internal byte[] Initiate(ReadOnlySpan<byte> metadata) => InitiateWith([.. Vouched, .. metadata]);

        internal byte[] InitiateWith(ReadOnlySpan<byte> text) =>
            Wire.Command("INITIATE", [.. _cookie, .. CurveFrames.Counted(CurveNonce.Initiate, 2, text, _sessionKey)]);

        internal byte[] Messages(ReadOnlySpan<byte> octets) => CurveFrames.Messages(octets, CurveNonce.MessageFromClient, 2, _sessionKey);
    }
}
