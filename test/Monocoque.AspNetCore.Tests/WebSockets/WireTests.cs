using System.Text;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>What goes over the wire, seen by a client that knows nothing of ZeroMQ.</summary>
public sealed class WireTests
{
    [Fact]
    public async Task Ready_is_said_at_once_and_messages_follow_frame_by_frame()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        using var raw = await app.OpenAsync();

        var (opcode, ready) = await raw.ReceiveAsync();
        Assert.Equal(RawWebSocket.Binary, opcode);
        Assert.Equal(
            "02055245414459" + "0B536F636B65742D5479706500000006524F55544552" + "084964656E7469747900000000", Convert.ToHexString(ready));
        await raw.SendReadyAsync("DEALER");
        await raw.SendAsync(0x01, "one");
        await raw.SendAsync(0x00, "two");
        using var message = await app.Socket.ReceiveAsync(TestContext.Current.CancellationToken).Within();
        Assert.Equal((3, "one", "two"), (message.Count, message.GetString(1), message.GetString(2)));
        await app.Socket.SendAsync(ZmqMessage.Create([message[0], "a"u8.ToArray(), new byte[300]]), TestContext.Current.CancellationToken);

        Assert.Equal("01 a", await raw.ReceiveFrameAsync());
        Assert.Equal("00 " + new string('\0', 300), await raw.ReceiveFrameAsync());
    }

    [Theory]
    [InlineData("ZWS2.0", "ZWS2.0")]
    [InlineData("ZWS2.0/NULL", "ZWS2.0/NULL")]
    [InlineData("ZWS2.0/NULL,ZWS2.0", "ZWS2.0/NULL")]
    [InlineData("ZWS2.0/CURVE, ZWS2.0", "ZWS2.0")]
    public async Task First_sub_protocol_that_is_spoken_is_taken(string offered, string taken)
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        using var raw = await app.OpenAsync(offered);

        Assert.Equal(taken, raw.Protocol);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("zws2.0")]
    [InlineData("mqtt")]
    [InlineData("ZWS2.0/CURVE")]
    public async Task Others_are_refused_before_the_upgrade(string? offered)
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        await using var events = app.Socket.MonitorAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        using var raw = await RawWebSocket.RequestAsync(app.Server, "/zmq", offered);

        Assert.StartsWith("HTTP/1.1 400 ", raw.Answer[0], StringComparison.Ordinal);
        Assert.True(await events.MoveNextAsync());
        Assert.Equal((ZmqEventKind.HandshakeFailed, ZmqProtocolError.WsUnspecified), (events.Current.Kind, events.Current.ProtocolError));
        Assert.Equal("/zmq", events.Current.Address!.Path);
    }

    [Fact]
    public async Task Plain_request_is_told_what_the_path_is_for()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        using var http = new HttpClient { BaseAddress = app.Server };

        using var answer = await http.GetAsync("/zmq", TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("WebSocket", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        using var post = await http.PostAsync("/zmq", content: null, TestContext.Current.CancellationToken);
        Assert.Equal(405, (int)post.StatusCode);
    }

    [Fact]
    public async Task Without_a_mechanism_identities_are_exchanged()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(options => options.RoutingId = "server");
        using var raw = await app.OpenAsync("ZWS2.0");
        Assert.Equal("00 server", await raw.ReceiveFrameAsync());
        await raw.SendAsync(0x00, "bob");
        await raw.SendAsync(0x00, "hello");
        using var message = await app.Socket.ReceiveAsync(TestContext.Current.CancellationToken).Within();

        Assert.Equal(("bob", "hello"), (message.GetString(0), message.GetString(1)));
        Assert.Null(message.Peer!.SocketType);
    }

    [Theory]
    [InlineData("ZWS2.0")]
    [InlineData("ZWS2.0/NULL")]
    public async Task Subscriptions_are_messages(string protocol)
    {
        await using var app = await WebSocketApp<IXPubSocket>.StartAsync();
        using var raw = await app.OpenAsync(protocol);
        await raw.ReceiveFrameAsync();
        if (protocol is "ZWS2.0")
            await raw.SendAsync(0x00, "");
        else
            await raw.SendReadyAsync("SUB");
        await raw.SendAsync(0x00, "\u0001EUR");
        Assert.Equal(["\u0001EUR"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync("USD 1", TestContext.Current.CancellationToken);
        await app.Socket.SendAsync("EUR 2", TestContext.Current.CancellationToken);
        Assert.Equal("00 EUR 2", await raw.ReceiveFrameAsync());
        await raw.SendAsync(0x00, "\0EUR");

        Assert.Equal(["\0EUR"], await app.Socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task Fragments_are_put_together()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        await raw.SendAsync(RawWebSocket.Binary, [0], fin: false);
        await raw.SendAsync(0, Encoding.ASCII.GetBytes("frag"), fin: false);
        await raw.SendAsync(RawWebSocket.Ping, [1, 2, 3]);
        await raw.SendAsync(0, Encoding.ASCII.GetBytes("ments"));

        Assert.Equal(["fragments"], await app.Socket.ReceiveTextAsync());
        var (opcode, payload) = await raw.ReceiveAsync();
        Assert.Equal((RawWebSocket.Pong, "010203"), (opcode, Convert.ToHexString(payload)));
    }

    [Fact]
    public async Task Close_is_answered()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        await raw.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);

        Assert.Equal(1000, await raw.ReceiveCloseAsync());
        await raw.ReadToEndAsync();
    }
}
