using Monocoque.Fuzz.Grammar;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Hostile;

/// <summary>What a peer may say instead of what it should. Each ends in more octets that are no frame than anybody is owed, so whoever listens has to hang up.</summary>
internal static class Nonsense
{
    /// <summary>The victims take no longer message than this.</summary>
    internal const int MaxMessageSize = 10_000;

    private static readonly byte[] s_noFrames = [.. Enumerable.Repeat((byte)0xF8, MaxMessageSize + 70_000)];

    private static readonly string[] s_addressParts =
    [
        "tcp", "ipc", "inproc", "udp", "ws", "pgm", "://", ":", "/", "*", "!", ";", "@", "[", "]", "[::1]", "::1", "127.0.0.1", "localhost",
        "0", "65536", "-1", " ", "\t", "\0", "..", "ü", "%", "a-b", "x", new('y', 300),
    ];

    /// <summary>Deeper and deeper: octets, octets after a greeting, handshakes of all kinds, traffic.</summary>
    internal static byte[] OfNull(Random random)
    {
        var greeting = RawPeer.Greeting;
        byte[] handshake = [.. greeting, .. RawPeer.Ready("DEALER")];
        byte[] start = random.Next(6) switch
        {
            0 => [0x00, .. OctetMutator.Noise(random, 600)],
            1 => [.. greeting, .. OctetMutator.Noise(random, 600)],
            2 => [.. greeting, .. Wire.Many(random, 4, Wire.AnyHandshakeCommand)],
            3 => FrameMutator.Vary(handshake, handshake, greeting.Length, random),
            4 => OctetMutator.Vary(handshake, handshake, random),
            _ => [.. handshake, .. Wire.Many(random, 6, Wire.AnyFrame)],
        };
        return [.. start, .. s_noFrames];
    }

    /// <summary>The same to somebody who speaks CURVE.</summary>
    internal static byte[] OfCurve(Random random, string command, int size)
    {
        var greeting = Wire.Greeting("CURVE");
        byte[] start = random.Next(4) switch
        {
            0 => [0x00, .. OctetMutator.Noise(random, 600)],
            1 => [.. greeting, .. Wire.Many(random, 4, Wire.AnyHandshakeCommand)],
            2 => [.. greeting, .. Wire.Command(command, OctetMutator.Noise(random, size + 20))],
            _ => [.. greeting, .. Wire.Command(command, Filled(random, size)), .. Wire.AnyFrame(random)],
        };
        return [.. start, .. s_noFrames];
    }

    internal static string OfAddress(Random random) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 8)).Select(_ => s_addressParts[random.Next(s_addressParts.Length)]));

    private static byte[] Filled(Random random, int size)
    {
        var octets = new byte[size];
        random.NextBytes(octets);
        return octets;
    }
}
