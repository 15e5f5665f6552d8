using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class XSubSocketTests : SocketTest
{
    [Fact]
    public async Task Subscriptions_by_message_are_all_passed_on_and_cancellations_only_the_last()
    {
        await using var sub = Create<IXSubSocket>();
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "XPUB");
        await Until(() => Core(sub).PeerCount == 1);
        foreach (var text in (string[])["\u0001a", "\u0001a", "\0a", "\0never", "\0a", "\0a", "\u0001end"])
            await SendAsync(sub, text);
        foreach (var expected in (string[])["<\tSUBSCRIBEa>", "<\tSUBSCRIBEa>", "<\u0006CANCELa>", "<\tSUBSCRIBEend>"])
            Assert.Equal(expected, await pub.ReadMessageAsync());
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.XSubVerboseUnsubscribe))]
    public async Task Verbose_every_cancellation_is_passed_on()
    {
        await using var sub = Create<IXSubSocket>(o => o.XSubVerboseUnsubscribe = true);
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "XPUB");
        await Until(() => Core(sub).PeerCount == 1);
        foreach (var text in (string[])["\u0001a", "\u0001a", "\0a", "\0a"])
            await SendAsync(sub, text);
        foreach (var expected in (string[])["<\tSUBSCRIBEa>", "<\tSUBSCRIBEa>", "<\u0006CANCELa>", "<\u0006CANCELa>"])
            Assert.Equal(expected, await pub.ReadMessageAsync());
    }

    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task Every_subscription_is_told_once_to_a_publisher_that_comes_later(string transport)
    {
        await using var sub = Create<IXSubSocket>(o => o.Subscribe.Add("option"));
        await SendAsync(sub, "\u0001a");
        await SendAsync(sub, "\u0001a");
        sub.Subscribe("a"u8);
        sub.Subscribe("b"u8);
        sub.Unsubscribe("b"u8);
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(transport), Token), "PUB");
        var told = new[] { await pub.ReadMessageAsync(), await pub.ReadMessageAsync() };
        Assert.Equal(["<\tSUBSCRIBEa>", "<\tSUBSCRIBEoption>"], told.Order(StringComparer.Ordinal));
        await SendAsync(sub, "\u0001end");
        Assert.Equal("<\tSUBSCRIBEend>", await pub.ReadMessageAsync());
    }

    [Fact]
    public async Task Other_messages_go_to_all_publishers_unchanged()
    {
        await using var sub = Create<IXSubSocket>();
        await using var one = Create<IXPubSocket>();
        await using var two = Create<IXPubSocket>();
        await JoinAsync(sub, one, two);
        await SendAsync(sub, "hello", "", "all");
        await SendAsync(sub, "");
        var large = new byte[100_000];
        large.AsSpan().Fill(7);
        await sub.SendAsync(ZmqMessage.Wrap(large), Token);
        foreach (var pub in (IXPubSocket[])[one, two])
        {
            Assert.Equal("hello||all", await ReceiveAsync(pub));
            Assert.Equal("", await ReceiveAsync(pub));
            using var message = await pub.ReceiveAsync(Token);
            Assert.True(message.First.Span.SequenceEqual(large));
        }
    }

    [Fact]
    public async Task A_message_made_before_the_connection_goes_with_it_after_the_subscriptions()
    {
        await using var sub = Create<IXSubSocket>();
        using var listener = new RawListener();
        sub.Connect(listener.Address);
        await SendAsync(sub, "hello");
        await SendAsync(sub, "\u0001a");
        using var peer = await listener.AcceptAsync("XPUB", Token);
        Assert.Equal("<\tSUBSCRIBEa>", await peer.ReadMessageAsync());
        Assert.Equal("hello", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task Without_publishers_a_send_is_dropped_and_never_waits()
    {
        await using var sub = Create<IXSubSocket>();
        for (var i = 0; i < 10; i++)
            Assert.True(sub.TrySend(ZmqMessage.Text("x")));
        Assert.Equal(0, CountersOf(sub).GetDropped(DropReason.HighWaterMark));
    }

    [Fact]
    public async Task What_a_publisher_sends_is_received_as_it_comes()
    {
        await using var sub = Create<IXSubSocket>();
        using var pub = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "PUB");
        await pub.SendMessageAsync("unasked");
        Assert.Equal("unasked", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task A_chain_of_xpub_and_xsub_passes_subscriptions_up_and_messages_down()
    {
        await using var source = Create<IPubSocket>();
        await using var front = Create<IXSubSocket>();
        await using var back = Create<IXPubSocket>();
        await using var sub = Create<ISubSocket>();
        await JoinAsync(source, front);
        await JoinAsync(back, sub);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var forwarding = Task.WhenAll(ForwardAsync(back, front, stop.Token), ForwardAsync(front, back, stop.Token));
        sub.Subscribe("a"u8);
        await Until(() => ((Monocoque.Patterns.PubSocket)source).TopicCount == 1);
        await SendAsync(source, "b", "no");
        await SendAsync(source, "abc", "yes");
        Assert.Equal("abc|yes", await ReceiveAsync(sub));
        sub.Dispose();
        await Until(() => ((Monocoque.Patterns.PubSocket)source).TopicCount == 0);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forwarding);
    }

    private static async Task ForwardAsync(IZmqReceiver from, IZmqSender to, CancellationToken token)
    {
        while (true)
            await to.SendAsync(await from.ReceiveAsync(token), token);
    }
}
