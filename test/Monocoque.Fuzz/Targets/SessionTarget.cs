using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A whole connection from its first octet: greeting, handshake, traffic.</summary>
internal sealed class SessionTarget : SceneTarget
{
    private static readonly ZmtpSecurity s_plainClient = ZmtpSecurity.PlainClient("user"u8, "pass"u8);

    internal override string Name => "session";

    protected override int GreetingSize => Wire.GreetingSize;

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random)
    {
        var partner = Limits.PartnerOf(Limits.TypeOf(head[0]));
        var metadata = Wire.SocketType(random.Next(8) == 0 ? Wire.AnyType(random) : partner);
        if (random.Next(3) == 0)
            metadata = [.. metadata, .. Wire.AnyProperty(random)];
        byte[] handshake = (head[1] & 7) switch
        {
            5 => [.. Wire.Greeting("PLAIN"), .. Wire.Command("HELLO", [4, .. "user"u8, 4, .. "pass"u8]), .. Wire.Command("INITIATE", metadata)],
            6 => [.. Wire.Greeting("PLAIN", asServer: 1), .. Wire.Command("WELCOME", []), .. Wire.Command("READY", metadata)],
            _ => [.. Wire.Greeting("NULL", minor: (byte)random.Next(2)), .. Wire.Command("READY", metadata)],
        };
        return [.. handshake, .. Wire.Many(random, 8, Wire.AnyFrame)];
    }

    protected override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        said = octets;
        var type = Limits.TypeOf(head[0]);
        var security = (head[1] & 7) switch
        {
            4 => ZmtpSecurity.AskedNull,
            5 => ZmtpSecurity.PlainServer,
            6 => s_plainClient,
            _ => ZmtpSecurity.None,
        };
        var waits = (head[1] & 0x18) == 0x18 && security != s_plainClient;
        return new Scene(waits ? Limits.Small(null, security) : Limits.Small(type, security))
        {
            Selected = (head[1] & 0x20) != 0 ? null : Limits.Small(type, security),
            IsConnector = (head[1] & 0x40) != 0,
        };
    }
}
