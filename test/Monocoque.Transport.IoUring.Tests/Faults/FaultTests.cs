using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>What is scarce or comes at once must cost time only.</summary>
public class FaultTests
{
    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Four_buffers_serve_hundred_connections(TransportKind kind)
    {
        var settings = new ServerSettings
        {
            Configure = options =>
            {
                options.RingCount = 1;
                options.ReceiveBufferCount = 4;
                options.ReceiveBufferSize = 256;
            },
        };
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync, settings);

        await EchoAtOnceAsync(server, connections: 100, octets: 20_000);

        Assert.NotEqual(0, server.Measure("io_uring.buffers.exhausted"));
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Tiny_completion_queue_loses_nothing(TransportKind kind)
    {
        var settings = new ServerSettings
        {
            Configure = options =>
            {
                options.RingCount = 1;
                options.QueueDepth = 64;
                options.CompletionQueueDepth = 64;
                options.ReceiveBufferCount = 1024;
                options.ReceiveBufferSize = 64;
            },
        };
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync, settings);

        await EchoAtOnceAsync(server, connections: 100, octets: 50_000);

        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Application_that_accepts_slowly_leaves_the_rest_to_the_kernel()
    {
        await using var server = await TestServer.StartRawAsync(
            TransportKind.IoUring, Handlers.EchoAsync, new ServerSettings { Configure = options => options.Backlog = 4 });
        var transport = server.Services.GetRequiredService<IoUringTransport>();
        await using var listener = await transport.BindAsync(new IPEndPoint(IPAddress.Loopback, 0), TestContext.Current.CancellationToken);
        var clients = Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)).ToList();
        foreach (var client in clients)
            await client.ConnectAsync(listener.EndPoint, TestContext.Current.CancellationToken);

        // Two listeners of which one accepts no more, and what it accepted before: each receives and watches for its end.
        await Eventually.TrueAsync(() => server.Rings[0].Targets.Count >= 6 && server.Rings[0].Ring.InFlight == 2 * (server.Rings[0].Targets.Count - 2) + 1);
        for (var i = 0; i < clients.Count; i++)
            await (await listener.AcceptAsync(TestContext.Current.CancellationToken).InTime())!.DisposeAsync();

        clients.ForEach(client => client.Dispose());
        await listener.DisposeAsync();
        Assert.Null(await listener.AcceptAsync(TestContext.Current.CancellationToken).InTime());
        await server.AssertNothingLeftAsync();
    }

    private static Task EchoAtOnceAsync(TestServer server, int connections, int octets) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(async i =>
        {
            using var client = await server.ConnectAsync();
            var sent = Peer.RandomBytes(octets + i);
            var sending = client.SendAllAsync(sent);
            Assert.Equal(sent, await client.ReceiveAsync(sent.Length));
            await sending;
            client.Shutdown(SocketShutdown.Send);
            Assert.Empty(await client.ReceiveToEndAsync());
        }));
}
