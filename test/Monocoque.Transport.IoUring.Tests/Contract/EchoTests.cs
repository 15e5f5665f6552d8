using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

public class EchoTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Everything_sent_comes_back_whatever_its_size(TransportKind kind)
    {
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync);
        using var client = await server.ConnectAsync();

        foreach (var size in new[] { 1, 2, 100, 4095, 4096, 4097, 16384, 16385, 100_000, 3_000_000 })
        {
            var sent = Peer.RandomBytes(size);
            var sending = client.SendAllAsync(sent);
            var received = await client.ReceiveAsync(size);
            await sending;

            Assert.Equal(sent, received);
        }
        client.Shutdown(SocketShutdown.Send);
        Assert.Empty(await client.ReceiveToEndAsync());
        await server.AssertNothingLeftAsync();
        Assert.Empty(server.Log.Loud);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Hundred_connections_do_not_mix(TransportKind kind)
    {
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync);

        await Task.WhenAll(Enumerable.Range(1, 100).Select(async i =>
        {
            using var client = await server.ConnectAsync();
            for (var round = 0; round < 20; round++)
            {
                var sent = Peer.RandomBytes(i * 37 + round);
                await client.SendAllAsync(sent);
                Assert.Equal(sent, await client.ReceiveAsync(sent.Length));
            }
        }));

        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Several_rings_share_the_connections(TransportKind kind)
    {
        var rings = new HashSet<int>();
        await using var server = await TestServer.StartRawAsync(
            kind,
            connection =>
            {
                lock (rings)
                    rings.Add(connection.Features.Get<IIoUringConnectionFeature>()!.Ring);
                return Handlers.EchoAsync(connection);
            },
            new ServerSettings { Configure = options => options.RingCount = 3 });

        // All stay until the last has come: the ring with the fewest is chosen.
        var clients = new List<Socket>();
        for (var i = 1; i <= 30; i++)
        {
            clients.Add(await server.ConnectAsync());
            await clients[^1].SendAllAsync(new byte[i]);
            await clients[^1].ReceiveAsync(i);
        }
        clients.ForEach(client => client.Dispose());

        Assert.Equal(3, rings.Count);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Unix_domain_socket_serves(TransportKind kind)
    {
        var path = Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock");
        var settings = new ServerSettings { EndPoint = new UnixDomainSocketEndPoint(path) };
        await using (var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync, settings))
        {
            using var client = await server.ConnectAsync();
            await client.SendAllAsync("over a path"u8.ToArray());
            Assert.Equal("over a path"u8.ToArray(), await client.ReceiveAsync(11));
        }
        Assert.False(File.Exists(path));
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Ipv6_serves(TransportKind kind)
    {
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync, new ServerSettings { EndPoint = new IPEndPoint(IPAddress.IPv6Loopback, 0) });
        using var client = await server.ConnectAsync();

        await client.SendAllAsync(new byte[10]);

        Assert.Equal(10, (await client.ReceiveAsync(10)).Length);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Inherited_handle_serves_and_stays_open(TransportKind kind)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var settings = new ServerSettings { Handle = (ulong)listener.SafeHandle.DangerousGetHandle() };
        await using (await TestServer.StartRawAsync(kind, Handlers.EchoAsync, settings))
        {
            using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
            await client.SendAllAsync(new byte[10]);
            Assert.Equal(10, (await client.ReceiveAsync(10)).Length);
        }

        using var late = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await late.ConnectAsync(listener.LocalEndPoint!, TestContext.Current.CancellationToken);
        using var accepted = await listener.AcceptAsync(TestContext.Current.CancellationToken).InTime();
        Assert.True(accepted.Connected);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Address_in_use_is_an_error_of_its_own(TransportKind kind)
    {
        await using var server = await TestServer.StartRawAsync(kind, Handlers.EchoAsync);

        var exception = await Assert.ThrowsAnyAsync<IOException>(() =>
            TestServer.StartRawAsync(kind, Handlers.EchoAsync, new ServerSettings { EndPoint = server.EndPoint }));
        Assert.IsType<AddressInUseException>(exception.InnerException);
    }
}
