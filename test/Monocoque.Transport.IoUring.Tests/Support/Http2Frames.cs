using System.Buffers.Binary;
using System.Net.Sockets;

namespace Monocoque.Transport.IoUring.Support;

/// <summary>HTTP/2 as it is on the wire, as far as a connection without requests needs it.</summary>
internal static class Http2Frames
{
    internal const byte Settings = 4;
    internal const byte GoAway = 7;

    /// <summary>The preface, and settings that change nothing.</summary>
    internal static byte[] Opening { get; } = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, Settings, 0, 0, 0, 0, 0];

    /// <summary>Passes over frames until one of this type.</summary>
    /// <returns>Its payload.</returns>
    internal static async Task<byte[]> ReceiveFrameAsync(this Socket socket, byte type)
    {
        while (true)
        {
            var header = await socket.ReceiveAsync(9);
            var payload = await socket.ReceiveAsync(BinaryPrimitives.ReadInt32BigEndian([0, .. header.AsSpan(0, 3)]));
            if (header[3] == type)
                return payload;
        }
    }
}
