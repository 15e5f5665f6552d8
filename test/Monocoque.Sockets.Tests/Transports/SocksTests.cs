using System.Net;
using System.Net.Sockets;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class SocksTests : SocketTest
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("user", "secret")]
    [InlineData("user", "")]
    [InlineData("ünï", "pässwörd")]
    [ProvesOption(nameof(ZmqSocketOptions.SocksProxy))]
    [ProvesOption(nameof(ZmqSocketOptions.SocksUsername))]
    [ProvesOption(nameof(ZmqSocketOptions.SocksPassword))]
    public async Task Messages_pass_by_a_proxy_both_ways(string? user, string? password)
    {
        using var proxy = new SocksServer(Token) { Login = user is null ? null : (user, password!) };
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        await using var req = Create<IReqSocket>(o => (o.SocksProxy, o.SocksUsername, o.SocksPassword) = (proxy.Address, user, password));
        await req.ConnectAsync(address.ToString(), Token);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(req, "there?", $"{i}");
            Assert.Equal($"there?|{i}", await ReceiveAsync(rep));
            await SendAsync(rep, "yes");
            Assert.Equal("yes", await ReceiveAsync(req));
        }
        Assert.Equal(((byte)1, "127.0.0.1", address.Port!.Value), Assert.Single(proxy.Requests));
    }

    [Fact]
    public async Task A_name_is_resolved_by_the_proxy()
    {
        using var proxy = new SocksServer(Token);
        await using var pull = Create<IDealerSocket>();
        var address = await pull.BindAsync(FreeAddress(), Token);
        await using var push = Create<IDealerSocket>(o => o.SocksProxy = proxy.Address);
        await push.ConnectAsync($"tcp://only.the.proxy.knows.invalid:{address.Port}", Token);
        Assert.Equal(((byte)3, "only.the.proxy.knows.invalid", address.Port!.Value), Assert.Single(proxy.Requests));
    }

    [Fact]
    public async Task A_source_is_where_the_proxy_is_connected_from()
    {
        using var proxy = new SocksServer(Token);
        await using var binds = Create<IDealerSocket>();
        var address = await binds.BindAsync(FreeAddress(), Token);
        await using var connects = Create<IDealerSocket>(o => o.SocksProxy = proxy.Address);
        await connects.ConnectAsync($"tcp://127.0.0.5:0;127.0.0.1:{address.Port}", Token);
        Assert.Equal("127.0.0.5", ((IPEndPoint)proxy.Client!).Address.ToString());
    }

    [Fact]
    public async Task An_address_of_version_6_is_sent_as_such()
    {
        using var proxy = new SocksServer(Token) { Reply = 4 };
        await using var socket = Create<IDealerSocket>(o => o.SocksProxy = proxy.Address);
        socket.Connect("tcp://[2001:db8::7]:5555");
        await Until(() => !proxy.Requests.IsEmpty);
        Assert.Equal(((byte)4, "2001:db8::7", 5555), proxy.Requests.First());
    }

    [Fact]
    public async Task A_proxy_that_starts_late_is_found()
    {
        var port = FreePort();
        await using var rep = Create<IDealerSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        await using var req = Create<IDealerSocket>(o => (o.SocksProxy, o.ReconnectInterval) = ($"127.0.0.1:{port}", TimeSpan.FromMilliseconds(1)));
        req.Connect(address.ToString());
        await SendAsync(req, "x");
        await Until(() => CountersOf(req).Reconnects > 0);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var client = await listener.AcceptTcpClientAsync(Token);
        var greeting = new byte[3];
        await client.GetStream().ReadExactlyAsync(greeting, Token);
        Assert.Equal([5, 1, 0], greeting);
    }

    [Theory]
    [InlineData(null, null, 0, "wants a user and a password")]
    [InlineData("user", "wrong", 0, "does not accept the user 'user'")]
    [InlineData("user", "secret", 5, "connection refused")]
    [InlineData("user", "secret", 2, "its rules do not allow it")]
    [InlineData("user", "secret", 99, "failure 99")]
    public async Task A_proxy_that_refuses_is_named_with_its_reason(string? user, string? password, byte reply, string reason)
    {
        using var proxy = new SocksServer(Token) { Login = ("user", "secret"), Reply = reply };
        await using var socket = Create<IDealerSocket>(o => (o.SocksProxy, o.SocksUsername, o.SocksPassword) = (proxy.Address, user, password));
        socket.Connect("tcp://127.0.0.1:5555");
        await Until(() => Log.Entries.Any(entry => entry.Text.Contains(reason, StringComparison.Ordinal)));
        Assert.Contains(Log.Entries, entry => entry.Text.Contains(proxy.Address, StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Entries, static entry => entry.Text.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain(Log.Entries, static entry => entry.Text.Contains("wrong", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_proxy_that_is_silent_is_given_up()
    {
        using var proxy = new SocksServer(Token) { IsSilent = true };
        await using var socket = Create<IDealerSocket>(o => (o.SocksProxy, o.HandshakeTimeout) = (proxy.Address, TimeSpan.FromMilliseconds(20)));
        socket.Connect("tcp://127.0.0.1:5555");
        await Until(() => Log.Entries.Any(static entry => entry.Text.Contains("did not answer in time", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Something_that_is_no_proxy_is_named()
    {
        await using var other = Create<IDealerSocket>();
        var address = await other.BindAsync(FreeAddress(), Token);
        await using var socket = Create<IDealerSocket>(o => o.SocksProxy = $"127.0.0.1:{address.Port}");
        socket.Connect("tcp://127.0.0.1:5555");
        await Until(() => Log.Entries.Any(static entry => entry.Text.Contains("does not speak SOCKS5", StringComparison.Ordinal)));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
