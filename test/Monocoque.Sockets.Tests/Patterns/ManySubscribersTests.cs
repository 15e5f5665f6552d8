using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>Subscriptions in bulk.</summary>
public sealed class ManySubscribersTests : SocketTest
{
    [Fact]
    public async Task Five_thousand_subscriptions_pass_a_mark_of_one_and_come_whole_with_every_connection()
    {
        const int Count = 5000;
        await using var sub = Create<ISubSocket>(static o => (o.ReceiveHighWaterMark, o.ReconnectInterval) = (1, TimeSpan.FromMilliseconds(1)));
        for (var i = 0; i < Count; i++)
            sub.Subscribe($"topic-{i}.");
        using var listener = new RawListener();
        sub.Connect(listener.Address);
        for (var round = 0; round < 2; round++)
        {
            using var pub = await listener.AcceptAsync("PUB", Token);
            var topics = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < Count; i++)
                topics.Add(await pub.ReadMessageAsync());
            Assert.Equal(Count, topics.Count);
            Assert.All(topics, static topic => Assert.StartsWith("<\tSUBSCRIBEtopic-", topic, StringComparison.Ordinal));
        }
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.MaxSubscriptionsPerPeer))]
    public async Task A_peer_with_too_many_subscriptions_is_disconnected_and_nobody_else()
    {
        await using var pub = Create<IPubSocket>(static o => o.MaxSubscriptionsPerPeer = 3);
        await using var events = new EventRecorder(pub, Token);
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "SUB");
        foreach (var topic in (string[])["a", "b", "c", "c", "a"])
            await good.SendMessageAsync($"\u0001{topic}");
        await good.SendMessageAsync("\0a");
        await good.SendMessageAsync("\u0001d");
        await pub.WaitForSubscriberAsync("d", cancellationToken: Token);
        using var bad = await DialAsync(address, "SUB");
        foreach (var topic in (string[])["a", "b", "c", "d"])
            await bad.SendMessageAsync($"\u0001{topic}");
        await bad.ReadToEndAsync();
        var end = await events.WaitForAsync(ZmqEventKind.Disconnected);
        var error = Assert.IsType<Monocoque.Zmtp.ZmtpProtocolException>(end.Error);
        Assert.Equal(Monocoque.Zmtp.ZmtpError.TooManySubscriptions, error.Error);
        Assert.Contains("MaxSubscriptionsPerPeer", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, Meter.Read("zmq.protocol.errors"));
        await SendAsync(pub, "d");
        Assert.Equal("d", await good.ReadMessageAsync());
    }
}
