using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>XPUB where the application decides who gets what.</summary>
public sealed class XPubManualTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.XPubManual))]
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
}
