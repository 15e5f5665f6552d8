using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>A WebSocket client of our own, frame by frame (RFC 6455), so that a test sees and says what no library would.</summary>
internal sealed class RawWebSocket : IDisposable
{
    internal const int Text = 1;
    internal const int Binary = 2;
    internal const int Close = 8;
    internal const int Ping = 9;
    internal const int Pong = 10;

    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawWebSocket(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    /// <summary>The server's answer to the upgrade, line by line.</summary>
    internal List<string> Answer { get; } = [];

    internal string? Protocol => Answer.Find(static line => line.StartsWith("Sec-WebSocket-Protocol:", StringComparison.OrdinalIgnoreCase))?.Split(':')[1].Trim();

    /// <summary>Upgrades, and expects it to succeed.</summary>
    internal static async Task<RawWebSocket> OpenAsync(Uri server, string path, string? protocol, params string[] headers)
    {
        var webSocket = await RequestAsync(server, path, protocol, headers);
        Assert.StartsWith("HTTP/1.1 101 ", webSocket.Answer[0], StringComparison.Ordinal);
        return webSocket;
    }

    /// <summary>Asks for the upgrade, whatever comes of it.</summary>
    internal static async Task<RawWebSocket> RequestAsync(Uri server, string path, string? protocol, params string[] headers)
    {
        var tcp = new TcpClient { NoDelay = true };
        await tcp.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken).AsTask().Within();
        var webSocket = new RawWebSocket(tcp);
        var request = new StringBuilder($"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n");
        request.Append("Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==\r\nSec-WebSocket-Version: 13\r\n");
        if (protocol is not null)
            request.Append("Sec-WebSocket-Protocol: ").Append(protocol).Append("\r\n");
        foreach (var header in headers)
            request.Append(header).Append("\r\n");
        await webSocket._stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), TestContext.Current.CancellationToken);
        for (var line = await webSocket.ReadLineAsync(); line.Length > 0; line = await webSocket.ReadLineAsync())
            webSocket.Answer.Add(line);
        return webSocket;
    }

    /// <summary>Sends one ZWS frame: flags, then text.</summary>
    internal Task SendAsync(byte flags, string body) => SendAsync(Binary, [flags, .. Encoding.UTF8.GetBytes(body)]);

    internal async Task SendAsync(int opcode, byte[] payload, bool fin = true, bool masked = true, int reserved = 0)
    {
        byte[] mask = masked ? [0x11, 0x22, 0x33, 0x44] : [];
        var octets = new List<byte> { (byte)((fin ? 0x80 : 0) | (reserved << 4) | opcode) };
        octets.AddRange(Length(payload.Length, masked ? 0x80 : 0));
        octets.AddRange(mask);
        octets.AddRange(masked ? payload.Select((octet, i) => (byte)(octet ^ mask[i % 4])) : payload);
        await _stream.WriteAsync(octets.ToArray(), TestContext.Current.CancellationToken).AsTask().Within();
    }

    /// <summary>Sends octets as they are, which need be no frames.</summary>
    internal Task SendOctetsAsync(byte[] octets) => _stream.WriteAsync(octets, TestContext.Current.CancellationToken).AsTask().Within();

    /// <summary>The next frame, control frames included.</summary>
    internal async Task<(int Opcode, byte[] Payload)> ReceiveAsync()
    {
        var head = await ReadAsync(2);
        Assert.Equal(0x80, head[0] & 0xF0);
        Assert.Equal(0, head[1] & 0x80);
        long length = head[1];
        if (length == 126)
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
        else if (length == 127)
            length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
        return (head[0] & 0x0F, await ReadAsync((int)length));
    }

    /// <summary>The next ZWS frame, in text: its flags and its body.</summary>
    internal async Task<string> ReceiveFrameAsync()
    {
        var (opcode, payload) = await ReceiveAsync();
        Assert.Equal(Binary, opcode);
        return $"{payload[0]:X2} {Encoding.UTF8.GetString(payload.AsSpan(1))}";
    }

    /// <summary>Reads on until the close frame, and returns its status.</summary>
    internal async Task<int> ReceiveCloseAsync()
    {
        while (true)
        {
            var (opcode, payload) = await ReceiveAsync();
            if (opcode == Close)
                return BinaryPrimitives.ReadUInt16BigEndian(payload);
        }
    }

    /// <summary>Reads until the server ends the connection, however it does.</summary>
    internal async Task ReadToEndAsync()
    {
        try
        {
            await _stream.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken).Within();
        }
        catch (IOException)
        {
            // A reset is an end too.
        }
    }

    /// <summary>What a NULL handshake begins with.</summary>
    internal Task SendReadyAsync(string socketType)
    {
        byte[] type = Encoding.ASCII.GetBytes(socketType);
        return SendAsync(Binary, [2, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, (byte)type.Length, .. type]);
    }

    public void Dispose() => _tcp.Dispose();

    private static byte[] Length(int length, int maskBit)
    {
        if (length < 126)
            return [(byte)(maskBit | length)];
        var octets = new byte[length <= ushort.MaxValue ? 3 : 9];
        octets[0] = (byte)(maskBit | (octets.Length == 3 ? 126 : 127));
        if (octets.Length == 3)
            BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(1), (ushort)length);
        else
            BinaryPrimitives.WriteInt64BigEndian(octets.AsSpan(1), length);
        return octets;
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var octets = new byte[count];
        await _stream.ReadExactlyAsync(octets, TestContext.Current.CancellationToken).AsTask().Within();
        return octets;
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (true)
        {
            var octet = (await ReadAsync(1))[0];
            if (octet == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append((char)octet);
        }
    }
}
