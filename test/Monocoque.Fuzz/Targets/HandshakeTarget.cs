using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A handshake of NULL or PLAIN, in one of its roles, from behind the greeting.</summary>
internal sealed class HandshakeTarget(string name, string mechanism, ZmtpSecurity security) : SceneTarget
{
    private static readonly int[] s_verdicts = [200, 200, 200, 200, 200, 300, 400, 500];

    private readonly byte[] _greeting = Wire.Greeting(mechanism);
    private readonly byte[] _greeting30 = Wire.Greeting(mechanism, minor: 0);

    internal static HandshakeTarget Null { get; } = new("null", "NULL", ZmtpSecurity.None);

    internal static HandshakeTarget AskedNull { get; } = new("null-asked", "NULL", ZmtpSecurity.AskedNull);

    internal static HandshakeTarget PlainClient { get; } = new("plain-client", "PLAIN", ZmtpSecurity.PlainClient("user"u8, "pass"u8));

    internal static HandshakeTarget PlainServer { get; } = new("plain-server", "PLAIN", ZmtpSecurity.PlainServer);

    internal override string Name => name;

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random)
    {
        var metadata = Wire.SocketType(Limits.PartnerOf(Limits.TypeOf(head[0])));
        byte[] good = name switch
        {
            "plain-client" => [.. Wire.Command("WELCOME", []), .. Wire.Command("READY", metadata)],
            "plain-server" => [.. Wire.Command("HELLO", [4, .. "user"u8, 4, .. "pass"u8]), .. Wire.Command("INITIATE", metadata)],
            _ => Wire.Command("READY", metadata),
        };
        return random.Next(4) switch
        {
            0 => Wire.Many(random, 5, Wire.AnyHandshakeCommand),
            1 => FrameMutator.Vary(good, good, 0, random),
            _ => [.. good, .. Wire.AnyFrame(random)],
        };
    }

    protected override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        said = octets;
        var options = Limits.Small(Limits.TypeOf(head[0]), security);
        var waits = (head[1] & 0x40) != 0 && name != "plain-client";
        return new Scene(waits ? Limits.Small(null, security) : options)
        {
            Selected = (head[1] & 0x20) != 0 ? null : options,
            Verdict = s_verdicts[head[1] & 7],
            IsConnector = (head[1] & 0x10) != 0,
            Before = (head[1] & 8) != 0 ? _greeting30 : _greeting,
        };
    }
}
