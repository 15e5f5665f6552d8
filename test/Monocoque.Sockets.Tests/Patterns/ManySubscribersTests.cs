using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>Subscriptions in bulk, and subscribers that do not read.</summary>
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

    [Fact]
    public async Task One_subscriber_of_a_hundred_that_does_not_read_costs_the_others_nothing()
    {
        const int Subscribers = 100;
        const int Batch = 100;
        const int Size = 5_000;
        await using var pub = Create<IPubSocket>(static o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes) = (0, 2 * Batch * Size));
        var address = await pub.BindAsync(FreeAddress(), Token);
        var peers = new List<RawPeer>();
        for (var i = 0; i < Subscribers; i++)
        {
            peers.Add(await DialAsync(address, "SUB"));
            await peers[i].SendAsync([4, 10, 9, .. "SUBSCRIBE"u8]);
        }
        await pub.WaitForSubscriberAsync(Subscribers, Token);
        var body = new string('x', Size);
        var found = new byte[Batch * (2 + 3 + 9 + Size)];
        for (var first = Batch; first < 10 * Batch; first += Batch)
        {
            var expected = new MemoryStream();
            for (var i = first; i < first + Batch; i++)
            {
                await SendAsync(pub, $"{i}", body);
                expected.Write([1, 3, .. Encoding.Latin1.GetBytes($"{i}"), 2, 0, 0, 0, 0, 0, 0, Size >> 8, Size & 0xFF, .. Encoding.Latin1.GetBytes(body)]);
            }
            Assert.Equal(found.Length, expected.Length);
            foreach (var peer in peers.Skip(1))
            {
                await peer.ReadExactlyAsync(found);
                Assert.True(found.AsSpan().SequenceEqual(expected.GetBuffer().AsSpan(0, found.Length)));
            }
        }
        Assert.All(Core(pub).Outboxes, static queue => Assert.InRange(queue.Octets, 0, (2 * Batch + 1) * Size + 256 * 1024));
        foreach (var peer in peers)
            peer.Dispose();
    }
}
