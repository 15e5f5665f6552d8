using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

public sealed class InvertMatchingTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.InvertMatching))]
    public async Task Only_what_matches_no_subscription_is_sent_and_received()
    {
        await using var pub = Create<IPubSocket>(o => o.InvertMatching = true);
        var address = await pub.BindAsync(FreeAddress(), Token);
        await using var sub = Create<ISubSocket>(o => o.InvertMatching = true);
        sub.Subscribe("a");
        await sub.ConnectAsync(address.ToString(), Token);
        using var plain = await DialAsync(address, "SUB");
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 1 && Core(pub).PeerCount == 2);

        await pub.PublishAsync("abc", "1", Token);
        await pub.PublishAsync("b", "2", Token);
        Assert.Equal("b|2", await ReceiveAsync(sub));
        Assert.Equal("abc|1", await plain.ReadMessageAsync());
        Assert.Equal("b|2", await plain.ReadMessageAsync());
    }

    [Fact]
    public async Task A_subscriber_by_itself_throws_away_what_it_subscribed_to()
    {
        await using var sub = Create<ISubSocket>(o => o.InvertMatching = true);
        sub.Subscribe("a");
        using var peer = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "PUB");
        await peer.SendMessageAsync("abc");
        await peer.SendMessageAsync("b");
        Assert.Equal("b", await ReceiveAsync(sub));
    }

    [Fact]
    public async Task An_xpub_and_an_xsub_turn_matching_around_too()
    {
        await using var pub = Create<IXPubSocket>(o => o.InvertMatching = true);
        var address = await pub.BindAsync(FreeAddress(), Token);
        await using var sub = Create<IXSubSocket>(o => o.InvertMatching = true);
        sub.Subscribe("a"u8);
        await sub.ConnectAsync(address.ToString(), Token);
        Assert.Equal("\u0001a", await ReceiveAsync(pub));
        await SendAsync(pub, "abc");
        await SendAsync(pub, "b");
        Assert.Equal("b", await ReceiveAsync(sub));

        using var peer = await DialAsync(await sub.BindAsync(FreeAddress(), Token), "XPUB");
        await peer.SendMessageAsync("abc");
        await peer.SendMessageAsync("c");
        Assert.Equal("c", await ReceiveAsync(sub));
    }
}
