using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Limits of the server that rest on the transport's back pressure: who is slow is found out, who is made to wait is not blamed for it.</summary>
public class LimitTests
{
    /// <summary>Kestrel looks once a second.</summary>
    private static readonly MinDataRate s_rate = new(bytesPerSecond: 100_000, gracePeriod: TimeSpan.FromSeconds(1.1));

    /// <summary>Each octet written gives the client time, and the kernel's buffers take many before a write waits.</summary>
    private static readonly MinDataRate s_highRate = new(bytesPerSecond: 100_000_000, gracePeriod: TimeSpan.FromSeconds(1.1));

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_sends_too_slowly_is_told_so(TransportKind kind)
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                failed.SetResult(await Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None)));
                throw await failed.Task ?? new InvalidOperationException("The body was whole.");
            },
            new ServerSettings { Kestrel = kestrel => kestrel.Limits.MinRequestBodyDataRate = s_rate });
        using var client = await server.ConnectAsync();

        await client.SendAllAsync("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nonly this"u8.ToArray());
        var answer = Encoding.ASCII.GetString(await client.ReceiveToEndAsync());

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Equal(StatusCodes.Status408RequestTimeout, Assert.IsType<Microsoft.AspNetCore.Http.BadHttpRequestException>(await failed.Task.InTime(), exactMatch: false).StatusCode);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_reads_too_slowly_is_dropped(TransportKind kind)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                while (!context.RequestAborted.IsCancellationRequested)
                    await context.Response.Body.WriteAsync(new byte[64 * 1024], CancellationToken.None);
                ended.SetResult();
            },
            new ServerSettings { Kestrel = kestrel => kestrel.Limits.MinResponseDataRate = s_highRate });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());

        // It reads nothing.
        await ended.Task.InTime();

        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_is_made_to_wait_is_not_called_slow(TransportKind kind)
    {
        var settings = new ServerSettings
        {
            MaxReadBufferSize = 64 * 1024,
            Kestrel = kestrel =>
            {
                kestrel.Limits.MinRequestBodyDataRate = s_rate;
                kestrel.Limits.MaxRequestBufferSize = 64 * 1024;
            },
        };
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                // Far longer than what the rate allows.
                await Task.Delay(TimeSpan.FromSeconds(4), CancellationToken.None);
                await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body, CancellationToken.None)));
            },
            settings);
        using var client = HttpPeer.Client("http/1.1");
        var sent = Peer.RandomBytes(20_000_000);
        using var content = new ByteArrayContent(sent);

        using var response = await client.PostAsync(HttpPeer.Url(server, "http/1.1"), content, TestContext.Current.CancellationToken);

        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Full_request_buffer_stops_the_client_until_the_application_reads(TransportKind kind)
    {
        var read = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new ServerSettings
        {
            MaxReadBufferSize = 64 * 1024,
            Kestrel = kestrel => kestrel.Limits.MaxRequestBufferSize = 64 * 1024,
        };
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                await read.Task;
                await context.Response.WriteAsync(Convert.ToHexString(await SHA256.HashDataAsync(context.Request.Body, CancellationToken.None)));
            },
            settings);
        using var client = await server.ConnectAsync();
        var body = Peer.RandomBytes(20_000_000);
        await client.SendAllAsync(Encoding.ASCII.GetBytes($"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n"));
        var sending = client.SendAllAsync(body);
        await Eventually.TrueAsync(() => server.Log.Entries.Any(entry => entry.Id.Name is "ConnectionPause" || entry.Id.Id == 5010));
        Assert.False(sending.IsCompleted);

        read.SetResult();

        Assert.Contains(Convert.ToHexString(SHA256.HashData(body)), Encoding.ASCII.GetString(await client.ReceiveToEndAsync()), StringComparison.Ordinal);
        await sending;
        await server.AssertNothingLeftAsync();
    }
}
