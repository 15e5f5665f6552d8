using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class PublishSubscribeTests : SocketTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_subscriber_gets_what_it_asked_for_and_nothing_else(string transport)
    {
        await using var pub = Create<IPubSocket>();
        await using var sub = Create<ISubSocket>();
        sub.Subscribe("a"u8);
        sub.Connect((await pub.BindAsync(FreeAddress(transport), Token)).ToString());
        await Until(() => TopicsOf(pub) == 1);
        await SendAsync(pub, "b", "no");
        await SendAsync(pub, "abc", "yes");
        await SendAsync(pub, "");
        await SendAsync(pub, "a");
        Assert.Equal("abc|yes", await ReceiveAsync(sub));
        Assert.Equal("a", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task An_empty_prefix_asks_for_everything_and_prefixes_are_octets()
    {
        await using var pub = Create<IPubSocket>();
        await using var all = Create<ISubSocket>();
        await using var binary = Create<ISubSocket>();
        all.Subscribe([]);
        binary.Subscribe([0, 255]);
        await JoinAsync(pub, all, binary);
        await Until(() => TopicsOf(pub) == 2);
        await pub.SendAsync(ZmqMessage.Copy([0, 255, 1]), Token);
        await pub.SendAsync(ZmqMessage.Copy([0, 254]), Token);
        await pub.SendAsync(ZmqMessage.Copy([0, 255]), Token);
        Assert.Equal([3, 2, 2], await LengthsAsync(all, 3));
        Assert.Equal([3, 2], await LengthsAsync(binary, 2));
    }

    [Fact]
    public async Task A_topic_that_no_command_can_carry_is_refused_before_a_publisher_hears_of_it()
    {
        await using var pub = Create<IXPubSocket>();
        await using var sub = Create<ISubSocket>();
        await using var xsub = Create<IXSubSocket>();
        await JoinAsync(pub, sub, xsub);
        var tooLong = new byte[65_527];
        Assert.Contains("at most 65526", Assert.Throws<ArgumentException>(() => sub.Subscribe(tooLong)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => xsub.Subscribe(tooLong));
        await Assert.ThrowsAsync<ArgumentException>(async () => await xsub.SendAsync(ZmqSubscription.Subscribe(tooLong), Token));
        sub.Subscribe(tooLong.AsSpan(1));
        Assert.Equal(65_527, (await pub.ReceiveAsync(Token)).Length);
        Assert.Equal((1, 0, 1, 2), (sub.TopicCount, xsub.TopicCount, pub.TopicCount, Core(pub).PeerCount));
    }

    [Fact]
    public async Task Subscriptions_are_counted_here_and_told_once()
    {
        await using var sub = Create<ISubSocket>();
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "PUB");
        await Until(() => Core(sub).PeerCount == 1);
        sub.Subscribe("x"u8);
        sub.Subscribe("x"u8);
        sub.Unsubscribe("x"u8);
        sub.Unsubscribe("never"u8);
        sub.Unsubscribe("x"u8);
        sub.Unsubscribe("x"u8);
        sub.Subscribe("end"u8);
        Assert.Equal("<\tSUBSCRIBEx>", await pub.ReadMessageAsync());
        Assert.Equal("<\u0006CANCELx>", await pub.ReadMessageAsync());
        Assert.Equal("<\tSUBSCRIBEend>", await pub.ReadMessageAsync());
    }

    [Fact]
    public async Task A_publisher_keeps_a_set_for_each_connection()
    {
        await using var pub = Create<IPubSocket>();
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address, "SUB");
        using var two = await DialAsync(address, "SUB");
        for (var i = 0; i < 3; i++)
            await one.SendAsync([4, 11, 9, .. "SUBSCRIBEx"u8]);
        await two.SendAsync([4, 11, 9, .. "SUBSCRIBEx"u8]);
        await two.SendAsync([4, 13, 9, .. "SUBSCRIBEend"u8]);
        await one.SendAsync([4, 8, 6, .. "CANCELx"u8]);
        await one.SendAsync([4, 13, 9, .. "SUBSCRIBEone"u8]);
        await Until(() => TopicsOf(pub) == 3);
        await SendAsync(pub, "x");
        await SendAsync(pub, "one");
        await SendAsync(pub, "end");
        Assert.Equal("one", await one.ReadMessageAsync());
        Assert.Equal("x", await two.ReadMessageAsync());
        Assert.Equal("end", await two.ReadMessageAsync());
    }

    [Fact]
    public async Task The_older_form_of_subscriptions_is_understood()
    {
        await using var pub = Create<IPubSocket>();
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "SUB");
        await sub.SendMessageAsync("\u0001a");
        await Until(() => TopicsOf(pub) == 1);
        await SendAsync(pub, "abc");
        Assert.Equal("abc", await sub.ReadMessageAsync());
        await sub.SendMessageAsync("\0a");
        await Until(() => TopicsOf(pub) == 0);
    }

    [Fact]
    public async Task Unsubscribing_stops_the_messages_of_that_prefix()
    {
        await using var pub = Create<IPubSocket>();
        await using var sub = Create<ISubSocket>();
        sub.Subscribe("a"u8);
        sub.Subscribe("end"u8);
        await JoinAsync(pub, sub);
        await Until(() => TopicsOf(pub) == 2);
        sub.Unsubscribe("a"u8);
        await Until(() => TopicsOf(pub) == 1);
        await SendAsync(pub, "a");
        await SendAsync(pub, "end");
        Assert.Equal("end", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task A_subscriber_filters_what_a_publisher_sends_unasked()
    {
        await using var sub = Create<ISubSocket>();
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "PUB");
        sub.Subscribe("a"u8);
        await pub.SendMessageAsync("b", "unasked");
        await pub.SendMessageAsync("a", "asked");
        Assert.Equal("a|asked", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task All_subscriptions_are_told_again_after_a_reconnect()
    {
        const int Count = 3000;
        await using var sub = Create<ISubSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        for (var i = 0; i < Count; i++)
            sub.Subscribe(BitConverter.GetBytes(i));
        var first = Create<IPubSocket>();
        var address = (await first.BindAsync(FreeAddress(), Token)).ToString();
        sub.Connect(address);
        await Until(() => TopicsOf(first) == Count);
        await first.DisposeAsync();
        sub.Unsubscribe(BitConverter.GetBytes(7));
        await using var second = Create<IPubSocket>();
        await second.BindAsync(address, Token);
        await Until(() => TopicsOf(second) == Count - 1);
        await second.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(7)), Token);
        await second.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(2999)), Token);
        using var message = await sub.ReceiveAsync(Token);
        Assert.Equal(2999, BitConverter.ToInt32(message.First.Span));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Subscribe))]
    public async Task The_subscriptions_of_a_peer_end_with_its_connection()
    {
        await using var pub = Create<IPubSocket>();
        await using var sub = Create<ISubSocket>(o => o.Subscribe.Add("a"));
        await JoinAsync(pub, sub);
        await Until(() => TopicsOf(pub) == 1);
        sub.Dispose();
        await Until(() => TopicsOf(pub) == 0);
        await SendAsync(pub, "a");
    }

    [Fact]
    public async Task A_publisher_without_subscribers_discards_and_never_waits()
    {
        await using var pub = Create<IPubSocket>();
        for (var i = 0; i < 10; i++)
            Assert.True(pub.TrySend(ZmqMessage.Text("x")));
        Assert.Equal(0, CountersOf(pub).TotalDropped);
    }

    [Fact]
    public async Task A_slow_subscriber_misses_messages_and_the_others_do_not()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var pub = Create<IPubSocket>(o => o.SendHighWaterMark = 5);
        await using var slow = Create<ISubSocket>(o => o.Subscribe.Add(""));
        await using var fast = Create<ISubSocket>(o => o.Subscribe.Add("\0"));
        await JoinAsync(pub, slow, fast);
        await Until(() => TopicsOf(pub) == 2);
        await SendAsync(pub, "\0 to both");
        await ReceiveAsync(slow);
        await ReceiveAsync(fast);
        network.Links.First().Pause();
        for (var i = 0; i < 100; i++)
        {
            await pub.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
            (await fast.ReceiveAsync(Token)).Dispose();
        }
        var dropped = CountersOf(pub).GetDropped(DropReason.HighWaterMark);
        Assert.InRange(dropped, 80, 99);
        Assert.Equal(dropped, Meter.Read("zmq.messages.dropped", "error.type", "high_water_mark"));
        network.Links.First().Resume();
        for (var i = 0; i < 100 - dropped; i++)
            (await slow.ReceiveAsync(Token)).Dispose();
        await Until(() => Core(pub).SendQueueLength == 0);
        await SendAsync(pub, "again");
        Assert.Equal("again", await ReceiveAsync(slow));
    }

    [Fact]
    public async Task Large_messages_reach_all_subscribers()
    {
        await using var pub = Create<IPubSocket>();
        await using var one = Create<ISubSocket>(o => o.Subscribe.Add("big"));
        await using var two = Create<ISubSocket>(o => o.Subscribe.Add("big"));
        await JoinAsync(pub, one, two);
        await SendUntilReadyAsync(pub, one, two);
        var body = new byte[1 << 20];
        new Random(2).NextBytes(body);
        await pub.SendAsync(ZmqMessage.Create(["big"u8.ToArray(), body]), Token);
        foreach (var sub in (ISubSocket[])[one, two])
        {
            using var message = await sub.ReceiveAsync(Token);
            Assert.True(message[1].Span.SequenceEqual(body));
        }
    }

    [Fact]
    public async Task Messages_of_a_subscriber_other_than_subscriptions_are_dropped()
    {
        await using var pub = Create<IPubSocket>();
        using var sub = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "XSUB");
        await sub.SendMessageAsync("hello");
        await sub.SendMessageAsync("\u0001a");
        await Until(() => TopicsOf(pub) == 1);
        Assert.Equal(1, Core(pub).PeerCount);
    }

    private static int TopicsOf(IPubSocket pub) => ((PubSocket)pub).TopicCount;

    /// <summary>Both connections' subscriptions have come once both receive.</summary>
    private async Task SendUntilReadyAsync(IPubSocket pub, params ISubSocket[] subs)
    {
        foreach (var sub in subs)
        {
            ZmqMessage message;
            while (!sub.TryReceive(out message))
            {
                await SendAsync(pub, "big");
                await Task.Yield();
            }
            message.Dispose();
        }
        foreach (var sub in subs)
        {
            sub.Subscribe("last"u8);
            await Until(() => TopicsOf(pub) == 2);
            await SendAsync(pub, "last");
            while (await ReceiveAsync(sub) != "last")
            {
            }
            sub.Unsubscribe("last"u8);
            await Until(() => TopicsOf(pub) == 1);
        }
    }

    private async Task<List<int>> LengthsAsync(ISubSocket sub, int count)
    {
        var lengths = new List<int>();
        for (var i = 0; i < count; i++)
        {
            using var message = await sub.ReceiveAsync(Token);
            lengths.Add(message.First.Length);
        }
        return lengths;
    }

    [Fact]
    public async Task Messages_a_subscriber_sends_are_dropped_and_counted()
    {
        await using var pub = Create<IPubSocket>();
        using var peer = await RawPeer.ConnectAsync(await pub.BindAsync(FreeAddress("tcp"), Token), Token);
        await peer.SendAsync([.. RawPeer.Greeting, .. RawPeer.Ready("SUB"), .. RawPeer.Encode("hello", "there"), .. RawPeer.Encode("again")]);
        await Until(() => CountersOf(pub).GetDropped(DropReason.Unexpected) == 2);
    }
}
