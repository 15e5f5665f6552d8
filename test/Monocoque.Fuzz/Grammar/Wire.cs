using System.Buffers.Binary;
using System.Text;

namespace Monocoque.Fuzz.Grammar;

/// <summary>Octets as the far end would send them, right or nearly so. Written by itself, so that it shares no mistake with what it tests.</summary>
internal static class Wire
{
    internal const int GreetingSize = 64;

    private static readonly string[] s_types =
    [
        "PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB",
        "SERVER", "CLIENT", "RADIO", "DISH", "GATHER", "SCATTER", "PEER", "CHANNEL", "STREAM", "dealer", "", "DEALER\0",
    ];

    private static readonly string[] s_properties = ["Socket-Type", "Identity", "socket-type", "X-app", "Resource", "User-Id", "", "a b", "X"];

    private static readonly string[] s_commands =
        ["READY", "ERROR", "HELLO", "WELCOME", "INITIATE", "MESSAGE", "PING", "PONG", "SUBSCRIBE", "CANCEL", "JOIN", "LEAVE", "HELLO   ", "ready", "X", "\0", ""];

    internal static byte[] Greeting(string mechanism, byte major = 3, byte minor = 1, byte asServer = 0)
    {
        var octets = new byte[GreetingSize];
        octets[0] = 0xFF;
        octets[8] = 1;
        octets[9] = 0x7F;
        octets[10] = major;
        octets[11] = minor;
        Encoding.ASCII.GetBytes(mechanism, octets.AsSpan(12));
        octets[32] = asServer;
        return octets;
    }

    /// <summary>The greeting and the rest of the handshake of a ZMTP 2.0 peer.</summary>
    internal static byte[] Version20(byte type, byte[] identity) => [0xFF, 0, 0, 0, 0, 0, 0, 0, 1, 0x7F, 1, type, .. Frame(0, identity)];

    /// <summary>A frame in the shortest form, or in the long one.</summary>
    internal static byte[] Frame(byte flags, ReadOnlySpan<byte> body, bool isLong = false)
    {
        if (body.Length <= byte.MaxValue && !isLong)
            return [flags, (byte)body.Length, .. body];
        return [.. LongHeader((byte)(flags | 2), (ulong)body.Length), .. body];
    }

    internal static byte[] LongHeader(byte flags, ulong size)
    {
        var header = new byte[9];
        header[0] = flags;
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(1), size);
        return header;
    }

    internal static byte[] CommandBody(string name, ReadOnlySpan<byte> data) => [(byte)name.Length, .. Encoding.Latin1.GetBytes(name), .. data];

    internal static byte[] Command(string name, ReadOnlySpan<byte> data) => Frame(4, CommandBody(name, data));

    internal static byte[] Property(string name, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        return [(byte)name.Length, .. Encoding.Latin1.GetBytes(name), .. length, .. value];
    }

    internal static byte[] SocketType(string type) => Property("Socket-Type", Encoding.Latin1.GetBytes(type));

    internal static string AnyType(Random random) => s_types[random.Next(s_types.Length)];

    internal static string AnyCommand(Random random) => s_commands[random.Next(s_commands.Length)];

    /// <summary>Metadata, mostly as it should be.</summary>
    internal static byte[] AnyMetadata(Random random)
    {
        var octets = new List<byte>();
        if (random.Next(8) > 0)
            octets.AddRange(SocketType(AnyType(random)));
        for (var i = random.Next(4); i > 0; i--)
            octets.AddRange(AnyProperty(random));
        if (random.Next(8) == 0)
            octets.AddRange(OctetMutator.Noise(random, 6));
        return [.. octets];
    }

    internal static byte[] AnyProperty(Random random)
    {
        var property = Property(s_properties[random.Next(s_properties.Length)], OctetMutator.Noise(random, random.Next(10) == 0 ? 300 : 8));
        return random.Next(12) == 0 ? OctetMutator.Vary(property, property, random) : property;
    }

    /// <summary>A frame of traffic, mostly legal.</summary>
    internal static byte[] AnyFrame(Random random)
    {
        var body = OctetMutator.Noise(random, random.Next(6) == 0 ? 600 : 20);
        return random.Next(12) switch
        {
            0 => Command("PING", body),
            1 => Command("PONG", body),
            2 => Command("SUBSCRIBE", body),
            3 => Command("CANCEL", body),
            4 => Command(random.Next(2) == 0 ? "JOIN" : "LEAVE", body),
            5 => Command(AnyCommand(random), body),
            6 => Frame(0, [(byte)random.Next(3), .. body]),
            7 => LongHeader((byte)random.Next(8), OctetMutator.Number(random)),
            8 => Frame((byte)random.Next(8), body, isLong: true),
            // What libzmq 4.3.4 makes of a long topic.
            9 => [4, .. Command("SUBSCRIBE", new byte[246 + random.Next(3)])[1..]],
            _ => Frame((byte)random.Next(2), body),
        };
    }

    /// <summary>A command of a handshake, mostly well-formed.</summary>
    internal static byte[] AnyHandshakeCommand(Random random) => random.Next(10) switch
    {
        0 => Command("ERROR", [(byte)random.Next(8), .. OctetMutator.Noise(random, 8)]),
        1 => Command("HELLO", [4, .. "user"u8, 4, .. "pass"u8]),
        2 => Command("HELLO", OctetMutator.Noise(random, 210)),
        3 => Command("WELCOME", random.Next(2) == 0 ? [] : OctetMutator.Noise(random, 170)),
        4 or 5 => Command("INITIATE", AnyMetadata(random)),
        6 => Command(AnyCommand(random), OctetMutator.Noise(random, 30)),
        7 => AnyFrame(random),
        _ => Command("READY", AnyMetadata(random)),
    };

    internal static byte[] Many(Random random, int most, Func<Random, byte[]> make)
    {
        var octets = new List<byte>();
        for (var i = random.Next(1, most + 1); i > 0; i--)
            octets.AddRange(make(random));
        return [.. octets];
    }
}
