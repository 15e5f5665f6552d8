namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxyBackPressureTests : ProxyTest
{
    [Fact]
    public async Task Without_a_worker_nothing_is_taken()
    {
        var frontend = Create<IPullSocket>();
        var running = await RunAsync(frontend, Create<IPushSocket>());
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        for (var i = 0; i < 5; i++)
            await SendAsync(producer, $"{i}");
        await Until(() => Core(frontend).FairQueue.Count == 5);
        Assert.Equal(0, running.Proxy.GetStatistics().Frontend.ReceivedMessages);

        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        for (var i = 0; i < 5; i++)
            Assert.Equal($"{i}", await ReceiveAsync(worker));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_full_backend_stops_the_reading_and_the_producer_waits(bool countsMessages)
    {
        var frontend = Create<IPullSocket>(Limit);
        var backend = Create<IPushSocket>(Limit);
        var running = await RunAsync(frontend, backend);
        // Connected to nobody: what it is sent stays.
        using var nobody = new Support.RawListener();
        backend.Connect(nobody.Address);
        var producer = await ConnectAsync<IPushSocket>(running.Frontend, Limit);
        var sent = 0;
        await Until(() =>
        {
            while (producer.TrySend(ZmqMessage.Copy(new byte[100])))
                sent++;
            return sent >= 30 && Core(producer).SendQueueLength >= 10 && Core(frontend).FairQueue.Count >= 10 && Core(backend).SendQueueLength >= 10;
        });

        var taken = running.Proxy.GetStatistics().Frontend.ReceivedMessages;
        Assert.Equal(Core(backend).SendQueueLength, taken);
        Assert.Equal(sent, Core(producer).SendQueueLength + Core(frontend).FairQueue.Count + Core(backend).SendQueueLength);
        Assert.InRange(sent, 30, 33);

        void Limit(ZmqSocketOptions options)
        {
            if (options.Type is ZmqSocketType.Push)
                (options.SendHighWaterMark, options.SendHighWaterMarkBytes) = countsMessages ? (10, 0) : (0, 1000);
            else
                (options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes) = countsMessages ? (10, 0) : (0, 1000);
        }
    }

    [Fact]
    public async Task A_publisher_feels_no_slow_subscriber()
    {
        var backend = Create<IXPubSocket>(o => o.SendHighWaterMark = 10);
        var running = await RunAsync(Create<IXSubSocket>(), backend);
        var publisher = await ConnectAsync<IXPubSocket>(running.Frontend);
        var slow = await ConnectAsync<ISubSocket>(running.Backend, o => o.ReceiveHighWaterMark = 10);
        slow.Subscribe("");
        Assert.Equal("\u0001", await ReceiveAsync(publisher));
        for (var i = 0; i < 1000; i++)
            await SendAsync(publisher, $"{i}");

        await Until(() => running.Proxy.GetStatistics().Backend is { SentMessages: 1000, Dropped: > 0 });
        Assert.Equal("0", await ReceiveAsync(slow));
    }

    [Fact]
    public async Task An_xpub_that_must_not_drop_holds_up_the_publisher_and_nothing_is_lost()
    {
        var backend = Create<IXPubSocket>(o => (o.SendHighWaterMark, o.XPubNoDrop) = (10, true));
        var frontend = Create<IXSubSocket>(o => o.ReceiveHighWaterMark = 10);
        var running = await RunAsync(frontend, backend);
        var publisher = await ConnectAsync<IXPubSocket>(running.Frontend, o => o.XPubNoDrop = true);
        var slow = await ConnectAsync<ISubSocket>(running.Backend, o => o.ReceiveHighWaterMark = 10);
        slow.Subscribe("");
        Assert.Equal("\u0001", await ReceiveAsync(publisher));
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < 3000; i++)
                    await SendAsync(publisher, $"{i}");
            },
            Token);
        await Until(() => Core(publisher).SendQueueLength == 1000 && running.Proxy.GetStatistics().Backend.SentMessages == 20);

        for (var i = 0; i < 3000; i++)
            Assert.Equal($"{i}", await ReceiveAsync(slow));
        await sending;
        Assert.Equal(0, running.Proxy.GetStatistics().Backend.Dropped);
    }

    [Fact]
    public async Task A_message_that_waits_for_its_peer_outlives_the_proxy_and_is_counted_if_the_socket_is_closed_first()
    {
        var (frontend, backend) = (Create<IPairSocket>(), Create<IXPubSocket>(o => (o.SendHighWaterMark, o.XPubNoDrop) = (1, true)));
        var running = await RunAsync(frontend, backend);
        var producer = await ConnectAsync<IPairSocket>(running.Frontend);
        var slow = await ConnectAsync<ISubSocket>(running.Backend, o => o.ReceiveHighWaterMark = 1);
        slow.Subscribe("");
        Assert.Equal("\u0001", await ReceiveAsync(producer));
        for (var i = 0; i < 5; i++)
            await SendAsync(producer, $"{i}");
        await Until(() => running.Proxy.GetStatistics() is { Frontend.ReceivedMessages: 3, Backend.SentMessages: 2 });
        running.Proxy.Terminate();
        await running.Task;
        Assert.Equal("0", await ReceiveAsync(slow));
        Assert.Equal("1", await ReceiveAsync(slow));
        Assert.Equal("2", await ReceiveAsync(slow));
        await Until(() => running.Proxy.GetStatistics().Backend.SentMessages == 3);

        var second = new ZmqProxy(frontend, backend);
        var again = Run(second);
        for (var i = 5; i < 8; i++)
            await SendAsync(producer, $"{i}");
        await Until(() => second.GetStatistics() is { Frontend.ReceivedMessages: 3, Backend.SentMessages: 2 });
        second.Terminate();
        await again;
        backend.Dispose();
        await Until(() => second.GetStatistics().Backend is { SentMessages: 2, Dropped: >= 1 });
    }
}
