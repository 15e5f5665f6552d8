using System.Net;
using System.Net.Sockets;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.OtherTransports;

/// <summary>C-099: connections by a SOCKS5 proxy.</summary>
public sealed class SocksTests : ConformanceTest
{
    [Theory, Conformance("C-099", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C099_messages_pass_by_a_proxy_both_ways(Pairing pairing, Wire wire)
    {
        using var proxy = new SocksServer(Deadline);
        var binds = Open(pairing.Second, ZmqSocketType.Rep);
        var connects = Open(pairing.First, ZmqSocketType.Req, o => o.SocksProxy = proxy.Address);
        var address = await JoinAsync(wire, binds, connects);
        for (var i = 0; i < 3; i++)
            await AskAsync(connects, binds);
        Assert.Equal("127.0.0.1", Assert.Single(proxy.Requests).Host);
        Assert.Equal(ZmqAddress.Parse(address).Port, proxy.Requests.Single().Port);
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C099_a_name_is_for_the_proxy_to_resolve(Pairing pairing, Wire wire)
    {
        using var proxy = new SocksServer(Deadline);
        var binds = Open(pairing.Second, ZmqSocketType.Rep);
        var connects = Open(pairing.First, ZmqSocketType.Req, o => o.SocksProxy = proxy.Address);
        var address = ZmqAddress.Parse(await binds.BindAsync(FreeAddress(wire)));
        await LinkAsync($"tcp://only.the.proxy.knows.invalid:{address.Port}", binds, connects);
        await AskAsync(connects, binds);
        Assert.Equal("only.the.proxy.knows.invalid", Assert.Single(proxy.Requests).Host);
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C099_the_proxy_itself_may_have_a_name(Pairing pairing, Wire wire)
    {
        using var proxy = new SocksServer(Deadline);
        var name = proxy.Address.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var binds = Open(pairing.Second, ZmqSocketType.Rep);
        var connects = Open(pairing.First, ZmqSocketType.Req, o => o.SocksProxy = name);
        await JoinAsync(wire, binds, connects);
        await AskAsync(connects, binds);
        Assert.Single(proxy.Requests);
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C099_an_address_of_IPv6_goes_to_the_proxy_as_such(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        using var proxy = new SocksServer(Deadline);
        var binds = Open(pairing.Second, ZmqSocketType.Rep);
        var connects = Open(pairing.First, ZmqSocketType.Req, o => o.SocksProxy = proxy.Address);
        await LinkAsync(await binds.BindAsync("tcp://[::1]:0"), binds, connects);
        await AskAsync(connects, binds);
        Assert.Equal("::1", Assert.Single(proxy.Requests).Host);
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task C099_a_proxy_that_starts_late_is_found(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        var port = PortOfNobody.Take();
        var connects = Open(pairing.First, ZmqSocketType.Req, o =>
            (o.SocksProxy, o.ReconnectInterval) = ($"127.0.0.1:{port}", TimeSpan.FromMilliseconds(5)));
        var events = await connects.WatchAsync();
        await connects.ConnectAsync("tcp://127.0.0.1:5555");
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        using var client = await listener.AcceptTcpClientAsync(Deadline);
        var greeting = new byte[3];
        await client.GetStream().ReadExactlyAsync(greeting, Deadline);
        Assert.Equal([5, 1, 0], greeting);
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C099_a_proxy_that_wants_a_password_gets_it(Pairing pairing, Wire wire)
    {
        foreach (var (user, password) in new[] { ("someuser", "somepass"), ("someuser", "") })
        {
            using var proxy = new SocksServer(Deadline) { Login = (user, password) };
            await using var binds = Open(pairing.Second, ZmqSocketType.Rep);
            await using var connects = Open(pairing.First, ZmqSocketType.Req, o =>
                (o.SocksProxy, o.SocksUsername, o.SocksPassword) = (proxy.Address, user, password));
            await JoinAsync(wire, binds, connects);
            await AskAsync(connects, binds);
        }
    }

    [Theory, Conformance("C-099", Pairings = Pairing.UsUs, Wires = Wire.Tcp)]
    public async Task C099_a_password_that_is_wrong_or_missing_gets_nobody_through(Pairing pairing, Wire wire)
    {
        foreach (var password in new[] { null, "wrong" })
        {
            using var proxy = new SocksServer(Deadline) { Login = ("someuser", "somepass") };
            await using var binds = Open(pairing.Second, ZmqSocketType.Rep);
            await using var connects = Open(pairing.First, ZmqSocketType.Req, o =>
            {
                (o.SocksProxy, o.SocksUsername, o.SocksPassword) = (proxy.Address, password is null ? null : "someuser", password);
                o.ReconnectInterval = TimeSpan.FromMilliseconds(5);
            });
            var events = await connects.WatchAsync();
            await connects.ConnectAsync(await binds.BindAsync(FreeAddress(wire)));
            for (var i = 0; i < 3; i++)
                await events.WaitForAsync(ZmqEventKind.ConnectRetried);
            Assert.Empty(proxy.Requests);
            Assert.DoesNotContain(ZmqEventKind.HandshakeSucceeded, events.Seen);
        }
    }

    private static async Task AskAsync(ITestSocket req, ITestSocket rep)
    {
        await req.SendTextAsync("there?");
        await rep.ExpectAsync("there?");
        await rep.SendTextAsync("yes");
        await req.ExpectAsync("yes");
    }
}
