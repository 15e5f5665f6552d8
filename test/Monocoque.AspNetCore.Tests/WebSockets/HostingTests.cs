using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Web;

namespace Monocoque.AspNetCore.Tests.WebSockets;

/// <summary>A mapped path is a route of the web server, and goes with it.</summary>
public sealed class HostingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Route_asks_for_authorization_like_any_other()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            map: static app =>
            {
                app.UseAuthentication();
                app.UseAuthorization();
                app.MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here").RequireAuthorization();
            },
            build: static builder =>
            {
                builder.Services.AddAuthorization();
                builder.Services.AddAuthentication("key").AddScheme<AuthenticationSchemeOptions, KeyAuthentication>("key", configureOptions: null);
            });
        using var stranger = await RawWebSocket.RequestAsync(app.Server, "/zmq", "ZWS2.0/NULL");
        Assert.StartsWith("HTTP/1.1 401 ", stranger.Answer[0], StringComparison.Ordinal);

        using var friend = await RawWebSocket.OpenAsync(app.Server, "/zmq", "ZWS2.0/NULL", "X-Key: sesame");
        await friend.SendReadyAsync("PUSH");
        await friend.SendAsync(0x00, "x");
        using var message = await app.Socket.ReceiveAsync(Token).Within();
        Assert.Equal("friend", message.Peer!.User.Identity!.Name);
    }

    [Fact]
    public async Task Client_sends_what_the_application_adds()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(map: static app =>
        {
            app.Use((context, next) => context.Request.Headers["X-Key"] == "sesame" ? next(context) : Refuse(context));
            app.MapZmqWebSocket(WebSocketApp<IPullSocket>.Path, "here");
        });
        await using var runtime = new ZmqRuntime(new ZmqRuntimeOptions { ConfigureWebSocket = static (request, _) => request.Headers.Add("X-Key", "sesame") });
        await using var push = runtime.CreateSocket<IPushSocket>();
        await push.ConnectAsync(app.Address, Token).Within();
        await push.SendAsync("x", Token);

        Assert.Equal(["x"], await app.Socket.ReceiveTextAsync());

        static Task Refuse(HttpContext context)
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Pages_of_other_origins_are_kept_out_where_origins_are_named()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            build: static builder => builder.Services.AddWebSockets(static options => options.AllowedOrigins.Add("https://ours.example")));
        using var theirs = await RawWebSocket.RequestAsync(app.Server, "/zmq", "ZWS2.0/NULL", "Origin: https://theirs.example");
        using var ours = await RawWebSocket.OpenAsync(app.Server, "/zmq", "ZWS2.0/NULL", "Origin: https://ours.example");

        Assert.StartsWith("HTTP/1.1 403 ", theirs.Answer[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prefix_and_conventions_of_a_group_hold()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync(
            map: static app => app.MapGroup("/outer").WithMetadata("outer").MapZmqWebSocket("/inner", "here").WithMetadata("own"));
        using var raw = await RawWebSocket.OpenAsync(app.Server, "/outer/inner", "ZWS2.0");
        var endpoint = Assert.Single(app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>());

        Assert.Equal(["outer", "own"], endpoint.Metadata.OfType<string>());
        Assert.Contains("PULL 'here'", endpoint.DisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_over_http_2()
    {
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(
            build: static builder => builder.WebHost.ConfigureKestrel(static kestrel => kestrel.ConfigureEndpointDefaults(
                static listen => listen.Protocols = HttpProtocols.Http2)));
        using var client = new ClientWebSocket();
        client.Options.HttpVersion = HttpVersion.Version20;
        client.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        client.Options.AddSubProtocol("ZWS2.0");
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        await client.ConnectAsync(new Uri(app.Address), invoker, Token).Within();
        Assert.Equal("ZWS2.0", client.SubProtocol);
        await client.SendAsync(new byte[] { 0 }, WebSocketMessageType.Binary, endOfMessage: true, Token);
        await client.SendAsync("\0hello"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, Token);
        var request = await app.Socket.ReceiveAsync(Token).Within();
        Assert.Equal("hello", request.GetString(1));
        await app.Socket.SendAsync(request, Token);

        var buffer = new byte[100];
        Assert.Equal(1, (await client.ReceiveAsync(buffer, Token).Within()).Count);
        var echo = await client.ReceiveAsync(buffer, Token).Within();
        Assert.Equal("\0hello"u8, buffer.AsSpan(0, echo.Count));
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, "done", Token).Within();
    }

    [Fact]
    public async Task Answer_of_a_running_handler_leaves_before_the_host_stops()
    {
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await WebSocketApp<IRouterSocket>.StartAsync(map: app =>
        {
            app.MapZmqRouter("here", async (string text) =>
            {
                entered.SetResult();
                await release.Task;
                return text;
            });
            app.MapZmqWebSocket("/zmq", "here");
        });
        await using var dealer = await app.ConnectAsync<IDealerSocket>();
        await dealer.SendAsync("answer me", Token);
        await entered.Task.Within();
        var stopping = app.App.App.StopAsync(Token);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        Assert.Equal(["answer me"], await dealer.ReceiveTextAsync());
        await stopping.Within();
    }

    [Fact]
    public async Task Host_that_stops_says_goodbye_to_its_peers()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        var stopping = app.App.App.StopAsync(Token);

        Assert.Equal(1000, await raw.ReceiveCloseAsync());
        await raw.SendAsync(RawWebSocket.Close, [0x03, 0xE8]);
        await stopping.Within();
    }

    [Fact]
    public async Task Socket_that_is_closed_is_not_reached()
    {
        await using var app = await WebSocketApp<IPullSocket>.StartAsync();
        using var raw = await app.HandshakeAsync("PUSH");
        await app.Socket.DisposeAsync().Within();

        Assert.Equal(1000, await raw.ReceiveCloseAsync());
        using var late = await RawWebSocket.RequestAsync(app.Server, "/zmq", "ZWS2.0/NULL");
        Assert.StartsWith("HTTP/1.1 503 ", late.Answer[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_socket_is_an_error_where_it_is_mapped()
    {
        var error = await WebApp.FailStartAsync(
            static app => app.MapZmqWebSocket("/zmq", "nowhere"), static builder => builder.Services.AddZmq().AddSocket<IPubSocket>("prices"));

        Assert.Contains("'nowhere' is not the name of a socket", error, StringComparison.Ordinal);
        Assert.Contains("'prices' (PUB)", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_socket_is_an_error_where_it_is_mapped() => Assert.Contains(
        "speaks no ZMTP",
        await WebApp.FailStartAsync(
            static app => app.MapZmqWebSocket("/zmq", "raw"), static builder => builder.Services.AddZmq().AddSocket<IStreamSocket>("raw")),
        StringComparison.Ordinal);

    [Fact]
    public async Task Binding_to_a_web_socket_says_what_to_do_instead()
    {
        await using var socket = ZmqSocket.Create<IPubSocket>();
        var error = await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync("ws://*:8080/prices", Token).AsTask());

        Assert.Contains("app.MapZmqWebSocket(\"/prices\"", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_is_no_web_socket_fails_the_attempt_and_not_the_socket()
    {
        await using var app = await WebApp.StartAsync(static app => app.MapGet("/zmq", static () => "hello"));
        await using var dealer = ZmqSocket.Create<IDealerSocket>(static options => options.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        var retried = RetriedAsync(dealer);
        dealer.Connect($"ws://{new Uri(Assert.Single(CoHostingTests.Addresses(app.Services))).Authority}/zmq");

        await retried.Within();
    }

    private static async Task RetriedAsync(IZmqSocket socket)
    {
        await foreach (var e in socket.MonitorAsync(Token))
        {
            if (e.Kind == ZmqEventKind.ConnectRetried)
                return;
        }
    }
}
