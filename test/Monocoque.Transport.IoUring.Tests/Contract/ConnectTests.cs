using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Connections that go out, to a server of the same transport.</summary>
public class ConnectTests
{
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("localhost")]
    [InlineData("unix")]
    public async Task Connects_by_address_name_and_path(string target)
    {
        var path = Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock");
        EndPoint listen = target switch { "unix" => new UnixDomainSocketEndPoint(path), "::1" => new IPEndPoint(IPAddress.IPv6Loopback, 0), _ => new IPEndPoint(IPAddress.Loopback, 0) };
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync, new ServerSettings { EndPoint = listen });
        EndPoint remote = target == "localhost" ? new DnsEndPoint("localhost", server.Port) : server.EndPoint;

        await using (var connection = await ConnectAsync(server, remote, TestContext.Current.CancellationToken))
        {
            var sent = Peer.RandomBytes(100_000);
            var writing = connection.Transport.Output.WriteAsync(sent, TestContext.Current.CancellationToken);
            var result = await connection.Transport.Input.ReadAtLeastAsync(sent.Length, TestContext.Current.CancellationToken).InTime();
            await writing.InTime();
            Assert.Equal(sent, System.Buffers.BuffersExtensions.ToArray(result.Buffer));
            connection.Transport.Input.AdvanceTo(result.Buffer.End);
        }
        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Refused_connection_is_the_exception_that_sockets_throw()
    {
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var exception = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server, unused.LocalEndPoint!, TestContext.Current.CancellationToken));

        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task Attempt_that_gets_no_answer_can_be_cancelled()
    {
        await using var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync);
        // A full queue of a listener that accepts nobody: the kernel leaves further attempts without an answer.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(0);
        using var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await first.ConnectAsync(silent.LocalEndPoint!, TestContext.Current.CancellationToken);
        using var cancellation = new CancellationTokenSource();
        var connecting = ConnectAsync(server, silent.LocalEndPoint!, cancellation.Token);
        await Eventually.TrueAsync(() => server.Rings[0].Ring.InFlight == 2);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await server.AssertNothingLeftAsync();
    }

    [Fact]
    public async Task End_of_the_host_ends_connections_that_nobody_disposed()
    {
        ConnectionContext connection;
        await using (var server = await TestServer.StartRawAsync(TransportKind.IoUring, Handlers.EchoAsync))
            connection = await ConnectAsync(server, server.EndPoint, TestContext.Current.CancellationToken);

        await Eventually.CancelledAsync(connection.ConnectionClosed);
        await connection.DisposeAsync().AsTask().InTime();
    }

    private static Task<ConnectionContext> ConnectAsync(TestServer server, EndPoint endPoint, CancellationToken cancellationToken) =>
        server.Services.GetRequiredService<IConnectionFactory>().ConnectAsync(endPoint, cancellationToken).InTime();
}
