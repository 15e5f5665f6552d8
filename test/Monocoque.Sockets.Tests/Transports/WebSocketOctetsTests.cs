using System.Buffers;
using System.Buffers.Binary;
using System.Net.WebSockets;
using System.Text;
using Monocoque.Testing;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>The octets below a WebSocket, and what .NET's WebSocket makes of them.</summary>
public sealed class WebSocketOctetsTests
{
    private const int ProtocolError = 1002;

    private static readonly byte[] s_hello = Frame(0x82, "\0hello", isMasked: true);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task Octets_pass_as_they_are_however_they_come_and_are_read(int size)
    {
        byte[] input = [.. s_hello, .. Frame(0x02, "frag", isMasked: true), .. Frame(0x89, "", isMasked: true), .. Frame(0x80, "ment", isMasked: true), 0x82];
        foreach (var split in SplitReplay.Of(input.Length))
        {
            await using var octets = new WebSocketOctets(new Pieces(split.Cut(input)), isServer: true);
            Assert.Equal(input, await ReadToEndAsync(octets, size));
            Assert.Null(octets.Fault);
        }
    }

    [Fact]
    public async Task Empty_buffer_waits_and_takes_nothing()
    {
        await using var octets = new WebSocketOctets(new Pieces([s_hello]), isServer: true);
        Assert.Equal(0, await octets.ReadAsync(Memory<byte>.Empty, Token));
        Assert.Equal(1, await octets.ReadAsync(new byte[1], Token));
        Assert.Equal(0, await octets.ReadAsync(Memory<byte>.Empty, Token));
        Assert.Equal(s_hello[1..], await ReadToEndAsync(octets, 10));
    }

    [Theory]
    [InlineData(0x82, "data")]
    [InlineData(0x02, "a fragment")]
    [InlineData(0x82, "")]
    [InlineData(0x89, "ping")]
    [InlineData(0x8A, "")]
    public async Task Frame_of_a_client_without_a_mask_ends_with_1002_wherever_it_is_cut(int first, string text)
    {
        byte[] input = [.. s_hello, .. Frame(first, text, isMasked: false), .. s_hello];
        foreach (var split in SplitReplay.Of(input.Length))
        {
            var written = await RefuseAsync(split.Cut(input), isServer: true, "a WebSocket frame of a client without a mask");
            Assert.Equal((0x88, ProtocolError), (written[0], BinaryPrimitives.ReadUInt16BigEndian(written.AsSpan(2))));
        }
    }

    [Fact]
    public async Task Frame_without_a_mask_among_fragments_ends_with_1002_wherever_it_is_cut()
    {
        byte[] input = [.. s_hello, .. Frame(0x02, "\0frag", isMasked: true), .. Frame(0x80, "ment", isMasked: false)];
        foreach (var split in SplitReplay.Of(input.Length))
        {
            var written = await RefuseAsync(split.Cut(input), isServer: true, "a WebSocket frame of a client without a mask");
            Assert.Equal((0x88, ProtocolError), (written[0], BinaryPrimitives.ReadUInt16BigEndian(written.AsSpan(2))));
        }
    }

    [Fact]
    public async Task Frame_of_a_server_with_a_mask_ends_with_1002()
    {
        byte[] input = [.. Frame(0x82, "\0hello", isMasked: false), .. s_hello];
        foreach (var split in SplitReplay.Of(input.Length))
        {
            var written = await RefuseAsync(split.Cut(input), isServer: false, "a WebSocket frame of a server with a mask");
            byte[] status = [(byte)(written[6] ^ written[2]), (byte)(written[7] ^ written[3])];
            Assert.Equal((0x88, ProtocolError), (written[0], BinaryPrimitives.ReadUInt16BigEndian(status)));
        }
    }

    /// <summary>Reads the good frame that comes first, and then the fault, as a connection does; returns what it says at its end.</summary>
    private static async Task<byte[]> RefuseAsync(IEnumerable<ReadOnlyMemory<byte>> pieces, bool isServer, string fault)
    {
        var stream = new Pieces(pieces);
        var octets = new WebSocketOctets(stream, isServer);
        var webSocket = WebSocket.CreateFromStream(octets, new WebSocketCreationOptions { IsServer = isServer });
        var connection = new ZwsConnection(webSocket, octets, ZmtpCarrier.WebSocket, handshakeLimit: 1000);
        var good = await connection.Input.ReadAtLeastAsync(7, Token);
        Assert.Equal([0, 5, .. "hello"u8], good.Buffer.ToArray());
        connection.Input.AdvanceTo(good.Buffer.End);
        var error = await Assert.ThrowsAsync<ZmtpProtocolException>(() => connection.Input.ReadAsync(Token).AsTask());
        Assert.Contains(fault, error.Message, StringComparison.Ordinal);
        connection.Blame(error.Error, fault);
        await connection.DisposeAsync();
        return stream.Written;
    }

    private static async Task<byte[]> ReadToEndAsync(Stream stream, int size)
    {
        var read = new List<byte>();
        var buffer = new byte[size];
        while (await stream.ReadAsync(buffer, Token) is > 0 and var count)
            read.AddRange(buffer.AsSpan(0, count));
        return [.. read];
    }

    private static byte[] Frame(int first, string text, bool isMasked)
    {
        byte[] key = isMasked ? [1, 2, 3, 4] : [];
        var body = Encoding.UTF8.GetBytes(text);
        return [(byte)first, (byte)((isMasked ? 0x80 : 0) | body.Length), .. key, .. body.Select((octet, i) => isMasked ? (byte)(octet ^ key[i % 4]) : octet)];
    }

    /// <summary>A connection on which each read brings one piece, or what fits of it.</summary>
    private sealed class Pieces(IEnumerable<ReadOnlyMemory<byte>> pieces) : MemoryStream
    {
        private readonly Queue<ReadOnlyMemory<byte>> _pieces = new(pieces);
        private ReadOnlyMemory<byte> _piece;

        internal byte[] Written => ToArray();

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            while (_piece.IsEmpty && _pieces.TryDequeue(out _piece))
            {
            }
            var count = Math.Min(buffer.Length, _piece.Length);
            _piece[..count].CopyTo(buffer);
            _piece = _piece[count..];
            return new ValueTask<int>(count);
        }
    }
}
