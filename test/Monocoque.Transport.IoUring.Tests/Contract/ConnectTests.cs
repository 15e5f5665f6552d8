using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Contract;

/// <summary>Connections that go out, to a server of the same transport.</summary>
public class ConnectTests
{
    public static TheoryData<TransportKind, string> Targets { get; } = new(
        from kind in Enum.GetValues<TransportKind>()
        from target in new[] { "127.0.0.1", "::1", "localhost", "unix", "abstract" }
        select (kind, target));

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Connects_by_address_name_and_path(TransportKind kind, string target)
    {
        EndPoint listen = target switch
        {
            "unix" => new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock")),
            "abstract" => new UnixDomainSocketEndPoint($"\0monocoque-{Guid.NewGuid():N}"),
            "::1" => new IPEndPoint(IPAddress.IPv6Loopback, 0),
            _ => new IPEndPoint(IPAddress.Loopback, 0),
        };
        await using var server = await StartAsync(kind, listen);
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

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Refused_connection_is_the_exception_that_sockets_throw(TransportKind kind)
    {
        await using var server = await StartAsync(kind);
        using var unused = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        unused.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        var exception = await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server, unused.LocalEndPoint!, TestContext.Current.CancellationToken));

        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [InlineData("unix")]
    [InlineData("abstract")]
    [InlineData("name")]
    public async Task Target_that_does_not_exist_is_told_alike_by_both_transports(string target)
    {
        EndPoint nowhere = target switch
        {
            "unix" => new UnixDomainSocketEndPoint(Path.Combine(Path.GetTempPath(), $"monocoque-{Guid.NewGuid():N}.sock")),
            "abstract" => new UnixDomainSocketEndPoint($"\0monocoque-{Guid.NewGuid():N}"),
            _ => new DnsEndPoint("monocoque.invalid", 80),
        };
        var errors = new List<SocketError>();

        foreach (var kind in Enum.GetValues<TransportKind>())
        {
            await using var server = await StartAsync(kind);
            errors.Add((await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server, nowhere, TestContext.Current.CancellationToken))).SocketErrorCode);
            await server.AssertNothingLeftAsync();
        }

        Assert.Single(errors.Distinct());
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Attempt_that_gets_no_answer_can_be_given_a_time(TransportKind kind)
    {
        await using var server = await StartAsync(kind);
        using var silent = new SilentListener();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ConnectAsync(server, silent.EndPoint, soon.Token));

        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task Attempt_that_gets_no_answer_can_be_cancelled(TransportKind kind)
    {
        await using var server = await StartAsync(kind);
        using var silent = new SilentListener();
        using var cancellation = new CancellationTokenSource();
        var connecting = ConnectAsync(server, silent.EndPoint, cancellation.Token);
        await Eventually.TrueAsync(() => server.Rings.Sum(ring => ring.Ring.InFlight) == 2);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => connecting);
        await server.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task End_of_the_host_ends_connections_that_nobody_disposed(TransportKind kind)
    {
        ConnectionContext connection;
        await using (var server = await StartAsync(kind))
            connection = await ConnectAsync(server, server.EndPoint, TestContext.Current.CancellationToken);

        await Eventually.CancelledAsync(connection.ConnectionClosed);
        await connection.DisposeAsync().AsTask().InTime();
    }

    private static Task<ConnectionContext> ConnectAsync(TestServer server, EndPoint endPoint, CancellationToken cancellationToken) =>
        server.Services.GetRequiredService<IConnectionFactory>().ConnectAsync(endPoint, cancellationToken).InTime();

    /// <summary>Where Sockets serve it is the same transport, which has found io_uring forbidden, that connects.</summary>
    private static Task<TestServer> StartAsync(TransportKind kind, EndPoint? listen = null)
    {
        var settings = new ServerSettings();
        if (listen is not null)
            settings = settings with { EndPoint = listen };
        if (kind == TransportKind.Sockets)
            settings = settings with { Host = host => host.UseIoUring(options => options.FindObstacle = _ => "A test forbids it.") };
        return TestServer.StartRawAsync(kind, Handlers.EchoAsync, settings);
    }

    /// <summary>A full queue of a listener that accepts nobody: the kernel leaves further attempts without an answer.</summary>
    private sealed class SilentListener : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Socket _first = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

        internal SilentListener()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            _first.Connect(EndPoint);
        }

        internal EndPoint EndPoint => _listener.LocalEndPoint!;

        public void Dispose()
        {
            _listener.Dispose();
            _first.Dispose();
        }
    }
}
