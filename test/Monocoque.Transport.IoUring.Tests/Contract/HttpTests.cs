using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Kestrel's protocols on top. With inline scheduling as well: none of these handlers blocks.</summary>
public class HttpTests
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    public static TheoryData<TransportKind, string> Protocols { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from protocol in new[] { "http/1.1", "h2c", "https", "h2" }
        select (kind, protocol));

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Requests_are_answered(TransportKind kind, string protocol)
    {
        await using var server = await HttpPeer.StartAsync(kind, protocol, context => context.Response.WriteAsync($"{context.Request.Protocol} {context.Connection.RemotePort != 0}"));
        using var client = HttpPeer.Client(protocol);

        var expected = protocol is "h2c" or "h2" ? "HTTP/2 True" : "HTTP/1.1 True";
        for (var i = 0; i < 20; i++)
            Assert.Equal(expected, await client.GetStringAsync(HttpPeer.Url(server, protocol), TestContext.Current.CancellationToken));
        await Task.WhenAll(Enumerable.Range(0, 50).Select(async _ =>
            Assert.Equal(expected, await client.GetStringAsync(HttpPeer.Url(server, protocol), TestContext.Current.CancellationToken))));
        Assert.Empty(server.Log.Loud);
    }

    [Theory]
    [MemberData(nameof(Protocols))]
    public async Task Large_bodies_arrive_whole_both_ways(TransportKind kind, string protocol)
    {
        await using var server = await HttpPeer.StartAsync(kind, protocol, async context =>
        {
            // All of it first: the client answers no flow control while it sends.
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            await context.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), context.RequestAborted);
        });
        using var client = HttpPeer.Client(protocol);
        var sent = Peer.RandomBytes(TenMegabytes);

        using var content = new ByteArrayContent(sent);
        using var response = await client.PostAsync(HttpPeer.Url(server, protocol), content, TestContext.Current.CancellationToken);
        var received = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), Convert.ToHexString(SHA256.HashData(received)));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Pipelined_requests_are_answered_in_order(TransportKind kind)
    {
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync(context.Request.Path.Value!));
        using var client = await server.ConnectAsync();
        var requests = string.Concat(Enumerable.Range(0, 64).Select(i => $"GET /{i:000} HTTP/1.1\r\nHost: x\r\n{(i == 63 ? "Connection: close\r\n" : "")}\r\n"));

        await client.SendAllAsync(Encoding.ASCII.GetBytes(requests));
        var responses = Encoding.ASCII.GetString(await client.ReceiveToEndAsync());

        var positions = Enumerable.Range(0, 64).Select(i => responses.IndexOf($"/{i:000}", StringComparison.Ordinal)).ToArray();
        Assert.DoesNotContain(-1, positions);
        Assert.Equal(positions.Order(), positions);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Request_that_the_client_gives_up_is_aborted(TransportKind kind)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            started.SetResult();
            await aborted.Task;
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await started.Task.InTime();

        client.Dispose();

        await aborted.Task.InTime();
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Reset_within_a_request_is_no_more_than_a_debug_message(TransportKind kind)
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[9], CancellationToken.None);
            var rest = Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None));
            reading.SetResult();
            failed.SetResult(await rest);
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this"u8.ToArray());
        await reading.Task.InTime();

        client.Reset();

        Assert.IsType<Microsoft.AspNetCore.Connections.ConnectionResetException>(await failed.Task.InTime());
        await server.AssertNothingLeftAsync();
        // The server mentions the body that the handler left unread; the transport has nothing to say.
        Assert.DoesNotContain(server.Log.Loud, entry => !string.Equals(entry.Category, "Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Web_sockets_talk_both_ways(TransportKind kind)
    {
        await using var server = await TestServer.StartHttpAsync(kind, EchoWebSocketAsync, new ServerSettings { Pipeline = app => app.UseWebSockets() });
        using var client = new ClientWebSocket();
        await client.ConnectAsync(new Uri($"ws://127.0.0.1:{server.Port}/"), TestContext.Current.CancellationToken);
        var received = new byte[100_000];

        foreach (var size in new[] { 0, 1, 125, 126, 70_000 })
        {
            var sent = Peer.RandomBytes(size);
            await client.SendAsync(sent, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);
            var got = 0;
            ValueWebSocketReceiveResult result;
            do
            {
                result = await client.ReceiveAsync(received.AsMemory(got), TestContext.Current.CancellationToken).InTime();
                got += result.Count;
            }
            while (!result.EndOfMessage);
            Assert.Equal(sent, received[..got]);
        }
        await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, TestContext.Current.CancellationToken).InTime();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Stop_lets_a_request_in_progress_finish(TransportKind kind)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            started.SetResult();
            await release.Task;
            await context.Response.WriteAsync("done");
        });
        using var idle = await server.ConnectAsync();
        using var client = HttpPeer.Client("http/1.1");
        var answering = client.GetStringAsync(HttpPeer.Url(server, "http/1.1"), TestContext.Current.CancellationToken);
        await started.Task.InTime();

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);
        release.SetResult();

        Assert.Equal("done", await answering.InTime());
        await stopping.InTime();
        Assert.Empty(await idle.ReceiveToEndAsync());
    }

    private static async Task EchoWebSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[10_000];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            if (result.MessageType == WebSocketMessageType.Close)
                break;
            await socket.SendAsync(buffer.AsMemory(0, result.Count), result.MessageType, result.EndOfMessage, context.RequestAborted);
        }
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
    }
}
