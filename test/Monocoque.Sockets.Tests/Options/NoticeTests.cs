using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

/// <summary>What peers are told when a connection begins, and what the application is told when it begins and ends.</summary>
public sealed class NoticeTests : SocketTest
{
    private static readonly ReadOnlyMemory<byte> s_hello = "hello"u8.ToArray();
    private static readonly ReadOnlyMemory<byte> s_bye = "bye"u8.ToArray();

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Metadata))]
    public async Task Peers_read_each_others_metadata()
    {
        await using var router = Create<IRouterSocket>(o => o.Metadata["X-Region"] = "Zürich");
        await using var dealer = Create<IDealerSocket>(o =>
        {
            o.Metadata["X-Empty"] = "";
            o.Metadata["X-Long"] = new string('l', 3000);
        });
        await JoinAsync(router, dealer);
        await SendAsync(dealer, "x");
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal(new string('l', 3000), Encoding.UTF8.GetString(message.Peer!.Metadata["x-long"].Span));
        Assert.True(message.Peer.Metadata["X-Empty"].IsEmpty);
        await router.SendAsync(ZmqMessage.Create([message.First, "y"u8.ToArray()]), Token);
        using var reply = await dealer.ReceiveAsync(Token);
        Assert.Equal("Zürich", Encoding.UTF8.GetString(reply.Peer!.Metadata["X-Region"].Span));
    }

    [Theory]
    [InlineData("REQ")]
    [InlineData("DEALER")]
    [InlineData("ROUTER")]
    [ProvesOption(nameof(ZmqSocketOptions.ProbeRouter))]
    public async Task A_probe_is_an_empty_message_before_all_others_on_each_connection(string type)
    {
        await using IZmqSocket socket = type switch
        {
            "REQ" => Create<IReqSocket>(Probe),
            "DEALER" => Create<IDealerSocket>(Probe),
            _ => Create<IRouterSocket>(Probe),
        };
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        for (var i = 0; i < 2; i++)
        {
            using var peer = await listener.AcceptAsync("ROUTER", Token);
            Assert.Equal((0, 0), await ReadEmptyAsync(peer));
        }
        using var accepted = await DialAsync(await socket.BindAsync(FreeAddress(), Token), "ROUTER");
        Assert.Equal((0, 0), await ReadEmptyAsync(accepted));

        static void Probe(ZmqSocketOptions options) => (options.ProbeRouter, options.ReconnectInterval) = (true, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task A_router_learns_of_a_peer_by_its_probe()
    {
        await using var router = Create<IRouterSocket>();
        await using var dealer = Create<IDealerSocket>(o => (o.ProbeRouter, o.RoutingId) = (true, "worker"));
        await JoinAsync(router, dealer);
        Assert.Equal("worker|", await ReceiveAsync(router));
        await SendAsync(router, "worker", "job");
        Assert.Equal("job", await ReceiveAsync(dealer));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.HelloMessage))]
    public async Task Hello_is_the_first_message_on_each_connection()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.HelloMessage, o.ReconnectInterval) = (s_hello, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        await SendAsync(dealer, "queued");
        using (var peer = await listener.AcceptAsync("DEALER", Token))
        {
            Assert.Equal("hello", await peer.ReadMessageAsync());
            Assert.Equal("queued", await peer.ReadMessageAsync());
        }
        using var next = await listener.AcceptAsync("DEALER", Token);
        Assert.Equal("hello", await next.ReadMessageAsync());

        await using var router = Create<IRouterSocket>(o => o.HelloMessage = s_hello);
        using var accepted = await DialAsync(await router.BindAsync(FreeAddress(), Token), "DEALER");
        Assert.Equal("hello", await accepted.ReadMessageAsync());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.DisconnectMessage))]
    public async Task A_router_gets_the_disconnect_message_after_the_last_one_of_an_accepted_peer()
    {
        await using var router = Create<IRouterSocket>(o => o.DisconnectMessage = s_bye);
        var address = await router.BindAsync(FreeAddress(), Token);
        using (var peer = await DialAsync(address, "DEALER", "peer"))
        {
            await peer.SendMessageAsync("last");
            await Until(() => Core(router).FairQueue.Count == 1);
        }
        Assert.Equal("peer|last", await ReceiveAsync(router));
        using var bye = await router.ReceiveAsync(Token);
        Assert.Equal("peer", Encoding.UTF8.GetString(bye.Peer!.Identity.Span));
        Assert.Equal("peer|bye", Spend(bye));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.HiccupMessage))]
    public async Task A_dealer_gets_the_hiccup_message_when_a_connection_it_made_is_lost_but_not_when_it_leaves()
    {
        await using var dealer = Create<IDealerSocket>(o => (o.HiccupMessage, o.ReconnectInterval) = (s_bye, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        using (var peer = await listener.AcceptAsync("DEALER", Token))
            await peer.SendMessageAsync("last");
        Assert.Equal("last", await ReceiveAsync(dealer));
        Assert.Equal("bye", await ReceiveAsync(dealer));

        using var next = await listener.AcceptAsync("DEALER", Token);
        await Until(() => Core(dealer).PeerCount == 1);
        await dealer.DisconnectAsync(listener.Address, Token);
        Assert.False(dealer.TryReceive(out _));

        using (await DialAsync(await dealer.BindAsync(FreeAddress(), Token), "DEALER"))
            await Until(() => Core(dealer).PeerCount == 1);
        await Until(() => Core(dealer).PeerCount == 0);
        Assert.False(dealer.TryReceive(out _));
    }

    [Theory]
    [InlineData(ZmqRouterNotify.None, "peer|x")]
    [InlineData(ZmqRouterNotify.Connect, "peer|,peer|x")]
    [InlineData(ZmqRouterNotify.Disconnect, "peer|x,peer|")]
    [InlineData(ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect, "peer|,peer|x,peer|")]
    [ProvesOption(nameof(ZmqSocketOptions.RouterNotify))]
    public async Task A_router_is_told_of_peers_that_come_and_go(ZmqRouterNotify notify, string expected)
    {
        await using var router = Create<IRouterSocket>(o => o.RouterNotify = notify);
        var address = await router.BindAsync(FreeAddress(), Token);
        using (var peer = await DialAsync(address, "DEALER", "peer"))
        {
            await peer.SendMessageAsync("x");
            await Until(() => CountersOf(router).Connections == 1 && Core(router).FairQueue.Count >= 1);
        }
        // All there is to tell is in the queue by then.
        await Until(() => Log.Count(1000) == 1);
        var received = new List<string>();
        while (router.TryReceive(out var next))
            received.Add(Spend(next));
        Assert.Equal(expected.Split(','), received);
    }

    [Fact]
    public async Task A_peer_whose_name_was_taken_over_has_not_gone_for_the_application()
    {
        await using var router = Create<IRouterSocket>(o => (o.RouterNotify, o.RouterHandover) = (ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect, true));
        var address = await router.BindAsync(FreeAddress(), Token);
        using var old = await DialAsync(address, "DEALER", "same");
        Assert.Equal("same|", await ReceiveAsync(router));
        using var newer = await DialAsync(address, "DEALER", "same");
        Assert.Equal("same|", await ReceiveAsync(router));
        await old.ReadToEndAsync();
        await Until(() => Core(router).PeerCount == 1);
        Assert.Equal(1, Log.Count(3022));
        await newer.SendMessageAsync("x");
        Assert.Equal("same|x", await ReceiveAsync(router));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ConnectRoutingIds))]
    public async Task A_router_names_the_peers_it_connects_to_and_may_send_before_they_are_there()
    {
        using var first = new RawListener();
        using var second = new RawListener();
        await using var router = Create<IRouterSocket>(o =>
        {
            o.RouterMandatory = true;
            o.Connect.Add(first.Address);
            o.Connect.Add(second.Address);
            o.ConnectRoutingIds.Add("one");
        });
        await SendAsync(router, "one", "early");
        await ThrowsAsync(ZmqError.HostUnreachable, () => SendAsync(router, "two", "x"));

        using var peer = await first.AcceptAsync("DEALER", Token, identity: "its own idea");
        Assert.Equal("early", await peer.ReadMessageAsync());
        await peer.SendMessageAsync("reply");
        Assert.Equal("one|reply", await ReceiveAsync(router));
        using var other = await second.AcceptAsync("DEALER", Token, identity: "two");
        await other.SendMessageAsync("reply");
        Assert.Equal("two|reply", await ReceiveAsync(router));
    }

    [Fact]
    public async Task A_name_for_a_connection_is_given_once()
    {
        using var listener = new RawListener();
        using var other = new RawListener();
        await using var router = Create<IRouterSocket>();
        router.ConnectAs(listener.Address, "a"u8);
        Throws(ZmqError.InvalidState, () => router.ConnectAs(other.Address, "a"u8));
        Throws(ZmqError.InvalidState, () => router.ConnectAs(listener.Address, "b"u8));
        Assert.Throws<ArgumentException>(() => router.ConnectAs(other.Address, []));
        Assert.Throws<ArgumentException>(() => router.ConnectAs(other.Address, [0, 1]));
        Assert.Throws<ArgumentException>(() => router.ConnectAs(other.Address, new byte[256]));
        await router.DisconnectAsync(listener.Address, Token);
        router.ConnectAs(other.Address, "a"u8);
        await SendAsync(router, "a", "x");
        using var peer = await other.AcceptAsync("DEALER", Token);
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    private static async Task<(int, int)> ReadEmptyAsync(RawPeer peer)
    {
        var (flags, body) = await peer.ReadFrameAsync();
        return (flags, body.Length);
    }
}
