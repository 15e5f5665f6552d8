namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxyCaptureTests : ProxyTest
{
    [Fact]
    public async Task All_that_passes_is_captured_both_ways_with_all_frames()
    {
        var capture = Create<IPushSocket>();
        var running = await RunAsync(Create<IRouterSocket>(), Create<IDealerSocket>(), new ZmqProxyOptions { Capture = capture });
        var audit = Create<IPullSocket>();
        await JoinAsync(capture, audit);
        var client = await ConnectAsync<IDealerSocket>(running.Frontend, o => o.RoutingId = "me");
        var worker = await ConnectAsync<IDealerSocket>(running.Backend);
        await SendAsync(client, "a", "b");
        Assert.Equal("me|a|b", await ReceiveAsync(worker));
        await SendAsync(worker, "me", "c");
        Assert.Equal("c", await ReceiveAsync(client));

        Assert.Equal("me|a|b", await ReceiveAsync(audit));
        Assert.Equal("me|c", await ReceiveAsync(audit));
    }

    [Fact]
    public async Task A_publishing_capture_holds_up_nothing()
    {
        var capture = Create<IPubSocket>(o => o.SendHighWaterMark = 1);
        var running = await RunAsync(Create<IPullSocket>(), Create<IPushSocket>(), new ZmqProxyOptions { Capture = capture });
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        var slow = Create<ISubSocket>(o => o.ReceiveHighWaterMark = 1);
        await JoinAsync(capture, slow);
        slow.Subscribe("");
        await capture.WaitForSubscriberAsync(1, Token);
        for (var i = 0; i < 500; i++)
            await SendAsync(producer, $"{i}");

        for (var i = 0; i < 500; i++)
            Assert.Equal($"{i}", await ReceiveAsync(worker));
        Assert.Equal("0", await ReceiveAsync(slow));
    }

    [Fact]
    public async Task A_capture_without_room_is_waited_for_and_the_proxy_still_obeys()
    {
        var capture = Create<IPushSocket>();
        var running = await RunAsync(Create<IPullSocket>(), Create<IPushSocket>(), new ZmqProxyOptions { Capture = capture });
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        await SendAsync(producer, "a");
        running.Proxy.Pause();
        running.Proxy.Resume();
        Assert.Equal(0, running.Proxy.GetStatistics().Frontend.ReceivedMessages);
        Assert.False(worker.TryReceive(out _));

        var audit = Create<IPullSocket>();
        await JoinAsync(capture, audit);
        Assert.Equal("a", await ReceiveAsync(worker));
        Assert.Equal("a", await ReceiveAsync(audit));
    }

    [Fact]
    public async Task Both_ways_at_once_nothing_passes_uncaptured()
    {
        const int Each = 3000;
        var capture = Create<IPushSocket>(o => o.SendHighWaterMark = 3);
        var running = await RunAsync(Create<IPairSocket>(), Create<IPairSocket>(), new ZmqProxyOptions { Capture = capture });
        var audit = Create<IPullSocket>(o => o.ReceiveHighWaterMark = 3);
        await JoinAsync(capture, audit);
        var left = await ConnectAsync<IPairSocket>(running.Frontend);
        var right = await ConnectAsync<IPairSocket>(running.Backend);
        await Task.WhenAll(Send(left, "l"), Send(right, "r"), Receive(right, "l"), Receive(left, "r"), Audit());

        async Task Send(IPairSocket socket, string name)
        {
            for (var i = 0; i < Each; i++)
                await SendAsync(socket, name, $"{i}");
        }

        async Task Receive(IPairSocket socket, string name)
        {
            for (var i = 0; i < Each; i++)
                Assert.Equal($"{name}|{i}", await ReceiveAsync(socket));
        }

        async Task Audit()
        {
            var next = new Dictionary<string, int>(StringComparer.Ordinal) { ["l"] = 0, ["r"] = 0 };
            for (var i = 0; i < 2 * Each; i++)
            {
                var message = (await ReceiveAsync(audit)).Split('|');
                Assert.Equal(next[message[0]]++, int.Parse(message[1]));
            }
        }
    }

    [Fact]
    public async Task A_capture_may_be_passed_over_which_is_counted()
    {
        var running = await RunAsync(
            Create<IPullSocket>(), Create<IPushSocket>(), new ZmqProxyOptions { Capture = Create<IDealerSocket>(), DropCaptureWhenFull = true });
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        for (var i = 0; i < 10; i++)
            await SendAsync(producer, $"{i}");

        for (var i = 0; i < 10; i++)
            Assert.Equal($"{i}", await ReceiveAsync(worker));
        Assert.Equal(10, running.Proxy.GetStatistics().CaptureDropped);
    }
}
