namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxyControlTests : ProxyTest
{
    [Fact]
    public async Task A_rep_answers_every_command()
    {
        var control = Create<IRepSocket>();
        var running = await RunAsync(Create<IRouterSocket>(), Create<IDealerSocket>(), new ZmqProxyOptions { Control = control });
        var req = Create<IReqSocket>();
        await JoinAsync(control, req);

        Assert.Equal("", await AskAsync(req, "PAUSE"));
        Assert.Equal(ZmqProxyState.Paused, running.Proxy.State);
        Assert.Equal("", await AskAsync(req, "RESUME"));
        Assert.Equal(ZmqProxyState.Active, running.Proxy.State);
        Assert.StartsWith("Unknown command", await AskAsync(req, "pause"), StringComparison.Ordinal);
        Assert.Equal(1, Log.Count(3030));
        Assert.False(running.Task.IsCompleted);
        Assert.Equal("", await AskAsync(req, "TERMINATE"));
        await running.Task;
    }

    [Fact]
    public async Task Statistics_are_eight_numbers()
    {
        var control = Create<IPairSocket>();
        var running = await RunAsync(Create<IPullSocket>(), Create<IPushSocket>(), new ZmqProxyOptions { Control = control });
        var steering = Create<IPairSocket>();
        await JoinAsync(control, steering);
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        await SendAsync(producer, "abc", "de");
        await ReceiveAsync(worker);
        await SendAsync(steering, "PAUSE");
        await SendAsync(steering, "STATISTICS");

        using var answer = await steering.ReceiveAsync(Token);
        Assert.Equal([1L, 5, 0, 0, 0, 0, 1, 5], Enumerable.Range(0, answer.Count).Select(i => BitConverter.ToInt64(answer[i].Span)));
        Assert.Equal(ZmqProxyState.Paused, running.Proxy.State);
    }

    [Fact]
    public async Task A_sub_obeys_and_cannot_answer()
    {
        var control = Create<ISubSocket>();
        control.Subscribe("");
        var running = await RunAsync(Create<IRouterSocket>(), Create<IDealerSocket>(), new ZmqProxyOptions { Control = control });
        var steering = Create<IPubSocket>();
        await JoinAsync(control, steering);
        await steering.WaitForSubscriberAsync(1, Token);
        await SendAsync(steering, "STATISTICS");
        await SendAsync(steering, "nonsense", "of two frames");
        await SendAsync(steering, "KILL");

        await running.Task;
    }

    [Fact]
    public async Task A_controller_that_takes_no_answers_does_not_keep_it_from_obeying()
    {
        var control = Create<IPairSocket>(o => o.SendHighWaterMark = 1);
        var running = await RunAsync(Create<IRouterSocket>(), Create<IDealerSocket>(), new ZmqProxyOptions { Control = control });
        var steering = Create<IPairSocket>(o => o.ReceiveHighWaterMark = 1);
        await JoinAsync(control, steering);
        for (var i = 0; i < 100; i++)
            await SendAsync(steering, "STATISTICS");
        await SendAsync(steering, "TERMINATE");

        await running.Task;
    }

    private async Task<string> AskAsync(IReqSocket socket, string command)
    {
        await SendAsync(socket, command);
        return await ReceiveAsync(socket);
    }
}
