using Microsoft.AspNetCore.Builder;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.WebSockets;

namespace Monocoque.AspNetCore.Tests.JsZmq;

/// <summary>The other implementation of ZWS 2.0 that people use reaches us, pattern by pattern.</summary>
public sealed class JsZmqTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_sub_receives_what_it_subscribed_to()
    {
        await using var app = await WebSocketApp<IXPubSocket>.StartAsync();
        await using var sub = JsPeer.Start("sub", app.Address, "EUR");
        Assert.Equal(["\u0001EUR"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync(ZmqMessage.Text("USD", "1"), Token);
        await app.Socket.SendAsync(ZmqMessage.Text("EURUSD", "1.10"), Token);

        Assert.Equal(["EURUSD", "1.10"], await sub.ReceiveAsync());
    }

    [Fact]
    public async Task Its_dealer_is_answered_by_a_mapped_handler()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(map: static app =>
        {
            app.MapZmqRouter("here", static (string text) => text.ToUpperInvariant());
            app.MapZmqWebSocket("/zmq", "here");
        });
        await using var dealer = JsPeer.Start("dealer", app.Address);
        await dealer.SendAsync("hello");

        Assert.Equal(["HELLO"], await dealer.ReceiveAsync());
    }

    [Fact]
    public async Task Its_req_is_answered_by_our_rep()
    {
        await using var app = await WebSocketApp<IRepSocket>.StartAsync();
        await using var req = JsPeer.Start("req", app.Address);
        await req.SendAsync("ping");
        Assert.Equal(["ping"], await app.Socket.ReceiveTextAsync());
        await app.Socket.SendAsync("pong", Token);

        Assert.Equal(["pong"], await req.ReceiveAsync());
    }

    [Fact]
    public async Task Its_push_and_pull_work_in_frames_of_all_sizes()
    {
        string[] frames = ["", "a", new('b', 125), new('c', 255), new('d', 256), new('e', 70_000)];
        await using var pulling = await WebSocketApp<IPullSocket>.StartAsync();
        await using var push = JsPeer.Start("push", pulling.Address);
        await push.SendAsync(frames);
        Assert.Equal(frames, await pulling.Socket.ReceiveTextAsync());

        await using var pushing = await WebSocketApp<IPushSocket>.StartAsync();
        await using var pull = JsPeer.Start("pull", pushing.Address);
        await pushing.Socket.SendAsync(ZmqMessage.Text(frames), Token).Within();
        Assert.Equal(frames, await pull.ReceiveAsync());
    }
}
