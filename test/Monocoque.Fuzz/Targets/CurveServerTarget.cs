using System.Buffers;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A CURVE server and a client that may have good keys. The deeper the scene, the more of the handshake is as it should be.</summary>
internal sealed class CurveServerTarget : SceneTarget
{
    private const int Depths = 7;

    private static readonly int[] s_verdicts = [200, 200, 200, 300, 400, 500, 200, 200];

    private readonly RepeatedRandom _random = new();
    private readonly Lazy<Conversation> _conversation;

    internal CurveServerTarget() => _conversation = new Lazy<Conversation>(Prepare);

    internal override string Name => "curve-server";

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random) => (head[1] % Depths) switch
    {
        0 or 1 or 5 => Wire.Many(random, 4, Wire.AnyHandshakeCommand),
        2 => new byte[64],
        3 => [.. _conversation.Value.Vouched, .. Wire.AnyMetadata(random)],
        4 => Wire.SocketType(Limits.PartnerOf(Limits.TypeOf(head[0]))),
        _ => CurveFrames.AnyTexts(random),
    };

    protected override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        var talk = _conversation.Value;
        var type = Limits.TypeOf(head[0]);
        var metadata = Wire.SocketType(Limits.PartnerOf(type));
        byte[] before;
        (before, said) = (head[1] % Depths) switch
        {
            0 => (talk.Greeting, octets.ToArray()),
            1 => (talk.Greeted, octets.ToArray()),
            2 => (talk.Greeting, talk.Hello(octets)),
            3 => (talk.Greeted, talk.InitiateWith(octets)),
            4 => (talk.Greeted, talk.Initiate(octets)),
            5 => ([.. talk.Greeted, .. talk.Initiate(metadata)], octets.ToArray()),
            _ => ([.. talk.Greeted, .. talk.Initiate(metadata)], talk.Messages(octets)),
        };
        return new Scene(Limits.Small(type, talk.Security)) { Before = before, Random = _random, Verdict = s_verdicts[(head[1] / Depths) & 7] };
    }

    /// <summary>Shakes hands once, to learn what the server says every time.</summary>
    private Conversation Prepare()
    {
        var secret = CurveFrames.Secret(CurveFrames.ServerKeyByte);
        var talk = new Conversation(ZmtpSecurity.CurveServer(secret, default, _random.Fill), CurveFrames.Public(secret));
        _random.Restart();
        using var session = new ZmtpSession(Limits.Small(ZmqSocketType.Dealer, talk.Security), new MessagePool());
        ReadOnlySpan<byte> input = talk.Greeted;
        _ = session.Read(ref input, out _);
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        talk.Hear(output.WrittenSpan[Wire.GreetingSize..]);
        return talk;
    }

    /// <summary>What a client says that knows how.</summary>
    private sealed class Conversation(ZmtpSecurity security, byte[] serverKey)
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
