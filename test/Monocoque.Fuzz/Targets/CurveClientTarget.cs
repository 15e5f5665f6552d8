using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A CURVE client and a server that may have the key it should have.</summary>
internal sealed class CurveClientTarget : CurveTarget<CurveClientTarget.Server>
{
    internal override string Name => "curve-client";

    protected override int Depths => 6;

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random) => (head[1] % Depths) switch
    {
        0 or 1 or 4 => Wire.Many(random, 4, Wire.AnyHandshakeCommand),
        2 => Server.Welcoming,
        3 => Wire.AnyMetadata(random),
        _ => CurveFrames.AnyTexts(random),
    };

    protected override (byte[] Before, byte[] Said) Speak(int depth, ReadOnlySpan<byte> octets, byte[] metadata)
    {
        var talk = Conversation;
        return depth switch
        {
            0 => (talk.Greeting, octets.ToArray()),
            1 => (talk.Welcomed, octets.ToArray()),
            2 => (talk.Greeting, talk.Welcome(octets)),
            3 => (talk.Welcomed, talk.Ready(octets)),
            4 => ([.. talk.Welcomed, .. talk.Ready(metadata)], octets.ToArray()),
            _ => ([.. talk.Welcomed, .. talk.Ready(metadata)], talk.Messages(octets)),
        };
    }

    protected override Scene SetUp(ZmqSocketType type, int choice) => new(Limits.Small(type, Conversation.Security)) { IsConnector = true };

    /// <summary>Of HELLO the key that the client makes is learnt.</summary>
    protected override Server Prepare()
    {
        var secret = CurveFrames.Secret(CurveFrames.ServerKeyByte);
        var security = ZmtpSecurity.CurveClient(CurveFrames.Secret(CurveFrames.ClientKeyByte), CurveFrames.Public(secret), Numbers.Fill);
        var hello = Hear(security, Wire.Greeting("CURVE")).AsSpan(Wire.GreetingSize);
        return new Server(security, secret, clientTransientKey: hello.Slice(2 + 6 + 74, Sodium.KeySize).ToArray());
    }

    /// <summary>What a server says that knows how.</summary>
    internal sealed class Server(ZmtpSecurity security, byte[] secret, byte[] clientTransientKey)
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
