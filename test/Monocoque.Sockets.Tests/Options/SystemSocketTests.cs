using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Transports;

namespace Monocoque.Sockets.Tests.OptionEffects;

/// <summary>What the system keeps for a connection, read back from the system: at the end that was accepted and at the end that connected.</summary>
public sealed class SystemSocketTests : SocketTest
{
    private readonly ConcurrentQueue<ConnectionContext> _accepted = new();
    private readonly CapturingConnector _connector;

    public SystemSocketTests()
    {
        RuntimeOptions.ConfigureConnection = builder => builder.Use(next => connection =>
        {
            _accepted.Enqueue(connection);
            return next(connection);
        });
        _connector = new CapturingConnector(RuntimeOptions.ConnectionFactory ?? new SocketsConnector(NullLoggerFactory.Instance));
        RuntimeOptions.ConnectionFactory = _connector;
    }

    [Fact]
    public async Task Small_messages_are_not_held_back_by_either_end_nor_after_a_reconnect()
    {
        await using var connects = Create<IDealerSocket>(static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        ZmqAddress address;
        await using (var binds = Create<IDealerSocket>())
        {
            address = await binds.BindAsync("tcp://127.0.0.1:0", Token);
            await connects.ConnectAsync(address.ToString(), Token);
            await Until(() => Core(binds).PeerCount == 1);
            AssertNoDelay();
        }
        await using var again = Create<IDealerSocket>();
        await again.BindAsync(address.ToString(), Token);
        await Until(() => Core(again).PeerCount == 1);
        AssertNoDelay();
    }

    /// <summary>Linux keeps twice the number, for its own bookkeeping.</summary>
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.SendBufferSize))]
    public Task The_send_buffer_has_the_size_that_was_asked_for() =>
        AssertAsync(o => o.SendBufferSize = 20_000, socket => Assert.Equal(40_000, socket.SendBufferSize));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ReceiveBufferSize))]
    public Task The_receive_buffer_has_the_size_that_was_asked_for() =>
        AssertAsync(o => o.ReceiveBufferSize = 30_000, socket => Assert.Equal(60_000, socket.ReceiveBufferSize));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [ProvesOption(nameof(ZmqSocketOptions.TcpKeepAlive))]
    public Task Keep_alive_is_on_or_off(bool value) =>
        AssertAsync(o => o.TcpKeepAlive = value, socket => Assert.Equal(value ? 1 : 0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.TcpKeepAliveCount))]
    public Task Keep_alive_gives_up_after_that_many_probes() =>
        AssertAsync(o => o.TcpKeepAliveCount = 7, socket => Assert.Equal(7, ReadTcp(socket, SocketOptionName.TcpKeepAliveRetryCount)));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.TcpKeepAliveIdle))]
    public Task Keep_alive_begins_after_that_time() =>
        AssertAsync(o => o.TcpKeepAliveIdle = TimeSpan.FromSeconds(77), socket => Assert.Equal(77, ReadTcp(socket, SocketOptionName.TcpKeepAliveTime)));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.TcpKeepAliveInterval))]
    public Task Keep_alive_probes_in_that_interval() =>
        AssertAsync(o => o.TcpKeepAliveInterval = TimeSpan.FromSeconds(13), socket => Assert.Equal(13, ReadTcp(socket, SocketOptionName.TcpKeepAliveInterval)));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.TcpMaxRetransmitTime))]
    public Task Tcp_retransmits_for_that_time() =>
        AssertAsync(o => o.TcpMaxRetransmitTime = TimeSpan.FromMilliseconds(12_345), socket => Assert.Equal(12_345, ReadRaw(socket, level: 6, option: 18)));

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.TypeOfService))]
    public Task Packets_carry_the_type_of_service() =>
        AssertAsync(o => o.TypeOfService = 0x28, socket => Assert.Equal(0x28, ReadRaw(socket, level: 0, option: 1)));

    [Fact]
    public Task Packets_of_ipv6_carry_the_type_of_service_as_traffic_class() =>
        AssertAsync(o => o.TypeOfService = 0x28, socket => Assert.Equal(0x28, ReadRaw(socket, level: 41, option: 67)), "tcp://[::1]:0");

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Priority))]
    public Task Packets_have_the_priority() => AssertAsync(o => o.Priority = 5, socket => Assert.Equal(5, ReadRaw(socket, level: 1, option: 12)));

    /// <summary>Also at the end that listens, from which those that are accepted have it.</summary>
    [Theory]
    [InlineData("tcp://127.0.0.1:0")]
    [InlineData("tcp://[::1]:0")]
    [ProvesOption(nameof(ZmqSocketOptions.BindToDevice))]
    public async Task Both_ends_are_kept_to_an_interface(string address)
    {
        await using var binds = Create<IDealerSocket>(o => o.BindToDevice = "lo");
        await using var connects = Create<IDealerSocket>(o => o.BindToDevice = "lo");
        var bound = await binds.BindAsync(address, Token);
        await connects.ConnectAsync(bound.ToString(), Token);
        await SendAsync(connects, "x");
        Assert.Equal("x", await ReceiveAsync(binds));
        Assert.Equal(("lo", "lo", "lo"), SystemSockets.ReadDevices(bound.Port!.Value));
    }

    [Fact]
    public async Task An_interface_that_is_not_there_says_so_at_both_ends()
    {
        await using var lost = Create<IDealerSocket>(o => (o.BindToDevice, o.ReconnectInterval) = ("nosuch0", Timeout.InfiniteTimeSpan));
        await ThrowsAsync(ZmqError.AddressNotAvailable, () => lost.BindAsync("tcp://*:0", Token).AsTask());

        await using var binds = Create<IDealerSocket>();
        var bound = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        var exception = await ThrowsAsync(ZmqError.HostUnreachable, () => lost.ConnectAsync(bound.ToString(), Token).AsTask());
        Assert.Contains("nosuch0", exception.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, Core(binds).PeerCount);
    }

    /// <summary>Mostly the system refuses it, which must be told and harm nothing.</summary>
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.BusyPoll))]
    public async Task The_system_polls_for_that_time_or_the_log_says_that_it_will_not()
    {
        var isAllowed = SystemSockets.IsBusyPollAllowed();
        await AssertAsync(o => o.BusyPoll = TimeSpan.FromMicroseconds(33), socket => Assert.Equal(isAllowed ? 33 : 0, ReadRaw(socket, level: 1, option: 46)));
        Assert.Equal(isAllowed ? 0 : 2, Log.Count(3020));
        Assert.All(Log.Entries.Where(entry => entry.Id == 3020), entry => Assert.Contains("BusyPoll could not be set", entry.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Options_of_tcp_are_no_matter_for_ipc()
    {
        await AssertAsync(
            o => (o.TcpKeepAlive, o.TypeOfService, o.SendBufferSize) = (true, 0x28, 20_000), socket => Assert.Equal(40_000, socket.SendBufferSize),
            FreeAddress("ipc"));
        Assert.Equal(0, Log.Count(3020));
    }

    [Fact]
    public async Task Nothing_is_set_by_default()
    {
        await AssertAsync(_ => { }, socket => Assert.Equal(0, socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)));
        Assert.Equal(0, Log.Count(3020));
    }

    [Fact]
    public async Task A_transport_without_system_sockets_is_told_of()
    {
        var network = new MemoryNetwork();
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var one = Create<IDealerSocket>(o => o.TcpKeepAlive = true);
        await using var other = Create<IDealerSocket>();
        await JoinAsync(other, one);
        Assert.Contains(Log.Entries, entry => entry.Id == 3020 && entry.Text.Contains("the transport has none", StringComparison.Ordinal));
    }

    private async Task AssertAsync(Action<ZmqSocketOptions> configure, Action<Socket> assert, string address = "tcp://127.0.0.1:0")
    {
        await using var binds = Create<IDealerSocket>(configure);
        await using var connects = Create<IDealerSocket>(configure);
        await connects.ConnectAsync((await binds.BindAsync(address, Token)).ToString(), Token);
        await Until(() => Core(binds).PeerCount == 1);
        assert(SocketOf(Assert.Single(_accepted)));
        assert(SocketOf(Assert.Single(_connector.Connections)));
    }

    /// <summary>Of the connections made last.</summary>
    private void AssertNoDelay()
    {
        Assert.True(SocketOf(_accepted.Last()).NoDelay);
        Assert.True(SocketOf(_connector.Connections.Last()).NoDelay);
    }

    private static Socket SocketOf(ConnectionContext connection) => connection.Features.Get<IConnectionSocketFeature>()!.Socket;

    private static int ReadTcp(Socket socket, SocketOptionName option) => (int)socket.GetSocketOption(SocketOptionLevel.Tcp, option)!;

    private static int ReadRaw(Socket socket, int level, int option)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        Assert.Equal(sizeof(int), socket.GetRawSocketOption(level, option, value));
        return BitConverter.ToInt32(value);
    }

    private sealed class CapturingConnector(IConnectionFactory inner) : IConnectionFactory
    {
        internal ConcurrentQueue<ConnectionContext> Connections { get; } = new();

        public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            var connection = await inner.ConnectAsync(endpoint, cancellationToken);
            Connections.Enqueue(connection);
            return connection;
        }
    }
}
