using Microsoft.AspNetCore.Builder;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.Zmtp;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>A peer that breaks the rules loses its connection, and nobody else anything.</summary>
public sealed class HostileTests
{
    private const int Limit = 1000;

    [Theory]
    [InlineData(RawWebSocket.Text, "68 69", 1003)]
    [InlineData(RawWebSocket.Binary, "", 1002)]
    [InlineData(RawWebSocket.Binary, "03 61", 1002)]
    [InlineData(RawWebSocket.Binary, "80 61", 1002)]
    [InlineData(RawWebSocket.Binary, "02 FF 61", 1002)]
    [InlineData(RawWebSocket.Binary, "02", 1002)]
    public async Task Frame_that_is_none_closes(int opcode, string payload, int status)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        await using var bystander = await app.ConnectAsync<IPushSocket>();
        using var raw = await app.HandshakeAsync("PUSH");
        var gone = DisconnectedAsync(app.Socket);
        await raw.SendAsync(0x00, "last words");
        await raw.SendAsync(opcode, Hex(payload));

        Assert.Equal(status, await raw.ReceiveCloseAsync());
        Assert.IsType<ZmtpProtocolException>((await gone.Within()).Error);
        Assert.Equal(["last words"], await app.Socket.ReceiveTextAsync());
        await bystander.SendAsync("still here", TestContext.Current.CancellationToken);
        Assert.Equal(["still here"], await app.Socket.ReceiveTextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Message_over_the_limit_closes_with_1009_whether_it_says_its_size_or_not(bool isWhole)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(options => options.MaxMessageSize = Limit);
        using var raw = await app.HandshakeAsync("PUSH");
        await raw.SendAsync(RawWebSocket.Binary, [0, .. new byte[Limit]]);
        using var largest = await app.Socket.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal(Limit, largest.Length);
        var gone = DisconnectedAsync(app.Socket);

        // 64 KiB is what a command may have, and the size of one frame tells nothing of its kind before it is read.
        var closed = raw.ReceiveCloseAsync();
        if (isWhole)
            await raw.SendAsync(RawWebSocket.Binary, new byte[Limit + 2]);
        for (var i = 0; !isWhole && i < 200 && !closed.IsCompleted; i++)
            await raw.SendAsync(i == 0 ? RawWebSocket.Binary : 0, new byte[1000], fin: false);

        Assert.Equal(1009, await closed);
        Assert.Equal(ZmtpError.MessageTooLarge, Assert.IsType<ZmtpProtocolException>((await gone.Within()).Error).Error);
    }

    [Fact]
    public async Task Before_the_handshake_a_peer_costs_8_KiB()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.OpenAsync();
        await raw.ReceiveFrameAsync();
        var closed = raw.ReceiveCloseAsync();
        for (var i = 0; i < 20 && !closed.IsCompleted; i++)
            await raw.SendAsync(i == 0 ? RawWebSocket.Binary : 0, new byte[1000], fin: false);

        Assert.Equal(1009, await closed);
    }

    [Theory]
    [InlineData("SUB")]
    [InlineData("DEALER")]
    public async Task Type_that_does_not_fit_is_told_so(string type)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.OpenAsync();
        await raw.ReceiveFrameAsync();
        await raw.SendReadyAsync(type);

        Assert.Contains($"{type} cannot talk to PULL", await raw.ReceiveFrameAsync(), StringComparison.Ordinal);
        Assert.Equal(1002, await raw.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(RawWebSocket.Binary, 4)]
    [InlineData(3, 0)]
    [InlineData(0, 0)]
    public async Task Frame_that_web_socket_does_not_know_closes(int opcode, int reserved)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        var gone = DisconnectedAsync(app.Socket);
        await raw.SendAsync(opcode, [0, 1], reserved: reserved);

        Assert.IsType<ZmtpProtocolException>((await gone.Within()).Error);
        await raw.ReadToEndAsync();
    }

    /// <summary>.NET's own WebSocket takes such frames.</summary>
    [Theory]
    [InlineData(RawWebSocket.Binary, 5)]
    [InlineData(RawWebSocket.Binary, 5_000)]
    [InlineData(RawWebSocket.Binary, 100_000)]
    [InlineData(RawWebSocket.Ping, 5)]
    [InlineData(RawWebSocket.Close, 0)]
    public async Task Frame_of_a_client_without_a_mask_closes_with_1002(int opcode, int length)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            map: static app =>
            {
                // An application may have WebSockets of its own.
                app.UseWebSockets();
                app.MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here");
            });
        await using var bystander = await app.ConnectAsync<IPushSocket>();
        using var raw = await app.HandshakeAsync("PUSH");
        var gone = DisconnectedAsync(app.Socket);
        await raw.SendAsync(0x00, "last words");
        await raw.SendAsync(opcode, new byte[length], masked: false);

        Assert.Equal(1002, await raw.ReceiveCloseAsync());
        Assert.Contains("without a mask", Assert.IsType<ZmtpProtocolException>((await gone.Within()).Error).Message, StringComparison.Ordinal);
        Assert.Equal(["last words"], await app.Socket.ReceiveTextAsync());
        await bystander.SendAsync("still here", TestContext.Current.CancellationToken);
        Assert.Equal(["still here"], await app.Socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task Handshake_without_a_mask_is_none()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.OpenAsync();
        await raw.ReceiveFrameAsync();
        await raw.SendAsync(RawWebSocket.Binary, [0, 1], masked: false);

        Assert.Equal(1002, await raw.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(126, true)]
    [InlineData(1, false)]
    public async Task Control_frame_that_is_too_long_or_a_fragment_closes(int length, bool fin)
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        var gone = DisconnectedAsync(app.Socket);
        await raw.SendAsync(RawWebSocket.Ping, new byte[length], fin);

        Assert.IsType<ZmtpProtocolException>((await gone.Within()).Error);
        await raw.ReadToEndAsync();
    }

    [Fact]
    public async Task Silent_peer_is_cut_off_by_the_handshake_timeout()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(options => options.HandshakeTimeout = TimeSpan.FromMilliseconds(50));
        using var raw = await app.OpenAsync();

        await raw.ReadToEndAsync();
    }

    [Fact]
    public async Task Peer_that_vanishes_is_noticed()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        var gone = DisconnectedAsync(app.Socket);
        using (await app.HandshakeAsync("PUSH"))
        {
        }

        await gone.Within();
    }

    [Fact]
    public async Task No_more_than_MaxConnections_are_taken()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(options => options.MaxConnections = 1);
        using var first = await app.HandshakeAsync("PUSH");
        using var second = await app.OpenAsync();

        Assert.Equal(1008, await second.ReceiveCloseAsync());
    }

    private static byte[] Hex(string text) => Convert.FromHexString(text.Replace(" ", "", StringComparison.Ordinal));

    private static async Task<ZmqEvent> DisconnectedAsync(IZmqSocket socket)
    {
        await foreach (var e in socket.MonitorAsync(TestContext.Current.CancellationToken))
        {
            if (e.Kind == ZmqEventKind.Disconnected)
                return e;
        }
        throw new InvalidOperationException("The socket was closed.");
    }
}
