using System.Security.Cryptography;
using System.Text;
using Monocoque.Fuzz.Grammar;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Hostile;

/// <summary>Both ends of the request for a WebSocket, said by hand, and frames of one, right and wrong.</summary>
internal static class RawHttp
{
    private const string Guid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    internal static byte[] Upgrade(Uri server, string path) => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: ZWS2.0/NULL\r\n\r\n");

    /// <summary>The lines up to the empty one.</summary>
    internal static async Task<string> ReadHeadAsync(RawPeer peer)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await peer.ReadAsync(1))[0]);
        return head.ToString();
    }

    /// <summary>The answer that agrees, to a request.</summary>
    internal static byte[] Agree(string request)
    {
        var key = request.Split("\r\n").Single(static line => line.StartsWith("Sec-WebSocket-Key:", StringComparison.OrdinalIgnoreCase)).Split(':')[1].Trim();
#pragma warning disable CA5350 // RFC 6455 has it so.
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Guid)));
#pragma warning restore CA5350
        return Encoding.ASCII.GetBytes(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: ZWS2.0/NULL\r\n\r\n");
    }

    /// <summary>A frame of a client, which is masked; up to 125 octets.</summary>
    internal static async Task<(int Opcode, byte[] Payload)> ReadFrameAsync(RawPeer peer)
    {
        var head = await peer.ReadAsync(2);
        Assert.Equal(0x80, head[1] & 0x80);
        var mask = await peer.ReadAsync(4);
        var payload = await peer.ReadAsync(head[1] & 0x7F);
        return (head[0] & 0x0F, [.. payload.Select((octet, i) => (byte)(octet ^ mask[i % 4]))]);
    }

    /// <summary>Frames of a WebSocket, mostly as they should be but for what is in them; then one that cannot be.</summary>
    internal static byte[] AnyFrames(Random random, bool isMasked) =>
        [.. Wire.Many(random, 6, random => AnyFrame(random, isMasked)), 0xFF, 0xFF, .. Enumerable.Repeat((byte)0xFF, 20_000)];

    private static byte[] AnyFrame(Random random, bool isMasked)
    {
        byte[] payload = random.Next(4) switch
        {
            0 => [2, .. Wire.CommandBody("READY", Wire.SocketType("DEALER"))],
            1 => [2, .. Wire.CommandBody(Wire.AnyCommand(random), OctetMutator.Noise(random, 30))],
            2 => OctetMutator.Noise(random, 100),
            _ => [(byte)random.Next(3), .. OctetMutator.Noise(random, 100)],
        };
        var first = random.Next(6) == 0 ? (byte)random.Next(256) : (byte)0x82;
        var mask = random.Next(20) == 0 ? !isMasked : isMasked;
        var length = Math.Min(payload.Length, 125);
        return mask
            ? [first, (byte)(0x80 | length), 0, 0, 0, 0, .. payload.AsSpan(0, length)]
            : [first, (byte)length, .. payload.AsSpan(0, length)];
    }
}
