using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>What stands between transport and HTTP sees the same connection, and its failures are its own.</summary>
public class MiddlewareTests
{
    public static TheoryData<TransportKind, bool, string> Ends { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from hasPassThrough in new[] { false, true }
        from end in new[] { "client", "server", "abort" }
        select (kind, hasPassThrough, end));

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task ConnectionClosed_fires_whoever_ends_the_connection(TransportKind kind, bool hasPassThrough, string end)
    {
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = new ServerSettings
        {
            Listen = options =>
            {
                if (hasPassThrough)
                    options.UsePassThrough();
            },
        };
        await using var server = await TestServer.StartHttpAsync(
            kind,
            context =>
            {
                context.Features.GetRequiredFeature<IConnectionLifetimeFeature>().ConnectionClosed.Register(closed.SetResult);
                if (end == "abort")
                    context.Abort();
                context.Response.ContentLength = 8;
                return context.Response.WriteAsync("answered");
            },
            settings);
        using var client = await server.ConnectAsync();
        await client.SendAllAsync(Encoding.ASCII.GetBytes($"GET / HTTP/1.1\r\nHost: x\r\n{(end == "server" ? "Connection: close\r\n" : "")}\r\n"));

        if (end == "abort")
        {
            await Assert.ThrowsAsync<SocketException>(() => client.ReceiveToEndAsync());
        }
        else
        {
            await client.ReceiveUntilAsync("answered");
            if (end == "client")
                client.Shutdown(SocketShutdown.Send);
            Assert.Empty(await client.ReceiveToEndAsync());
        }

        await closed.Task.InTime();
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connection_middleware_that_throws_costs_its_connection_only(TransportKind kind)
    {
        var count = 0;
        var settings = new ServerSettings
        {
            Listen = options => options.Use(next => connection => Interlocked.Increment(ref count) switch
            {
                1 => throw new InvalidOperationException("on purpose, at once"),
                2 => ThrowLaterAsync(connection),
                _ => next(connection),
            }),
        };
        await using var server = await TestServer.StartHttpAsync(kind, context => context.Response.WriteAsync("served"), settings);
        for (var i = 0; i < 2; i++)
        {
            using var unlucky = await server.ConnectAsync();
            await unlucky.SendAllAsync(new byte[1]);
            await Record.ExceptionAsync(() => unlucky.ReceiveToEndAsync());
        }

        using var client = HttpPeer.Client("http/1.1");
        Assert.Equal("served", await client.GetStringAsync(HttpPeer.Url(server, "http/1.1"), TestContext.Current.CancellationToken));
        Assert.Equal(2, server.Log.Loud.Count(entry => entry.Exception is InvalidOperationException));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Handler_that_throws_is_an_answer_of_500_and_the_connection_goes_on(TransportKind kind)
    {
        await using var server = await TestServer.StartHttpAsync(kind, context =>
            context.Request.Path == "/bad" ? throw new InvalidOperationException("on purpose") : context.Response.WriteAsync(context.Connection.Id));
        using var client = HttpPeer.Client("http/1.1");
        var url = HttpPeer.Url(server, "http/1.1");

        var before = await client.GetStringAsync(url, TestContext.Current.CancellationToken);
        using var bad = await client.GetAsync(new Uri(url, "bad"), TestContext.Current.CancellationToken);

        Assert.Equal(StatusCodes.Status500InternalServerError, (int)bad.StatusCode);
        Assert.Equal(before, await client.GetStringAsync(url, TestContext.Current.CancellationToken));
    }

    private static async Task ThrowLaterAsync(ConnectionContext connection)
    {
        await connection.Transport.Input.ReadAsync();
        throw new InvalidOperationException("on purpose, later");
    }
}
