using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Requests that do not come to their end, given up by either side.</summary>
public class AbortTests
{
    private static readonly byte[] s_get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray();
    private static readonly byte[] s_beginningOfPost = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 25000000\r\n\r\nonly this"u8.ToArray();

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task End_of_the_client_aborts_the_request(TransportKind kind)
    {
        var aborted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            await using var registration = context.RequestAborted.Register(aborted.SetResult);
            await aborted.Task;
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(s_get);

        client.Shutdown(SocketShutdown.Send);

        await aborted.Task.InTime();
        await client.ReceiveToEndAsync();
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task End_of_the_client_within_a_request_fails_the_read(TransportKind kind)
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
            failed.SetResult(await Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None))));
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(s_beginningOfPost);

        client.Shutdown(SocketShutdown.Send);

        Assert.Equal(StatusCodes.Status400BadRequest, Assert.IsType<Microsoft.AspNetCore.Http.BadHttpRequestException>(await failed.Task.InTime(), exactMatch: false).StatusCode);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Client_that_leaves_within_a_response_aborts_the_request_and_frees_the_writer(TransportKind kind)
    {
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(new byte[64 * 1024], CancellationToken.None);
            // What is written now goes nowhere, and fails nowhere.
            await context.Response.WriteAsync("more", CancellationToken.None);
            ended.SetResult();
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(s_get);
        await client.ReceiveAsync(1000);

        client.Dispose();

        await ended.Task.InTime();
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Application_can_abort_a_request_while_it_reads(TransportKind kind)
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            await context.Request.Body.ReadExactlyAsync(new byte[9], CancellationToken.None);
            var reading = Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None));
            context.Abort();
            failed.SetResult(await reading);
        });
        using var client = await server.ConnectAsync();

        await client.SendAllAsync(s_beginningOfPost);

        Assert.NotNull(await failed.Task.InTime());
        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Server_can_abort_a_paused_connection_whose_end_it_has_not_seen(TransportKind kind)
    {
        var isClosed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var abort = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new ServerSettings
        {
            MaxReadBufferSize = 64 * 1024,
            Kestrel = kestrel => kestrel.Limits.MaxRequestBufferSize = 64 * 1024,
        };
        await using var server = await TestServer.StartHttpAsync(
            kind,
            async context =>
            {
                await using var registration = context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(isClosed.SetResult);
                await abort.Task;
                context.Abort();
                await isClosed.Task;
            },
            settings);
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(s_beginningOfPost);
        // Until nothing more goes in; the end comes behind all that.
        client.Blocking = false;
        await Eventually.TrueAsync(() => !CanSend(client) && server.Log.Entries.Any(entry => entry.Id.Name is "ConnectionPause" || entry.Id.Id == 5010));
        client.Shutdown(SocketShutdown.Send);

        abort.SetResult();

        await isClosed.Task.InTime();
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Writes_after_an_abort_do_nothing(TransportKind kind)
    {
        var ended = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            context.Abort();
            ended.SetResult(await Record.ExceptionAsync(async () =>
            {
                for (var i = 0; i < 100; i++)
                    await context.Response.WriteAsync("nobody reads this", CancellationToken.None);
            }));
        });
        using var client = await server.ConnectAsync();

        await client.SendAllAsync(s_get);

        Assert.Null(await ended.Task.InTime());
        await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Reset_before_the_body_is_read_fails_the_read(TransportKind kind)
    {
        var failed = new TaskCompletionSource<Exception?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isReset = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartHttpAsync(kind, async context =>
        {
            started.SetResult();
            await isReset.Task;
            failed.SetResult(await Record.ExceptionAsync(() => context.Request.Body.CopyToAsync(Stream.Null, CancellationToken.None)));
            throw new InvalidOperationException("on purpose");
        });
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(s_beginningOfPost);
        await started.Task.InTime();

        client.Reset();
        await Eventually.TrueAsync(() => server.Log.Entries.Any(entry => entry.Id.Name is "ConnectionReset" || entry.Id.Id == 5016));
        isReset.SetResult();

        Assert.NotNull(await failed.Task.InTime());
        await server.AssertNothingLeftAsync();
    }

    private static bool CanSend(Socket client)
    {
        client.Send(new byte[64 * 1024], SocketFlags.None, out var error);
        return error == SocketError.Success;
    }
}
