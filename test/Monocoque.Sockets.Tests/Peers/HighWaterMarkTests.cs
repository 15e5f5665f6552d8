using Monocoque.Diagnostics;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class HighWaterMarkTests : SocketTest
{
    private readonly MemoryNetwork _network = new() { Capacity = 1024 };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [ProvesOption(nameof(ZmqSocketOptions.ReceiveHighWaterMark))]
    public async Task A_sender_waits_at_the_mark_and_goes_on_in_order(int mark)
    {
        await using var sender = CreateInMemory<IDealerSocket>(o => o.SendHighWaterMark = mark);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = mark);
        await JoinAsync(receiver, sender);
        _network.Links.Single().Pause();
        await sender.SendAsync(Numbered(0, size: 5000), Token);
        await Until(() => Core(sender).Outboxes.Single().IsSending);
        var next = 1;
        while (sender.TrySend(Numbered(next)))
            next++;
        Assert.Equal(mark, next);
        Assert.Equal(mark, Core(sender).SendQueueLength);
        var waiting = Enumerable.Range(next, 20).Select(i => sender.SendAsync(Numbered(i), Token).AsTask()).ToList();
        Assert.All(waiting, static send => Assert.False(send.IsCompleted));
        Assert.False(sender.TrySend(Numbered(-1)));
        _network.Links.Single().Resume();
        for (var i = 0; i < next + 20; i++)
            Assert.Equal(i, await ReceiveNumberAsync(receiver));
        await Task.WhenAll(waiting);
        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public async Task A_mark_of_zero_is_no_limit()
    {
        await using var sender = CreateInMemory<IDealerSocket>(o => o.SendHighWaterMark = 0);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 0);
        await JoinAsync(receiver, sender);
        _network.Links.Single().Pause();
        for (var i = 0; i < 5000; i++)
            Assert.True(sender.TrySend(Numbered(i)));
        _network.Links.Single().Resume();
        await Until(() => Core(receiver).FairQueue.Count == 5000);
        for (var i = 0; i < 5000; i++)
            Assert.Equal(i, await ReceiveNumberAsync(receiver));
    }

    [Fact]
    public async Task A_publisher_with_a_mark_of_zero_drops_nothing()
    {
        await using var pub = CreateInMemory<IPubSocket>(o => o.SendHighWaterMark = 0);
        await using var sub = Create<ISubSocket>(o => o.ReceiveHighWaterMark = 0);
        sub.Subscribe([]);
        await JoinAsync(pub, sub);
        await pub.WaitForSubscriberAsync(cancellationToken: Token);
        _network.Links.Single().Pause();
        for (var i = 0; i < 5000; i++)
            Assert.True(pub.TrySend(Numbered(i)));
        _network.Links.Single().Resume();
        for (var i = 0; i < 5000; i++)
            Assert.Equal(i, await ReceiveNumberAsync(sub));
        Assert.Equal(0, CountersOf(pub).TotalDropped);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    public async Task A_receiver_at_its_mark_stops_reading_and_the_sender_feels_it(int mark)
    {
        await using var sender = CreateInMemory<IDealerSocket>(o => o.SendHighWaterMark = mark);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = mark);
        await JoinAsync(receiver, sender);
        var sent = 0;
        var sending = Task.Run(async () =>
        {
            for (; sent < 2000; Interlocked.Increment(ref sent))
                await sender.SendAsync(Numbered(sent), Token);
        }, Token);
        // 2 000 messages are more than the queues, the pipes of the connection and what is on the way can hold.
        await Until(() => Core(receiver).FairQueue.Count == mark && Core(sender).SendQueueLength == mark);
        Assert.InRange(Volatile.Read(ref sent), mark, 1999);
        for (var i = 0; i < 2000; i++)
        {
            Assert.InRange(Core(receiver).FairQueue.Count, 0, mark);
            Assert.Equal(i, await ReceiveNumberAsync(receiver));
        }
        await sending;
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_queue_while_nobody_listens_yet(string transport)
    {
        await using var sender = Create<IDealerSocket>(o => (o.SendHighWaterMark, o.ReconnectInterval) = (10, TimeSpan.FromMilliseconds(1)));
        await using var receiver = Create<IDealerSocket>();
        string address;
        if (transport == "ipc")
        {
            address = FreeAddress("ipc");
        }
        else
        {
            using var listener = new RawListener();
            address = listener.Address;
        }
        sender.Connect(address);
        for (var i = 0; i < 10; i++)
            Assert.True(sender.TrySend(Numbered(i)));
        Assert.False(sender.TrySend(Numbered(10)));
        var last = sender.SendAsync(Numbered(10), Token);
        await receiver.BindAsync(address, Token);
        for (var i = 0; i <= 10; i++)
            Assert.Equal(i, await ReceiveNumberAsync(receiver));
        await last;
    }

    [Fact]
    public async Task Without_any_peer_a_send_waits_for_one()
    {
        await using var sender = Create<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        Assert.False(sender.TrySend(Numbered(1)));
        var sending = sender.SendAsync(Numbered(1), Token);
        Assert.False(sending.IsCompleted);
        await JoinAsync(sender, receiver);
        await sending;
        Assert.Equal(1, await ReceiveNumberAsync(receiver));
    }

    [Fact]
    public async Task Queued_messages_survive_a_reconnect()
    {
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        await using var sender = CreateInMemory<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        _network.Fault = new IOException("The cable is out.");
        _network.Links.Single().Cut();
        await Until(() => Core(sender).PeerCount == 0 && Core(receiver).PeerCount == 0);
        for (var i = 0; i < 100; i++)
            Assert.True(sender.TrySend(Numbered(i)));
        _network.Fault = null;
        await Until(() =>
        {
            clock.Advance(TimeSpan.FromMilliseconds(100));
            return Core(sender).PeerCount == 1;
        });
        for (var i = 0; i < 100; i++)
            Assert.Equal(i, await ReceiveNumberAsync(receiver));
    }

    [Fact]
    public async Task What_is_queued_for_an_accepted_peer_that_goes_is_counted()
    {
        await using var router = CreateInMemory<IRouterSocket>(o => o.SendHighWaterMark = 100);
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "d");
        await JoinAsync(router, dealer);
        _network.Links.Single().Pause();
        // The first is on its way and stuck; the others queue behind it.
        await router.SendAsync(ZmqMessage.Create(["d"u8.ToArray(), new byte[5000]]), Token);
        await Until(() => Core(router).Outboxes.All(static outbox => outbox.IsSending));
        for (var i = 0; i < 49; i++)
            await router.SendAsync(ZmqMessage.Create(["d"u8.ToArray(), new byte[500]]), Token);
        _network.Links.Single().Cut();
        await Until(() => Core(router).PeerCount == 0);
        await Until(() => CountersOf(router).Sent + CountersOf(router).GetDropped(DropReason.Closed) + CountersOf(router).GetDropped(DropReason.ConnectionLost) == 50);
        Assert.Equal(49, CountersOf(router).GetDropped(DropReason.Closed));
        Assert.Equal(0, Core(router).SendQueueLength);
    }

    [Fact]
    public async Task A_full_peer_is_passed_over_and_comes_back()
    {
        await using var sender = CreateInMemory<IDealerSocket>(o => o.SendHighWaterMark = 2);
        await using var slow = Create<IDealerSocket>();
        await using var fast = Create<IDealerSocket>();
        await JoinAsync(sender, slow, fast);
        _network.Links.First().Pause();
        for (var i = 0; i < 200; i++)
            await sender.SendAsync(Numbered(i), Token);
        var received = 0;
        _network.Links.First().Resume();
        foreach (var (socket, atLeast) in (IEnumerable<(IDealerSocket, int)>)[(fast, 150), (slow, 1)])
        {
            await Until(() => Core(sender).SendQueueLength == 0);
            var count = 0;
            await Until(() => Core(slow).FairQueue.Count + Core(fast).FairQueue.Count + received == 200);
            while (socket.TryReceive(out var message))
            {
                message.Dispose();
                count++;
            }
            Assert.True(count >= atLeast, $"{count}");
            received += count;
        }
        Assert.Equal(200, received);
        await SendAsync(sender, "a");
        await SendAsync(sender, "b");
        await ReceiveAsync(slow);
        await ReceiveAsync(fast);
    }

    private TSocket CreateInMemory<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        RuntimeOptions.ListenerFactories.Add(_network);
        RuntimeOptions.ConnectionFactory = _network;
        return Create<TSocket>(configure);
    }

    /// <summary>Octets that start with a number.</summary>
    private static ZmqMessage Numbered(int number, int size = 500)
    {
        var body = new byte[size];
        BitConverter.TryWriteBytes(body, number);
        return ZmqMessage.Copy(body);
    }

    private async Task<int> ReceiveNumberAsync(IZmqReceiver socket)
    {
        using var message = await socket.ReceiveAsync(Token);
        return BitConverter.ToInt32(message.First.Span);
    }
}
