using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>A client that is gone from one moment to the next, whatever the moment.</summary>
[Collection(RunAlone.Name)]
public class PeerResetTests
{
    public static TheoryData<TransportKind, string> States { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from state in new[] { "connected", "within a request", "within a response", "paused", "within the handshake of TLS", "between requests", "HTTP/2" }
        select (kind, state));

    [Theory]
    [MemberData(nameof(States))]
    public async Task Reset_leaves_nothing_and_the_next_client_is_served(TransportKind kind, string state)
    {
        var settings = new ServerSettings
        {
            MaxReadBufferSize = 64 * 1024,
            Listen = options => HttpPeer.Speak(options, Protocol(state)),
            Kestrel = kestrel => kestrel.Limits.MaxRequestBufferSize = 64 * 1024,
        };
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = 0;
        await using var scene = await FaultScene.StartHttpAsync(
            kind,
            context =>
            {
                Interlocked.Increment(ref started);
                return HandleAsync(context, read.Task);
            },
            settings);

        for (var i = 0; i < 5; i++)
        {
            var client = await scene.Server.ConnectAsync();
            await ReachAsync(state, client, scene.Server);
            if (state == "within a request")
                await Eventually.TrueAsync(() => Volatile.Read(ref started) == i + 1);
            client.Reset();
        }
        // Whoever is paused looks at the socket again when the application reads.
        read.SetResult();

        await scene.AssertNothingLeftAsync();
        using var next = HttpPeer.Client(Protocol(state));
        Assert.Equal("served", await next.GetStringAsync(HttpPeer.Url(scene.Server, Protocol(state)), TestContext.Current.CancellationToken));
        Assert.DoesNotContain(scene.Server.Log.Loud, entry => entry.Category == "Monocoque.IoUring");
    }

    private static string Protocol(string state) => state switch { "within the handshake of TLS" => "https", "HTTP/2" => "h2c", _ => "http/1.1" };

    private static async Task HandleAsync(HttpContext context, Task read)
    {
        if (context.Request.Path == "/endless")
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], CancellationToken.None);
        }
        else
        {
            if (context.Request.Path == "/unread")
                await read;
            await context.Request.Body.CopyToAsync(Stream.Null);
            await context.Response.WriteAsync("served");
        }
    }

    private static async Task ReachAsync(string state, Socket client, TestServer server)
    {
        switch (state)
        {
            case "within a request":
                await client.SendAllAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this"u8.ToArray());
                break;
            case "within a response":
                await client.SendAllAsync("GET /endless HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
                await client.ReceiveAsync(10_000);
                break;
            case "paused":
                await PauseAsync(client, server);
                break;
            case "within the handshake of TLS":
                await client.SendAllAsync(await BeginningOfClientHelloAsync());
                break;
            case "between requests":
                await client.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
                await client.ReceiveUntilAsync("0\r\n\r\n");
                break;
            case "HTTP/2":
                await client.SendAllAsync(Http2Frames.Opening);
                await client.ReceiveFrameAsync(Http2Frames.Settings);
                break;
            default:
                break;
        }
    }

    private static async Task PauseAsync(Socket client, TestServer server)
    {
        var before = Pauses(server);
        await client.SendAllAsync(Encoding.ASCII.GetBytes("POST /unread HTTP/1.1\r\nHost: x\r\nContent-Length: 20000000\r\n\r\n"));
        await client.SendAllAsync(new byte[300_000]);
        await Eventually.TrueAsync(() => Pauses(server) > before);
    }

    private static int Pauses(TestServer server) => server.Log.Entries.Count(entry => entry.Id.Name is "ConnectionPause" || entry.Id.Id == 5010);

    /// <summary>What a TLS client begins with, less its last octets.</summary>
    private static async Task<byte[]> BeginningOfClientHelloAsync()
    {
        using var pair = new SocketPair();
        await using var near = new SslStream(new NetworkStream(pair.Near));
        var greeting = near.AuthenticateAsClientAsync("localhost");
        var hello = new byte[10_000];
        var length = await pair.Far.ReceiveAsync(hello, TestContext.Current.CancellationToken);
        pair.Far.Dispose();
        await Record.ExceptionAsync(() => greeting);
        return hello[..(length - 20)];
    }
}
