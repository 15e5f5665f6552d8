using Monocoque.Fuzz.Grammar;

namespace Monocoque.Fuzz.Targets;

/// <summary>What comes after a good handshake, at a socket of any type: messages, commands, subscriptions, groups, broken topics.</summary>
internal sealed class TrafficTarget : SceneTarget
{
    internal override string Name => "traffic";

    protected override byte[] Say(ReadOnlySpan<byte> head, Random random) => Wire.Many(random, 12, Wire.AnyFrame);

    protected override Scene Choose(ReadOnlySpan<byte> head, ReadOnlySpan<byte> octets, out ReadOnlySpan<byte> said)
    {
        said = octets;
        var type = Limits.TypeOf(head[0]);
        byte[] handshake = (head[1] & 3) == 3 && type <= ZmqSocketType.XSub
            ? Wire.Version20(NumberOf(Limits.PartnerOf(type)), [])
            : [.. Wire.Greeting("NULL", minor: (byte)(head[1] & 1)), .. Wire.Command("READY", Wire.SocketType(Limits.PartnerOf(type)))];
        return new Scene((head[1] & 4) != 0 ? Limits.None(type) : Limits.Small(type)) { Before = handshake };
    }

    private static byte NumberOf(string type) => (byte)Enum.Parse<ZmqSocketType>(type, ignoreCase: true);
}
