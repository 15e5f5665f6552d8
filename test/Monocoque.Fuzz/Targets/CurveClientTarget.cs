using System.Buffers;
using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A CURVE client and a server that may have the key it should have.</summary>
internal sealed class CurveClientTarget : SceneTarget
{
    private const int Depths = 6;

    private readonly RepeatedRandom _random = new();
    private readonly Lazy<Conversation> _conversation;

    internal CurveClientTarget() => _conversation = new Lazy<Conversation>(Prepare);

    internal override string Name => "curve-client";

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random) => (head[1] % Depths) switch
    {
        0 or 1 or 4 => Wire.Many(random, 4, Wire.AnyHandshakeCommand),
        2 => Conversation.Welcoming,
        3 => Wire.AnyMetadata(random),
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
            1 => (talk.Welcomed, octets.ToArray()),
            2 => (talk.Greeting, talk.Welcome(octets)),
            3 => (talk.Welcomed, talk.Ready(octets)),
            4 => ([.. talk.Welcomed, .. talk.Ready(metadata)], octets.ToArray()),
            _ => ([.. talk.Welcomed, .. talk.Ready(metadata)], talk.Messages(octets)),
        };
        return new Scene(Limits.Small(type, talk.Security)) { Before = before, Random = _random, IsConnector = true };
    }

    /// <summary>Lets the client say HELLO once, to learn the key that it makes every time.</summary>
    private Conversation Prepare()
    {
        var secret = CurveFrames.Secret(CurveFrames.ServerKeyByte);
        var security = ZmtpSecurity.CurveClient(CurveFrames.Secret(CurveFrames.ClientKeyByte), CurveFrames.Public(secret), _random.Fill);
        _random.Restart();
        using var session = new ZmtpSession(Limits.Small(ZmqSocketType.Dealer, security), new MessagePool());
        ReadOnlySpan<byte> input = Wire.Greeting("CURVE");
        _ = session.Read(ref input, out _);
        var output = new ArrayBufferWriter<byte>();
        session.TakeOutput(output);
        return new Conversation(security, secret, clientTransientKey: output.WrittenSpan.Slice(Wire.GreetingSize + 2 + 6 + 74, Sodium.KeySize).ToArray());
    }

    /// <summary>What a server says that knows how.</summary>
    private sealed class Conversation(ZmtpSecurity security, byte[] secret, byte[] clientTransientKey)
    {
        private static readonly byte[] s_transient = CurveFrames.Secret(CurveFrames.TransientKeyByte);

        private readonly byte[] _helloKey = CurveFrames.Agree(clientTransientKey, secret);
        private readonly byte[] _sessionKey = CurveFrames.Agree(clientTransientKey, s_transient);

        /// <summary>What is in the box of a good WELCOME: a key, and a cookie that is anything.</summary>
        internal static byte[] Welcoming { get; } = [.. CurveFrames.Public(s_transient), .. new byte[96]];

        internal ZmtpSecurity Security => security;

        internal byte[] Greeting { get; } = Wire.Greeting("CURVE", asServer: 1);

        /// <summary>The greeting and a good WELCOME.</summary>
        internal byte[] Welcomed => field ??= [.. Greeting, .. Welcome(Welcoming)];

        internal byte[] Welcome(ReadOnlySpan<byte> text) =>
            Wire.Command("WELCOME", CurveFrames.Random(CurveNonce.Welcome, text, _helloKey));

        internal byte[] Ready(ReadOnlySpan<byte> metadata) => Wire.Command("READY", CurveFrames.Counted(CurveNonce.Ready, 1, metadata, _sessionKey));

        internal byte[] Messages(ReadOnlySpan<byte> octets) => CurveFrames.Messages(octets, CurveNonce.MessageFromServer, 1, _sessionKey);
    }
}
