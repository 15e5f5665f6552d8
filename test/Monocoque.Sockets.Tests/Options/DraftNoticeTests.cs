using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

/// <summary>What CLIENT, SERVER and PEER say and hear when peers come and go, and how a STREAM names its connections.</summary>
public sealed class DraftNoticeTests : SocketTest
{
    private static readonly ReadOnlyMemory<byte> s_hello = "hello"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_bye = "bye"u8.ToArray();

    [Fact]
    public async Task A_client_and_a_server_greet_each_other()
    {
        await using var server = Create<IServerSocket>(o => o.HelloMessage = s_hello);
        await using var client = Create<IClientSocket>(o => o.HelloMessage = s_bye);
        await JoinAsync(server, client);
        Assert.Equal("hello", await ReceiveAsync(client));
        Assert.Equal("bye", await ReceiveAsync(server));
    }

    [Fact]
    public async Task A_server_hears_of_the_end_of_a_client_under_its_number()
    {
        await using var server = Create<IServerSocket>(o => o.DisconnectMessage = s_bye);
        await using var client = Create<IClientSocket>();
        await JoinAsync(server, client);
        await SendAsync(client, "last");
        using var last = await server.ReceiveAsync(Token);
        await client.DisposeAsync();
        using var bye = await server.ReceiveAsync(Token);
        Assert.Equal(("bye", last.RoutingId), (bye.GetString(0), bye.RoutingId));
    }

    [Fact]
    public async Task A_client_hears_of_a_connection_that_it_lost()
    {
        await using var client = Create<IClientSocket>(o => (o.HiccupMessage, o.ReconnectInterval) = (s_bye, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        client.Connect(listener.Address);
        (await listener.AcceptAsync("SERVER", Token)).Dispose();
        Assert.Equal("bye", await ReceiveAsync(client));
    }

    [Fact]
    public async Task A_peer_hears_both()
    {
        await using var one = Create<IPeerSocket>(o => o.DisconnectMessage = s_bye);
        await using var other = Create<IPeerSocket>(o => (o.HiccupMessage, o.HelloMessage) = (s_bye, s_hello));
        var address = (await one.BindAsync(FreeAddress(), Token)).ToString();
        await other.ConnectPeerAsync(address, Token);
        using var hello = await one.ReceiveAsync(Token);
        Assert.Equal("hello", hello.GetString(0));
        await one.DisconnectPeerAsync(hello.RoutingId);
        Assert.Equal("bye", await ReceiveAsync(other));
        Assert.Equal("bye", await ReceiveAsync(one));
    }

    [Fact]
    public async Task A_stream_names_the_connections_it_makes()
    {
        using var listener = new RawListener();
        await using var stream = Create<IStreamSocket>(o =>
        {
            o.Connect.Add(listener.Address);
            o.ConnectRoutingIds.Add("one");
        });
        using var peer = await listener.AcceptAsync(Token);
        Assert.Equal("one|", await ReceiveAsync(stream));
        await SendAsync(stream, "one", "octets");
        Assert.Equal("octets"u8.ToArray(), await peer.ReadAsync(6));
    }
}
