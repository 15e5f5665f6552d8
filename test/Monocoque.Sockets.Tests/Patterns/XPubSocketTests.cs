using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class XPubSocketTests : SocketTest
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task First_subscription_and_last_cancellation_are_received(string transport)
    {
        await using var pub = Create<IXPubSocket>();
        var address = await pub.BindAsync(FreeAddress(transport), Token);
        using var one = await DialAsync(address, "SUB");
        using var two = await DialAsync(address, "SUB");
        await one.SendMessageAsync("\u0001a");
        Assert.Equal("\u0001a", await ReceiveAsync(pub));
        await two.SendAsync([4, 11, 9, .. "SUBSCRIBEa"u8]);
        await two.SendMessageAsync("\u0001b");
        Assert.Equal("\u0001b", await ReceiveAsync(pub));
        await one.SendAsync([4, 8, 6, .. "CANCELa"u8]);
        await one.SendMessageAsync("\0never");
        await one.SendMessageAsync("\u0001c");
        Assert.Equal("\u0001c", await ReceiveAsync(pub));
        await two.SendMessageAsync("\0a");
        Assert.Equal("\0a", await ReceiveAsync(pub));
    }

    [Fact]
    public async Task Subscription_twice_by_one_peer_is_ended_by_one_cancellation()
    {
        await using var pub = Create<IXPubSocket>();
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "SUB");
        await sub.SendMessageAsync("\u0001a");
        await sub.SendMessageAsync("\u0001a");
        await sub.SendMessageAsync("\0a");
        Assert.Equal("\u0001a", await ReceiveAsync(pub));
        Assert.Equal("\0a", await ReceiveAsync(pub));
    }

    [Fact]
    public async Task Subscriptions_of_a_peer_that_goes_are_cancelled_where_it_was_the_last()
    {
        await using var pub = Create<IXPubSocket>();
        var address = await pub.BindAsync(FreeAddress(), Token);
        var going = await DialAsync(address, "SUB");
        using var staying = await DialAsync(address, "SUB");
        foreach (var (peer, topic) in (IEnumerable<(RawPeer, string)>)[(going, "shared"), (going, "own"), (staying, "mark")])
        {
            await peer.SendMessageAsync("\u0001" + topic);
            Assert.Equal("\u0001" + topic, await ReceiveAsync(pub));
        }
        await staying.SendMessageAsync("\u0001shared");
        await staying.SendMessageAsync("\u0001mark two");
        Assert.Equal("\u0001mark two", await ReceiveAsync(pub));
        going.Dispose();
        Assert.Equal("\0own", await ReceiveAsync(pub));
        await staying.SendMessageAsync("\0shared");
        Assert.Equal("\0shared", await ReceiveAsync(pub));
    }

    [Theory]
    [InlineData(false, "\u0001a", "\u0001a", "\u0001a", "\0a")]
    [InlineData(true, "\u0001a", "\u0001a", "\u0001a", "\0a", "\0a")]
    [ProvesOption(nameof(ZmqSocketOptions.XPubVerbose))]
    [ProvesOption(nameof(ZmqSocketOptions.XPubVerboser))]
    public async Task Verbose_shows_every_subscription_and_verboser_every_cancellation(bool verboser, params string[] expected)
    {
        await using var pub = Create<IXPubSocket>(o => (o.XPubVerbose, o.XPubVerboser) = (true, verboser));
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "SUB");
        using var two = await DialAsync(address, "SUB");
        var seen = new List<string>();
        foreach (var (peer, text) in (IEnumerable<(RawPeer, string)>)[(one, "\u0001a"), (one, "\u0001a"), (two, "\u0001a"), (one, "\0a"), (two, "\0a")])
        {
            // The mark follows on the same connection, so what came before it has been seen.
            await peer.SendMessageAsync(text);
            await peer.SendMessageAsync("mark");
            for (var next = await ReceiveAsync(pub); next != "mark"; next = await ReceiveAsync(pub))
                seen.Add(next);
        }
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task Verboser_shows_the_cancellations_of_a_peer_that_goes_though_others_remain()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubVerboser = true);
        var address = await pub.BindAsync(FreeAddress(), Token);
        var going = await DialAsync(address, "SUB");
        using var staying = await DialAsync(address, "SUB");
        await going.SendMessageAsync("\u0001a");
        await staying.SendMessageAsync("\u0001a");
        Assert.Equal("\u0001a", await ReceiveAsync(pub));
        Assert.Equal("\u0001a", await ReceiveAsync(pub));
        going.Dispose();
        Assert.Equal("\0a", await ReceiveAsync(pub));
        await SendAsync(pub, "abc");
        Assert.Equal("abc", await staying.ReadMessageAsync());
    }

    [Fact]
    public async Task Messages_of_an_xsub_keep_their_place_between_its_subscriptions_and_their_sender()
    {
        await using var pub = Create<IXPubSocket>();
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        await sub.SendAsync([.. RawPeer.Encode("one"), .. RawPeer.Encode("\u0001a"), .. RawPeer.Encode("two", "frames"), .. RawPeer.Encode("\0a"), .. RawPeer.Encode("")]);
        foreach (var expected in (string[])["one", "\u0001a", "two|frames", "\0a", ""])
        {
            using var message = await pub.ReceiveAsync(Token);
            Assert.Equal(expected, string.Join('|', Enumerable.Range(0, message.Count).Select(message.GetString)));
            Assert.Equal(ZmqSocketType.XSub, message.Peer?.SocketType);
        }
    }

    [Theory]
    [InlineData(false, "\u0001a", "x|z")]
    [InlineData(true, "x|\u0001a|z")]
    [ProvesOption(nameof(ZmqSocketOptions.OnlyFirstSubscribe))]
    public async Task Frames_of_a_longer_message_are_subscriptions_unless_only_the_first_counts(bool onlyFirst, params string[] expected)
    {
        await using var pub = Create<IXPubSocket>(o => o.OnlyFirstSubscribe = onlyFirst);
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        await sub.SendMessageAsync("x", "\u0001a", "z");
        foreach (var text in expected)
            Assert.Equal(text, await ReceiveAsync(pub));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.XPubWelcomeMessage))]
    public async Task The_welcome_comes_first_and_needs_no_subscription()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubWelcomeMessage = "Wëlcome");
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        Assert.Equal("Wëlcome", System.Text.Encoding.UTF8.GetString((await sub.ReadFrameAsync()).Body));
    }

    [Fact]
    public async Task Unread_subscriptions_hold_up_the_peers_and_lose_none()
    {
        const int Topics = 5000;
        await using var pub = Create<IXPubSocket>(o => o.ReceiveHighWaterMark = 10);
        await using var sub = Create<ISubSocket>();
        for (var i = 0; i < Topics; i++)
            sub.Subscribe(BitConverter.GetBytes(i));
        await JoinAsync(pub, sub);
        var seen = new HashSet<int>();
        for (var i = 0; i < Topics; i++)
        {
            using var message = await pub.ReceiveAsync(Token);
            seen.Add(BitConverter.ToInt32(message.First.Span[1..]));
        }
        Assert.Equal(Topics, seen.Count);
    }
}
