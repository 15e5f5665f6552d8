using Microsoft.AspNetCore.Builder;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>The patterns between our own sockets: <c>ws://</c> at one end, a mapped path at the other.</summary>
public sealed class PatternTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Publisher_reaches_those_who_subscribed()
    {
        await using var app = await WebSocketApp<IXPubSocket>.StartAsync();
        await using var eur = await app.ConnectAsync<ISubSocket>(options => options.Subscribe.Add("EUR"));
        Assert.Equal(["\u0001EUR"], await app.Socket.ReceiveTextAsync());
        await using var all = await app.ConnectAsync<ISubSocket>(options => options.Subscribe.Add(""));
        Assert.Equal(["\u0001"], await app.Socket.ReceiveTextAsync());

        await app.Socket.SendAsync(ZmqMessage.Text("USD", "1"), Token);
        await app.Socket.SendAsync(ZmqMessage.Text("EUR", "2"), Token);

        Assert.Equal(["EUR", "2"], await eur.ReceiveTextAsync());
        Assert.Equal(["USD", "1"], await all.ReceiveTextAsync());
        Assert.Equal(["EUR", "2"], await all.ReceiveTextAsync());
        eur.Unsubscribe("EUR"u8);
        Assert.Equal(["\0EUR"], await app.Socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task Router_and_dealer_talk_in_frames_of_all_sizes()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        await using var dealer = await app.ConnectAsync<IDealerSocket>(options => options.RoutingId = "me");
        int[] sizes = [0, 1, 124, 125, 126, 255, 256, 4_095, 4_096, 65_534, 65_535, 65_536, 1_000_000];
        var frames = sizes.Select(static size => new ReadOnlyMemory<byte>([.. Enumerable.Range(0, size).Select(static i => (byte)(i * 7))])).ToArray();

        await dealer.SendAsync(ZmqMessage.Create(frames), Token);
        var request = await app.Socket.ReceiveAsync(Token).Within();
        Assert.Equal("me", request.GetString(0));
        await app.Socket.SendAsync(request, Token);
        using var echo = await dealer.ReceiveAsync(Token).Within();

        Assert.Equal(sizes.Length, echo.Count);
        for (var i = 0; i < sizes.Length; i++)
            Assert.True(frames[i].Span.SequenceEqual(echo[i].Span), $"frame {i} of {sizes[i]} octets");
    }

    [Fact]
    public async Task Request_gets_its_reply()
    {
        await using var app = await WebSocketApp<IRepSocket>.StartAsync();
        await using var req = await app.ConnectAsync<IReqSocket>();
        await req.SendAsync("ping", Token);
        Assert.Equal(["ping"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync("pong", Token);

        Assert.Equal(["pong"], await req.ReceiveTextAsync());
    }

    [Fact]
    public async Task Pushed_messages_arrive_all_and_in_order()
    {
        const int Count = 20_000;
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        await using var push = await app.ConnectAsync<IPushSocket>();
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Count; i++)
                await push.SendAsync($"{i}", Token);
        }, Token);
        for (var i = 0; i < Count; i++)
        {
            using var message = await app.Socket.ReceiveAsync(Token).Within();
            Assert.Equal($"{i}", message.GetString(0));
        }
        await sending.Within();
    }

    [Fact]
    public async Task Pair_works_both_ways()
    {
        await using var app = await WebSocketApp<IPairSocket>.StartAsync();
        await using var pair = await app.ConnectAsync<IPairSocket>();
        await pair.SendAsync("a", Token);
        Assert.Equal(["a"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync("b", Token);

        Assert.Equal(["b"], await pair.ReceiveTextAsync());
    }

    [Fact]
    public async Task One_socket_serves_tcp_and_web_sockets_alike()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        var tcp = await app.Socket.BindAsync("tcp://127.0.0.1:0", Token);
        await using var one = await app.ConnectAsync<IPushSocket>();
        await one.SendAsync("ws", Token);
        Assert.Equal(["ws"], await app.Socket.ReceiveTextAsync());
        await using var two = await ZmqSocket.ConnectAsync<IPushSocket>(tcp.ToString(), cancellationToken: Token);
        await two.SendAsync("tcp", Token);

        Assert.Equal(["tcp"], await app.Socket.ReceiveTextAsync());
        Assert.Equal(2, app.Socket.GetPeers().Count);
    }

    [Fact]
    public async Task Reply_of_a_mapped_handler_goes_back()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(map: static app =>
        {
            app.MapZmqRouter("here", (string text) => text.ToUpperInvariant());
            app.MapZmqWebSocket(WebSocketApp<IRouterSocket>.Path, "here");
        });
        await using var dealer = await app.ConnectAsync<IDealerSocket>();

        Assert.Equal(["HELLO"], await dealer.AskAsync("hello"));
    }
}
