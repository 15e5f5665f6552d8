namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxySteeringTests : ProxyTest
{
    [Fact]
    public async Task Paused_it_takes_nothing_and_the_marks_hold()
    {
        var frontend = Create<IPullSocket>(o => o.ReceiveHighWaterMark = 10);
        var running = await RunAsync(frontend, Create<IPushSocket>());
        var producer = await ConnectAsync<IPushSocket>(running.Frontend, o => o.SendHighWaterMark = 10);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        await SendAsync(producer, "first");
        Assert.Equal("first", await ReceiveAsync(worker));

        running.Proxy.Pause();
        Assert.Equal(ZmqProxyState.Paused, running.Proxy.State);
        var sent = 0;
        await Until(() =>
        {
            while (producer.TrySend(ZmqMessage.Text($"{sent}")))
                sent++;
            return Core(frontend).FairQueue.Count == 10 && Core(producer).SendQueueLength == 10;
        });
        Assert.Equal(20, sent);
        Assert.False(worker.TryReceive(out _));
        Assert.Equal(1, running.Proxy.GetStatistics().Frontend.ReceivedMessages);

        running.Proxy.Resume();
        for (var i = 0; i < sent; i++)
            Assert.Equal($"{i}", await ReceiveAsync(worker));
    }

    [Fact]
    public async Task After_Pause_has_returned_no_message_is_forwarded_any_more()
    {
        var running = await RunAsync(Create<IPullSocket>(o => o.ReceiveHighWaterMark = 0), Create<IPushSocket>(o => o.SendHighWaterMark = 0));
        var producer = await ConnectAsync<IPushSocket>(running.Frontend, o => o.SendHighWaterMark = 0);
        _ = await ConnectAsync<IPullSocket>(running.Backend, o => o.ReceiveHighWaterMark = 0);
        var stop = false;
        var sending = Task.Run(
            () =>
            {
                while (!Volatile.Read(ref stop))
                    producer.TrySend(ZmqMessage.Text("x"));
            },
            Token);
        for (var i = 0; i < 50; i++)
        {
            var before = running.Proxy.GetStatistics().Frontend.ReceivedMessages;
            await Until(() => running.Proxy.GetStatistics().Frontend.ReceivedMessages > before + 10);
            running.Proxy.Pause();
            var after = running.Proxy.GetStatistics();
            for (var spin = 0; spin < 20; spin++)
            {
                Thread.Yield();
                Assert.Equal(after, running.Proxy.GetStatistics());
            }
            Assert.Equal(after.Frontend.ReceivedMessages, after.Backend.SentMessages);
            running.Proxy.Resume();
        }
        Volatile.Write(ref stop, true);
        await sending;
    }

    [Fact]
    public async Task Paused_before_it_runs_it_waits()
    {
        var (frontend, backend) = (Create<IPullSocket>(), Create<IPushSocket>());
        var proxy = new ZmqProxy(frontend, backend);
        proxy.Pause();
        var producer = Create<IPushSocket>();
        await JoinAsync(frontend, producer);
        var worker = Create<IPullSocket>();
        await JoinAsync(backend, worker);
        var running = Run(proxy);
        await SendAsync(producer, "a");
        await Until(() => Core(frontend).FairQueue.Count == 1);

        Assert.Equal(0, proxy.GetStatistics().Frontend.ReceivedMessages);
        proxy.Resume();
        Assert.Equal("a", await ReceiveAsync(worker));
        Assert.False(running.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Terminate_ends_it_and_leaves_what_was_not_taken(bool isPaused)
    {
        var (frontend, backend) = (Create<IPullSocket>(), Create<IPushSocket>());
        var running = await RunAsync(frontend, backend);
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        if (isPaused)
            running.Proxy.Pause();
        await SendAsync(producer, "a");
        await Until(() => Core(frontend).FairQueue.Count == 1);
        running.Proxy.Terminate();
        await running.Task;

        Assert.Equal(ZmqProxyState.Terminated, running.Proxy.State);
        Assert.Equal("a", await ReceiveAsync(frontend));
        running.Proxy.Pause();
        running.Proxy.Resume();
        running.Proxy.Terminate();
        Assert.Equal(ZmqProxyState.Terminated, running.Proxy.State);
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        using var end = new CancellationTokenSource();
        var proxy = new ZmqProxy(Create<IRouterSocket>(), Create<IDealerSocket>());
        var running = proxy.RunAsync(end.Token);
        await end.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running.WaitAsync(Token));
        Assert.Equal(end.Token, exception.CancellationToken);
        Assert.Equal(ZmqProxyState.Terminated, proxy.State);
    }

    [Fact]
    public async Task It_runs_once()
    {
        var running = await RunAsync<IRouterSocket, IDealerSocket>();
        Assert.Contains("can run once", (await Assert.ThrowsAsync<InvalidOperationException>(() => running.Proxy.RunAsync(Token))).Message, StringComparison.Ordinal);
        running.Proxy.Terminate();
        await running.Task;
    }

    [Fact]
    public async Task Statistics_count_messages_and_octets_of_each_side()
    {
        var running = await RunAsync<IRouterSocket, IDealerSocket>();
        var client = await ConnectAsync<IReqSocket>(running.Frontend);
        var worker = await ConnectAsync<IRepSocket>(running.Backend);
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(client, "abc", "de");
            await ReceiveAsync(worker);
            await SendAsync(worker, "reply");
            await ReceiveAsync(client);
        }

        // A routing id of five octets, an empty delimiter, and five octets each way: what libzmq counts.
        var expected = new ZmqProxyTraffic(3, 30, 3, 30, 0);
        Assert.Equal(new ZmqProxyStatistics(expected, expected, 0), running.Proxy.GetStatistics());
    }

    [Theory]
    [InlineData("frontend")]
    [InlineData("backend")]
    [InlineData("capture")]
    [InlineData("control")]
    public async Task A_socket_that_is_closed_ends_it_and_the_reason_names_the_socket(string which)
    {
        var (frontend, backend) = (Create<IPullSocket>(), Create<IPushSocket>());
        var (capture, control) = (Create<IPushSocket>(), Create<IRepSocket>());
        var running = await RunAsync(frontend, backend, new ZmqProxyOptions { Capture = capture, Control = control });
        IZmqSocket closed = which switch { "frontend" => frontend, "backend" => backend, "capture" => capture, _ => control };
        await closed.DisposeAsync();

        var exception = await ThrowsAsync(ZmqError.Terminated, () => running.Task);
        Assert.Contains($"{closed.Type.ToString().ToUpperInvariant()} '{closed.Name}' was closed", exception.Message, StringComparison.Ordinal);
        Assert.Equal(ZmqProxyState.Terminated, running.Proxy.State);
    }
}
