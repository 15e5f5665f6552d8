using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class XPubSocketTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
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
    public async Task Frames_of_a_longer_message_are_subscriptions_unless_only_the_first_counts(bool onlyFirst, params string[] expected)
    {
        await using var pub = Create<IXPubSocket>(o => o.OnlyFirstSubscribe = onlyFirst);
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        await sub.SendMessageAsync("x", "\u0001a", "z");
        foreach (var text in expected)
            Assert.Equal(text, await ReceiveAsync(pub));
    }

    [Fact]
    public async Task By_hand_a_peer_gets_what_it_is_given_and_not_what_it_asked_for()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubManual = true);
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "XSUB");
        using var two = await DialAsync(address, "XSUB");
        await one.SendMessageAsync("\u0001A");
        using var first = await pub.ReceiveAsync(Token);
        await two.SendMessageAsync("\u0001A");
        using var second = await pub.ReceiveAsync(Token);
        Assert.True(ZmqSubscription.TryRead(first, out var wish));
        Assert.True(wish.IsSubscribe);
        Assert.Equal("A"u8.ToArray(), wish.Prefix.ToArray());
        // Both have asked before either is answered: each answer goes to whom it is for.
        pub.Subscribe(first.Peer!, "B"u8);
        pub.Subscribe(second.Peer!, "C"u8);
        foreach (var topic in (string[])["A", "B", "C"])
            await SendAsync(pub, topic);
        Assert.Equal("B", await one.ReadMessageAsync());
        Assert.Equal("C", await two.ReadMessageAsync());
        pub.Unsubscribe(first.Peer!, "B"u8);
        await SendAsync(pub, "B");
        pub.Subscribe(first.Peer!, "end"u8);
        await SendAsync(pub, "end");
        Assert.Equal("end", await one.ReadMessageAsync());
    }

    [Fact]
    public async Task By_hand_the_wishes_of_a_peer_that_goes_are_cancelled_and_what_it_was_given_ends()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubManual = true);
        var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "SUB");
        await sub.SendMessageAsync("\u0001A");
        using var wish = await pub.ReceiveAsync(Token);
        pub.Subscribe(wish.Peer!, "B"u8);
        sub.Dispose();
        Assert.Equal("\0A", await ReceiveAsync(pub));
        Assert.Equal(0, ((Monocoque.Patterns.XPubSocket)pub).TopicCount);
        pub.Subscribe(wish.Peer!, "too late"u8);
        Assert.False(pub.TrySendTo(wish.Peer!, ZmqMessage.Text("too late")));
        Assert.Equal(0, ((Monocoque.Patterns.XPubSocket)pub).TopicCount);
    }

    [Fact]
    public async Task Without_manual_the_application_has_no_say_in_subscriptions()
    {
        await using var pub = Create<IXPubSocket>();
        Throws(ZmqError.InvalidState, () => pub.Subscribe(new ZmqPeer(ZmqSocketType.Sub), "a"u8));
    }

    [Fact]
    public async Task The_last_value_goes_to_the_one_who_has_just_come()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubVerbose = true);
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var old = await DialAsync(address, "SUB");
        await old.SendMessageAsync("\u0001a");
        (await pub.ReceiveAsync(Token)).Dispose();
        using var newcomer = await DialAsync(address, "SUB");
        await newcomer.SendMessageAsync("\u0001a");
        using var news = await pub.ReceiveAsync(Token);
        Assert.True(pub.TrySendTo(news.Peer!, ZmqMessage.Text("a", "last value")));
        await SendAsync(pub, "a", "next value");
        Assert.Equal("a|last value", await newcomer.ReadMessageAsync());
        Assert.Equal("a|next value", await newcomer.ReadMessageAsync());
        Assert.Equal("a|next value", await old.ReadMessageAsync());
    }

    [Fact]
    public async Task The_welcome_comes_first_and_needs_no_subscription()
    {
        await using var pub = Create<IXPubSocket>(o => o.XPubWelcomeMessage = "Wëlcome");
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        Assert.Equal("Wëlcome", System.Text.Encoding.UTF8.GetString((await sub.ReadFrameAsync()).Body));
    }

    [Fact]
    public async Task With_no_drop_a_full_subscriber_holds_up_all_and_none_gets_anything_twice()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var pub = Create<IXPubSocket>(o => (o.XPubNoDrop, o.SendHighWaterMark) = (true, 3));
        await using var slow = Create<ISubSocket>(o => o.Subscribe.Add(""));
        await using var fast = Create<ISubSocket>(o => o.Subscribe.Add("0"));
        await JoinAsync(pub, slow, fast);
        for (var i = 0; i < 2; i++)
            (await pub.ReceiveAsync(Token)).Dispose();
        network.Links.First().Pause();
        var sent = 0;
        ValueTask waiting = default;
        while (waiting.IsCompletedSuccessfully)
            waiting = pub.SendAsync(ZmqMessage.Create([System.Text.Encoding.ASCII.GetBytes($"0{sent++:D3}"), new byte[500]]), Token);
        Assert.False(pub.TrySend(ZmqMessage.Text("0")));
        network.Links.First().Resume();
        await waiting;
        foreach (var sub in (ISubSocket[])[slow, fast])
        {
            for (var i = 0; i < sent; i++)
            {
                using var message = await sub.ReceiveAsync(Token);
                Assert.Equal($"0{i:D3}", message.GetString(0));
            }
            Assert.False(sub.TryReceive(out _));
        }
        Assert.Equal(0, CountersOf(pub).GetDropped(DropReason.HighWaterMark));
    }

    [Fact]
    public async Task With_no_drop_a_waiting_send_goes_on_when_the_full_subscriber_leaves()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var pub = Create<IPubSocket>(o => (o.XPubNoDrop, o.SendHighWaterMark) = (true, 3));
        await using var slow = Create<ISubSocket>(o => o.Subscribe.Add(""));
        await JoinAsync(pub, slow);
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 1);
        network.Links.First().Pause();
        ValueTask waiting = default;
        while (waiting.IsCompletedSuccessfully)
            waiting = pub.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
        network.Links.First().Cut();
        await waiting;
    }

    [Fact]
    public async Task Inverted_those_that_did_not_ask_get_it()
    {
        await using var pub = Create<IPubSocket>(o => o.InvertMatching = true);
        await using var a = Create<ISubSocket>(o => Invert(o, "a"));
        await using var b = Create<ISubSocket>(o => Invert(o, "b"));
        await JoinAsync(pub, a, b);
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 2);
        foreach (var topic in (string[])["a1", "b1", "c1"])
            await SendAsync(pub, topic);
        Assert.Equal("b1", await ReceiveAsync(a));
        Assert.Equal("c1", await ReceiveAsync(a));
        Assert.Equal("a1", await ReceiveAsync(b));
        Assert.Equal("c1", await ReceiveAsync(b));
    }

    private static void Invert(ZmqSocketOptions options, string topic)
    {
        options.InvertMatching = true;
        options.Subscribe.Add(topic);
    }

    [Fact]
    public async Task Inverted_a_subscriber_lets_nothing_through_that_it_subscribed_to()
    {
        await using var sub = Create<ISubSocket>(o => o.InvertMatching = true);
        sub.Subscribe("a"u8);
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "PUB");
        await pub.SendMessageAsync("abc");
        await pub.SendMessageAsync("bcd");
        Assert.Equal("bcd", await ReceiveAsync(sub));
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
