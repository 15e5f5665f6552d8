using Monocoque.Fuzz.Grammar;
using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>The first octets of a connection, and little after them.</summary>
internal sealed class GreetingTarget : SceneTarget
{
    private static readonly ZmtpSecurity s_plainClient = ZmtpSecurity.PlainClient("user"u8, "pass"u8);
    private static readonly Version[] s_minimum = [new(2, 0), new(3, 0), new(3, 1)];
    private static readonly string[] s_mechanisms = ["NULL", "PLAIN", "CURVE", "GSSAPI", "null", ""];

    internal override string Name => "greeting";

    internal override int MaxLength => 256;

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random)
    {
        if (random.Next(4) == 0)
            return Wire.Version20((byte)random.Next(16), OctetMutator.Noise(random, 20));
        byte[] greeting =
        [
            .. Wire.Greeting(s_mechanisms[random.Next(s_mechanisms.Length)], (byte)random.Next(2, 6), (byte)random.Next(3), (byte)random.Next(3)),
            .. Wire.AnyHandshakeCommand(random),
        ];
        return random.Next(2) == 0 ? greeting : OctetMutator.Vary(greeting, greeting, random);
    }

    protected override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        said = octets;
        var security = (head[1] & 7) switch
        {
            4 => ZmtpSecurity.AskedNull,
            5 => ZmtpSecurity.PlainServer,
            6 => s_plainClient,
            _ => ZmtpSecurity.None,
        };
        var type = Limits.TypeOf(head[0]);
        var minimum = s_minimum[(head[1] >> 3) % 3];
        return (head[1] & 0x80) == 0 || security == s_plainClient
            ? new Scene(Limits.Small(type, security, minimum))
            : new Scene(Limits.Small(null, security)) { Selected = Limits.Small(type, security, minimum) };
    }
}
