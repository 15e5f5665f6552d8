using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns.Drafts;

public sealed class NumberedSocketTests : SocketTest
{
    [Fact]
    public async Task Each_client_has_a_number_of_its_own_that_is_not_on_the_wire()
    {
        await using var server = Create<IServerSocket>();
        var address = await server.BindAsync(FreeAddress(), Token);
        var numbers = new Dictionary<uint, RawPeer>();
        for (var i = 0; i < 3; i++)
        {
            var peer = await DialAsync(address, "CLIENT");
            await peer.SendMessageAsync($"{i}");
            using var message = await server.ReceiveAsync(Token);
            Assert.Equal(1, message.Count);
            Assert.NotEqual(0u, message.RoutingId);
            using var copy = message.Detach();
            Assert.Equal(message.RoutingId, copy.RoutingId);
            numbers.Add(message.RoutingId, peer);
        }
        foreach (var (number, peer) in numbers)
        {
            Assert.True(server.TrySend(number, ZmqMessage.Text($"to {number}")));
            Assert.Equal($"to {number}", await peer.ReadMessageAsync());
            peer.Dispose();
        }
    }

    [Fact]
    public async Task Nobody_s_number_is_an_error()
    {
        await using var server = Create<IServerSocket>();
        var message = ZmqMessage.Text("x");
        await ThrowsAsync(ZmqError.HostUnreachable, () => server.SendAsync(7, message, Token).AsTask());
        Throws(ZmqError.HostUnreachable, () => server.TrySend(7, message));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.TrySend(0, message));
        Assert.Equal("x", Spend(message));
    }

    [Fact]
    public async Task The_number_of_a_client_that_has_gone_reaches_nobody()
    {
        await using var server = Create<IServerSocket>();
        var address = await server.BindAsync(FreeAddress(), Token);
        var peer = await DialAsync(address, "CLIENT");
        await peer.SendMessageAsync("hello");
        using var message = await server.ReceiveAsync(Token);
        peer.Dispose();
        await Until(() => Core(server).PeerCount == 0);
        using var next = await DialAsync(address, "CLIENT");
        await Until(() => Core(server).PeerCount == 1);
        Throws(ZmqError.HostUnreachable, () => server.TrySend(message.RoutingId, ZmqMessage.Text("x")));
    }

    [Fact]
    public async Task A_full_client_refuses_and_the_others_do_not()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var server = Create<IServerSocket>(o => o.SendHighWaterMark = 3);
        await using var slow = Create<IClientSocket>();
        await using var fast = Create<IClientSocket>();
        await JoinAsync(server, slow, fast);
        await SendAsync(slow, "slow");
        using var ofSlow = await server.ReceiveAsync(Token);
        await SendAsync(fast, "fast");
        using var ofFast = await server.ReceiveAsync(Token);
        network.Links.First().Pause();
        var sent = 0;
        while (server.TrySend(ofSlow.RoutingId, ZmqMessage.Copy(new byte[700])))
            sent++;
        await ThrowsAsync(ZmqError.WouldBlock, () => server.SendAsync(ofSlow.RoutingId, ZmqMessage.Text("x"), Token).AsTask());
        for (var i = 0; i < 10; i++)
        {
            await server.SendAsync(ofFast.RoutingId, ZmqMessage.Text($"{i}"), Token);
            Assert.Equal($"{i}", await ReceiveAsync(fast));
        }
        network.Links.First().Resume();
        for (var i = 0; i < sent; i++)
            (await slow.ReceiveAsync(Token)).Dispose();
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_peer_knows_whom_it_connects_to_by_number(string transport)
    {
        await using var one = Create<IPeerSocket>();
        await using var two = Create<IPeerSocket>();
        await using var three = Create<IPeerSocket>();
        var toTwo = await one.ConnectPeerAsync((await two.BindAsync(FreeAddress(transport), Token)).ToString(), Token);
        var toThree = one.ConnectPeer((await three.BindAsync(FreeAddress(transport), Token)).ToString());
        Assert.NotEqual(toTwo, toThree);
        await one.SendAsync(toThree, ZmqMessage.Text("to three"), Token);
        await one.SendAsync(toTwo, ZmqMessage.Text("to two"), Token);
        Assert.Equal("to three", await ReceiveAsync(three));
        using var message = await two.ReceiveAsync(Token);
        Assert.Equal("to two", message.GetString(0));
        await two.SendAsync(message.RoutingId, ZmqMessage.Text("back"), Token);
        using var answer = await one.ReceiveAsync(Token);
        Assert.Equal(("back", toTwo), (answer.GetString(0), answer.RoutingId));
    }

    [Fact]
    public async Task Disconnecting_a_peer_ends_exactly_that_connection_on_either_side()
    {
        await using var one = Create<IPeerSocket>();
        await using var two = Create<IPeerSocket>();
        await using var three = Create<IPeerSocket>();
        var toTwo = await one.ConnectPeerAsync((await two.BindAsync(FreeAddress(), Token)).ToString(), Token);
        var toThree = await one.ConnectPeerAsync((await three.BindAsync(FreeAddress(), Token)).ToString(), Token);
        await one.DisconnectPeerAsync(toTwo);
        await Until(() => Core(two).PeerCount == 0);
        await ThrowsAsync(ZmqError.HostUnreachable, () => one.DisconnectPeerAsync(toTwo).AsTask());
        await one.SendAsync(toThree, ZmqMessage.Text("still"), Token);
        using var message = await three.ReceiveAsync(Token);
        await three.DisconnectPeerAsync(message.RoutingId);
        Throws(ZmqError.HostUnreachable, () => three.TrySend(message.RoutingId, ZmqMessage.Text("x")));
        await Until(() => CountersOf(one).Reconnects > 0);
    }
}
