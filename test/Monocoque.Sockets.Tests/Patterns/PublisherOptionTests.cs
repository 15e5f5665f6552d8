using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>Publishers that wait instead of dropping, and that turn matching around; see <see cref="OptionEffects.InvertMatchingTests"/> too.</summary>
public sealed class PublisherOptionTests : SocketTest
{
    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.XPubNoDrop))]
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
}
