using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class ListenOptionTests : SocketTest
{
    [Theory]
    [InlineData(1)]
    [InlineData(37)]
    [ProvesOption(nameof(ZmqSocketOptions.Backlog))]
    public async Task The_system_queues_as_many_connections_as_the_backlog_says(int backlog)
    {
        await using var rep = Create<IRepSocket>(o => o.Backlog = backlog);
        var address = await rep.BindAsync(FreeAddress(), Token);
        Assert.Equal(backlog, ReadBacklog(address.Port!.Value));

        await using var req = Create<IReqSocket>();
        await req.ConnectAsync(address.ToString(), Token);
        await SendAsync(req, "served all the same");
        Assert.Equal("served all the same", await ReceiveAsync(rep));
    }

    [Fact]
    public async Task A_backlog_on_a_path_leaves_the_path_as_it_was()
    {
        var path = FreePath();
        for (var i = 0; i < 2; i++)
        {
            await using var rep = Create<IRepSocket>(o => o.Backlog = 5);
            await rep.BindAsync($"ipc://{path}", Token);
            await using var req = Create<IReqSocket>();
            await req.ConnectAsync($"ipc://{path}", Token);
            await rep.DisposeAsync();
            Assert.False(File.Exists(path));
        }
    }

    [Fact]
    public async Task A_listener_with_a_backlog_gives_its_port_back()
    {
        var address = "tcp://127.0.0.1:0";
        for (var i = 0; i < 2; i++)
        {
            await using var rep = Create<IRepSocket>(o => o.Backlog = 5);
            address = (await rep.BindAsync(address, Token)).ToString();
            await rep.UnbindAsync(address, Token);
            Assert.False(await AcceptsAsync(IPAddress.Loopback, ZmqAddress.Parse(address).Port!.Value));
        }
    }

    [Fact]
    public async Task An_address_in_use_is_told_with_a_backlog_too()
    {
        await using var first = Create<IRepSocket>(o => o.Backlog = 5);
        var address = await first.BindAsync(FreeAddress(), Token);
        await using var second = Create<IRepSocket>(o => o.Backlog = 5);
        await ThrowsAsync(ZmqError.AddressInUse, () => second.BindAsync(address.ToString(), Token).AsTask());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.IPv6))]
    public async Task All_interfaces_are_those_of_both_families_unless_ipv6_is_off()
    {
        await using var both = Create<IRepSocket>();
        await using var one = Create<IRepSocket>(o => o.IPv6 = false);
        var ofBoth = (await both.BindAsync("tcp://*:0", Token)).Port!.Value;
        var ofOne = (await one.BindAsync("tcp://*:0", Token)).Port!.Value;
        Assert.True(await AcceptsAsync(IPAddress.Loopback, ofBoth));
        Assert.True(await AcceptsAsync(IPAddress.IPv6Loopback, ofBoth));
        Assert.True(await AcceptsAsync(IPAddress.Loopback, ofOne));
        Assert.False(await AcceptsAsync(IPAddress.IPv6Loopback, ofOne));
    }

    [Fact]
    public async Task Without_ipv6_its_addresses_are_refused_and_names_mean_ipv4()
    {
        var names = new RecordingConnector();
        RuntimeOptions.ConnectionFactory = names;
        Runtime.ResolveHost = static (_, _) => Task.FromResult<IPAddress[]>([IPAddress.IPv6Loopback, IPAddress.Loopback]);
        await using var socket = Create<IDealerSocket>(o => o.IPv6 = false);
        var exception = await ThrowsAsync(ZmqError.AddressNotAvailable, () => socket.BindAsync("tcp://[::1]:0", Token).AsTask());
        Assert.Contains("Set IPv6 to true", exception.Message, StringComparison.Ordinal);
        Throws(ZmqError.AddressNotAvailable, () => socket.Connect("tcp://[::1]:5555"));
        socket.Connect("tcp://localhost:5555");
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5555), await names.First.WaitAsync(Token));
    }

    [Fact]
    public async Task A_name_is_resolved_anew_at_every_attempt()
    {
        var names = new RecordingConnector();
        RuntimeOptions.ConnectionFactory = names;
        var asked = 0;
        Runtime.ResolveHost = (_, _) => Task.FromResult<IPAddress[]>([new IPAddress([127, 0, 0, (byte)Interlocked.Increment(ref asked)])]);
        await using var socket = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        socket.Connect("tcp://localhost:5555");
        await Until(() => names.Count >= 3);
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5555), await names.First.WaitAsync(Token));
        Assert.InRange(Volatile.Read(ref asked), 3, int.MaxValue);
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MaxConnections))]
    public async Task One_connection_too_many_is_closed_told_and_counted_and_a_place_comes_back()
    {
        await using var router = Create<IRouterSocket>(o => o.MaxConnections = 2);
        await using var events = new EventRecorder(router, Token);
        var address = await router.BindAsync(FreeAddress(), Token);
        using var first = await DialAsync(address, "DEALER", "one");
        using var second = await DialAsync(address);
        await Until(() => Core(router).PeerCount == 1);
        await second.ReadAsync(10);

        using (var third = await DialAsync(address))
            Assert.Equal(0, await third.ReadToEndAsync());
        var refused = await events.WaitForAsync(ZmqEventKind.AcceptFailed);
        Assert.Contains("MaxConnections", refused.Error!.Message, StringComparison.Ordinal);
        Assert.NotNull(refused.RemoteEndPoint);
        Assert.Equal(1, Log.Count(3021));
        Assert.Equal(1, Meter.Read("zmq.connections.refused"));

        second.Dispose();
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        using var next = await DialAsync(address, "DEALER", "two");
        await Until(() => Core(router).PeerCount == 2);
    }

    [Fact]
    public async Task Connections_that_we_make_do_not_count()
    {
        await using var dealer = Create<IDealerSocket>(o => o.MaxConnections = 1);
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinAsync(one, dealer);
        await JoinAsync(two, dealer);
        await JoinAsync(dealer, Create<IDealerSocket>());
        Assert.Equal(3, Core(dealer).PeerCount);
    }

    private async Task<bool> AcceptsAsync(IPAddress address, int port)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, port), Token);
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }

    /// <summary>What the system says of the socket of this process that listens on the port: in its TCP_INFO, the backlog stands where others have "sacked".</summary>
    private static int ReadBacklog(int port)
    {
        const int Listen = 10;
        return SystemSockets.Read(
            socket => socket is { SocketType: SocketType.Stream, LocalEndPoint: IPEndPoint local } && local.Port == port && ReadInfo(socket)[0] == Listen,
            static socket => BinaryPrimitives.ReadInt32LittleEndian(ReadInfo(socket).AsSpan(28)));
    }

    private static byte[] ReadInfo(Socket socket)
    {
        var info = new byte[32];
        socket.GetRawSocketOption(optionLevel: 6, optionName: 11, info);
        return info;
    }

    private sealed class RecordingConnector : IConnectionFactory
    {
        private readonly TaskCompletionSource<EndPoint> _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        internal Task<EndPoint> First => _first.Task;

        internal int Count => Volatile.Read(ref _count);

        public ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            _first.TrySetResult(endpoint);
            Interlocked.Increment(ref _count);
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }
}
