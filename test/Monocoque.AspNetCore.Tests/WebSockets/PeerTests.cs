using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>For its socket a peer over WebSocket is one like any other: events, marks, counters, heartbeats.</summary>
public sealed class PeerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_those_of_any_connection()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        var events = new List<ZmqEvent>();
        var watching = WatchAsync(app.Socket, events, ZmqEventKind.Disconnected);
        await using (var push = await app.ConnectAsync<IPushSocket>())
        {
            await push.SendAsync("x", Token);
            await app.Socket.ReceiveTextAsync();
        }
        await watching.Within();

        Assert.Equal([ZmqEventKind.Accepted, ZmqEventKind.HandshakeSucceeded, ZmqEventKind.Disconnected], events.Select(static e => e.Kind));
        Assert.Null(events[2].Error);
        var peer = events[1].Peer!;
        Assert.Equal(app.Address, events[1].Address!.ToString());
        Assert.Equal((ZmqSocketType.Push, "NULL"), (peer.SocketType, peer.Mechanism));
        Assert.StartsWith("127.0.0.1:", peer.RemoteEndPoint!.ToString(), StringComparison.Ordinal);
        Assert.Equal(app.Server.Authority, peer.LocalEndPoint!.ToString());
    }

    [Fact]
    public async Task Client_reports_its_connection_and_makes_it_again()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync();
        await using var dealer = ZmqSocket.Create<IDealerSocket>(options => options.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        var events = new List<ZmqEvent>();
        var watching = WatchAsync(dealer, events, ZmqEventKind.ConnectRetried);
        await dealer.ConnectAsync(app.Address, Token).Within();
        await dealer.SendAsync("one", Token);
        var first = await app.Socket.ReceiveAsync(Token).Within();
        Assert.Equal(app.Address, Assert.Single(dealer.GetPeers()).Address!.ToString());

        // The server's end of the connection is cut, as a proxy in between would.
        await app.App.App.StopAsync(Token).Within();
        await watching.Within();

        Assert.Contains(ZmqEventKind.Connected, events.Select(static e => e.Kind));
        Assert.Contains(ZmqEventKind.Disconnected, events.Select(static e => e.Kind));
        Assert.Equal("one", first.GetString(1));
    }

    [Fact]
    public async Task Slow_subscriber_is_dropped_for_at_its_mark_and_holds_up_nobody()
    {
        await using var app = await WebSocketApp<IXPubSocket>.StartAsync(options => options.SendHighWaterMark = 10);
        using var slow = await app.HandshakeAsync("SUB");
        await slow.SendAsync(0x00, "\u0001");
        Assert.Equal(["\u0001"], await app.Socket.ReceiveTextAsync());
        var events = new List<ZmqEvent>();
        var watching = WatchAsync(app.Socket, events, ZmqEventKind.HighWaterMarkReached);
        var body = new byte[100_000];

        // The system's buffers take some before the queue stays full.
        await Deadline.UntilAsync(async () =>
        {
            await app.Socket.SendAsync(body, Token).AsTask().Within();
            return watching.IsCompleted && Assert.Single(app.Socket.GetPeers()).SendQueueLength == 10;
        });
    }

    [Fact]
    public async Task Full_inbox_holds_the_sender_up()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(options => options.ReceiveHighWaterMark = 5);
        await using var push = await app.ConnectAsync<IPushSocket>(options => options.SendHighWaterMark = 5);
        await app.Socket.WaitForPeerAsync(cancellationToken: Token).Within();
        var sent = 0;
        await Deadline.UntilAsync(() =>
        {
            TrySend();
            return Task.FromResult(Assert.Single(app.Socket.GetPeers()).ReceiveQueueLength == 5);
        });
        // What is between the two sockets has an end.
        await Deadline.UntilAsync(() => Task.FromResult(!TrySend()));
        Assert.Equal(5, Assert.Single(app.Socket.GetPeers()).ReceiveQueueLength);
        for (var i = 0; i < sent; i++)
            (await app.Socket.ReceiveAsync(Token).Within()).Dispose();

        bool TrySend()
        {
            if (!push.TrySend(ZmqMessage.Copy(new byte[100_000])))
                return false;
            Assert.InRange(++sent, 1, 1000);
            return true;
        }
    }

    [Fact]
    public async Task Peer_that_answers_no_ping_is_dead()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            options => options.HeartbeatInterval = options.HeartbeatTimeout(TimeSpan.FromMilliseconds(50)));
        using var raw = await app.HandshakeAsync("PUSH");
        var events = new List<ZmqEvent>();
        var watching = WatchAsync(app.Socket, events, ZmqEventKind.Disconnected);

        Assert.Equal(RawWebSocket.Ping, (await raw.ReceiveAsync()).Opcode);
        await watching.Within();
        Assert.True(events[^1].Error is TimeoutException, $"{events[^1].Error}");
        await raw.ReadToEndAsync();
    }

    [Fact]
    public async Task Peer_that_answers_pings_lives()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            options => options.HeartbeatInterval = options.HeartbeatTimeout(TimeSpan.FromMilliseconds(200)));
        using var raw = await app.HandshakeAsync("PUSH");
        for (var i = 0; i < 4; i++)
        {
            var (opcode, payload) = await raw.ReceiveAsync();
            Assert.Equal(RawWebSocket.Ping, opcode);
            await raw.SendAsync(RawWebSocket.Pong, payload);
        }
        await raw.SendAsync(0x00, "alive");

        Assert.Equal(["alive"], await app.Socket.ReceiveTextAsync());
    }

    [Fact]
    public async Task User_of_the_request_is_the_user_of_the_peer()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(map: static app =>
        {
            app.Use((context, next) =>
            {
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, context.Request.Headers["X-Who"]!)], "test"));
                return next(context);
            });
            app.MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here");
        });
        using var raw = await RawWebSocket.OpenAsync(app.Server, "/zmq", "ZWS2.0/NULL", "X-Who: alice");
        await raw.SendReadyAsync("PUSH");
        await raw.SendAsync(0x00, "x");
        using var message = await app.Socket.ReceiveAsync(Token).Within();

        Assert.Equal("alice", message.Peer!.User.Identity!.Name);
    }

    [Fact]
    public async Task Connections_pass_the_configured_middleware()
    {
        var passed = 0;
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(build: builder => builder.Services.Configure<ZmtpOptions>(
            options => options.ConfigureConnection = connection => connection.Use(next => context =>
            {
                Interlocked.Increment(ref passed);
                return next(context);
            })));
        await using var push = await app.ConnectAsync<IPushSocket>();

        Assert.Equal(1, passed);
    }

    private static async Task WatchAsync(IZmqSocket socket, List<ZmqEvent> events, ZmqEventKind last)
    {
        await foreach (var e in socket.MonitorAsync(Token))
        {
            events.Add(e);
            if (e.Kind == last)
                return;
        }
    }
}

/// <summary>The interval and what follows from it, in one go.</summary>
internal static class HeartbeatOptions
{
    internal static TimeSpan HeartbeatTimeout(this ZmqSocketOptions options, TimeSpan time)
    {
        options.HeartbeatTimeout = time;
        return time;
    }
}
