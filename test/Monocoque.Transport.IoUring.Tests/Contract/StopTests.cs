using System.Net.Sockets;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>The end of a server: polite to whoever is finished or finishes, short with whoever does not.</summary>
public class StopTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Stop_says_goodbye_to_an_idle_http2_connection(TransportKind kind)
    {
        await using var server = await HttpPeer.StartAsync(kind, "h2c", context => context.Response.WriteAsync("served"));
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(Http2Frames.Opening);
        await client.ReceiveFrameAsync(Http2Frames.Settings);

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);

        // The second half is the error: none.
        Assert.Equal(new byte[4], (await client.ReceiveFrameAsync(Http2Frames.GoAway))[4..8]);
        await client.ReceiveToEndAsync();
        await stopping.InTime();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Stop_lets_http2_streams_finish(TransportKind kind)
    {
        var started = new CountdownEvent(5);
        var allStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await HttpPeer.StartAsync(kind, "h2c", async context =>
        {
            if (started.Signal())
                allStarted.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        });
        using var client = HttpPeer.Client("h2c");
        var answering = Enumerable.Range(0, 5).Select(_ => client.GetStringAsync(HttpPeer.Url(server, "h2c"), TestContext.Current.CancellationToken)).ToArray();
        await allStarted.Task.InTime();

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.All(await Task.WhenAll(answering).InTime(), answer => Assert.Equal("done", answer));
        await stopping.InTime();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Aborted_http2_stream_leaves_the_others_of_its_connection(TransportKind kind)
    {
        var connections = new HashSet<string>(StringComparer.Ordinal);
        await using var server = await HttpPeer.StartAsync(kind, "h2c", context =>
        {
            lock (connections)
                connections.Add(context.Connection.Id);
            if (context.Request.Path == "/abort")
                context.Abort();
            return context.Response.WriteAsync("served");
        });
        using var client = HttpPeer.Client("h2c");
        var url = HttpPeer.Url(server, "h2c");

        for (var i = 0; i < 5; i++)
        {
            Assert.Equal("served", await client.GetStringAsync(url, TestContext.Current.CancellationToken));
            await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(new Uri(url, "abort"), TestContext.Current.CancellationToken));
        }

        Assert.Single(connections);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Aborted_http2_connection_takes_all_its_streams_with_it(TransportKind kind)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await HttpPeer.StartAsync(kind, "h2c", async context =>
        {
            if (context.Request.Path == "/abort")
            {
                context.Features.Get<IConnectionLifetimeFeature>()!.Abort();
                return;
            }
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            waiting.SetResult();
            await aborted.Task;
        });
        using var client = HttpPeer.Client("h2c");
        var url = HttpPeer.Url(server, "h2c");
        var other = client.GetStringAsync(url, TestContext.Current.CancellationToken);
        await waiting.Task.InTime();

        await Record.ExceptionAsync(() => client.GetStringAsync(new Uri(url, "abort"), TestContext.Current.CancellationToken));

        await aborted.Task.InTime();
        await Assert.ThrowsAsync<HttpRequestException>(() => other);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Stop_that_runs_out_of_time_aborts_what_is_stuck(TransportKind kind)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, context =>
        {
            started.SetResult();
            return never.Task;
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await started.Task.InTime();

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token).InTime();

        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        never.SetResult();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Stop_aborts_a_raw_handler_that_ignores_it(TransportKind kind)
    {
        var never = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartRawAsync(kind, _ =>
        {
            started.SetResult();
            return never.Task;
        });
        using var client = await server.ConnectAsync();
        await started.Task.InTime();

        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await server.StopAsync(now.Token).InTime();

        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        never.SetResult();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Web_socket_hears_of_the_stop_through_its_request(TransportKind kind)
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                using var stopping = CancellationTokenSource.CreateLinkedTokenSource(
                    context.Features.Get<IConnectionLifetimeNotificationFeature>()!.ConnectionClosedRequested, context.RequestAborted);
                open.SetResult();
                await Eventually.CancelledAsync(stopping.Token);
                await socket.CloseAsync(WebSocketCloseStatus.EndpointUnavailable, "stop", CancellationToken.None);
            },
            new ServerSettings { Pipeline = app => app.UseWebSockets() });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/"), TestContext.Current.CancellationToken);
        await open.Task.InTime();

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);

        var result = await client.ReceiveAsync(new ArraySegment<byte>(new byte[10]), TestContext.Current.CancellationToken).InTime();
        Assert.Equal(WebSocketMessageType.Close, result.MessageType);
        Assert.Equal(WebSocketCloseStatus.EndpointUnavailable, client.CloseStatus);
        await client.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken);
        await stopping.InTime();
    }
}
