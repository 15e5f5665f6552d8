using System.Net;
using System.Net.Sockets;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Where tcp connections come from, and which address of a name they go to.</summary>
public sealed class TcpAddressTests : SocketTest
{
    [Theory]
    [InlineData("tcp://127.0.0.2:0;127.0.0.1:{0}", "127.0.0.2")]
    [InlineData("tcp://127.0.0.3:*;localhost:{0}", "127.0.0.3")]
    [InlineData("tcp://lo:0;127.0.0.1:{0}", "127.0.0.1")]
    [InlineData("tcp://*:0;127.0.0.1:{0}", "127.0.0.1")]
    public async Task A_connection_comes_from_its_source(string connect, string from)
    {
        await using var binds = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>();
        var bound = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        await connects.ConnectAsync(string.Format(null, connect, bound.Port), Token);
        await SendAsync(connects, "x");
        using var message = await binds.ReceiveAsync(Token);
        var remote = Assert.IsType<IPEndPoint>(message.Peer!.RemoteEndPoint);
        Assert.Equal(from, remote.Address.MapToIPv4().ToString());
    }

    [Fact]
    public async Task An_IPv4_address_written_as_IPv6_connects()
    {
        await using var binds = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>();
        var bound = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        await connects.ConnectAsync($"tcp://[::ffff:127.0.0.1]:{bound.Port}", Token);
        await SendAsync(connects, "x");
        Assert.Equal("x", await ReceiveAsync(binds));
    }

    [Fact]
    public async Task A_source_port_is_used_again_by_the_next_connection()
    {
        var port = FreePort();
        await using var connects = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        using var listener = new RawListener();
        connects.Connect($"tcp://127.0.0.1:{port};127.0.0.1:{listener.Port}");
        for (var i = 0; i < 3; i++)
        {
            using var peer = await listener.AcceptAsync("DEALER", Token);
            Assert.Equal(port, peer.RemotePort);
        }
    }

    [Fact]
    public async Task A_source_of_the_other_family_says_so()
    {
        await using var socket = Create<IDealerSocket>();
        socket.Connect("tcp://[::1]:0;127.0.0.1:5555");
        await Until(() => Log.Entries.Any(static entry => entry.Text.Contains("its source '::1' is neither an IPv4 address", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task An_address_with_a_source_cannot_be_bound()
    {
        await using var socket = Create<IDealerSocket>();
        var exception = await ThrowsAsync(ZmqError.AddressNotAvailable, () => socket.BindAsync("tcp://127.0.0.1:0;127.0.0.1:5555", Token).AsTask());
        Assert.Contains("Bind to tcp://127.0.0.1:5555", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tcp://lo:0")]
    [InlineData("tcp://lo:*")]
    [InlineData("tcp://lo:!")]
    [InlineData("tcp://localhost:!")]
    public async Task An_interface_and_any_port_are_resolved(string address)
    {
        await using var socket = Create<IDealerSocket>();
        var bound = await socket.BindAsync(address, Token);
        Assert.Equal("127.0.0.1", bound.Host);
        Assert.NotEqual(0, bound.Port);
        await socket.UnbindAsync(bound.ToString(), Token);
    }

    [Fact]
    public async Task Every_address_of_a_name_is_tried()
    {
        Runtime.ResolveHost = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9"), IPAddress.IPv6Loopback, IPAddress.Loopback]);
        await using var binds = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>();
        var bound = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        await connects.ConnectAsync($"tcp://feed.example:{bound.Port}", Token);
        Assert.Equal(0, CountersOf(connects).Reconnects);
    }

    [Fact]
    public async Task A_name_is_resolved_anew_by_every_attempt()
    {
        var asked = 0;
        Runtime.ResolveHost = (host, _) =>
        {
            Assert.Equal("feed.example", host);
            return Interlocked.Increment(ref asked) switch
            {
                1 => throw new SocketException((int)SocketError.HostNotFound),
                2 => Task.FromResult<IPAddress[]>([]),
                3 => Task.FromResult<IPAddress[]>([IPAddress.Parse("127.0.0.9")]),
                _ => Task.FromResult<IPAddress[]>([IPAddress.Loopback]),
            };
        };
        await using var binds = Create<IDealerSocket>();
        await using var connects = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        var bound = await binds.BindAsync("tcp://127.0.0.1:0", Token);
        await connects.ConnectAsync($"tcp://feed.example:{bound.Port}", Token);
        Assert.Equal(4, asked);
        Assert.Equal(3, CountersOf(connects).Reconnects);
    }

    [Fact]
    public async Task A_name_is_resolved_anew_when_a_connection_is_lost_and_its_new_address_is_used()
    {
        var asked = 0;
        var address = IPAddress.Loopback;
        Runtime.ResolveHost = (_, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult<IPAddress[]>([Volatile.Read(ref address)]);
        };
        await using var connects = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var second = Create<IDealerSocket>();
        var first = Create<IDealerSocket>();
        var bound = await first.BindAsync("tcp://127.0.0.1:0", Token);
        await second.BindAsync($"tcp://127.0.0.2:{bound.Port}", Token);
        await connects.ConnectAsync($"tcp://feed.example:{bound.Port}", Token);
        await SendAsync(connects, "before");
        Assert.Equal("before", await ReceiveAsync(first));
        Assert.Equal(1, asked);

        Volatile.Write(ref address, IPAddress.Parse("127.0.0.2"));
        await first.DisposeAsync();
        await second.WaitForPeerAsync(cancellationToken: Token);
        Assert.Equal(2, asked);
        await SendAsync(connects, "after");
        Assert.Equal("after", await ReceiveAsync(second));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
