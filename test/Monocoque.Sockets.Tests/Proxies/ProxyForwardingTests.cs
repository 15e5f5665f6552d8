namespace Monocoque.Sockets.Tests.Proxies;

public sealed class ProxyForwardingTests : ProxyTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Requests_reach_a_worker_and_replies_find_back(string transport)
    {
        var running = await RunAsync(Create<IRouterSocket>(), Create<IDealerSocket>(), transport: transport);
        var worker = await ConnectAsync<IRepSocket>(running.Backend);
        var clients = new List<IReqSocket>();
        for (var i = 0; i < 5; i++)
            clients.Add(await ConnectAsync<IReqSocket>(running.Frontend));
        var serving = Task.Run(
            async () =>
            {
                for (var i = 0; i < 50; i++)
                    await SendAsync(worker, "re", await ReceiveAsync(worker));
            },
            Token);

        for (var round = 0; round < 10; round++)
        {
            for (var i = 0; i < clients.Count; i++)
                await SendAsync(clients[i], $"{i}", $"{round}");
            for (var i = 0; i < clients.Count; i++)
                Assert.Equal($"re|{i}|{round}", await ReceiveAsync(clients[i]));
        }
        await serving;
        Assert.Equal(50, running.Proxy.GetStatistics().Frontend.SentMessages);
    }

    [Fact]
    public async Task Frames_and_routing_ids_pass_as_they_are()
    {
        var running = await RunAsync<IRouterSocket, IDealerSocket>();
        var client = await ConnectAsync<IDealerSocket>(running.Frontend, o => o.RoutingId = "me");
        var worker = await ConnectAsync<IDealerSocket>(running.Backend);
        await SendAsync(client, "", "a", "", "b");

        Assert.Equal("me||a||b", await ReceiveAsync(worker));
        await SendAsync(worker, "me", "x", "", "", "y");
        Assert.Equal("x|||y", await ReceiveAsync(client));
    }

    [Fact]
    public async Task Subscriptions_flow_to_the_publisher_and_only_what_is_wanted_flows_back()
    {
        var running = await RunAsync<IXSubSocket, IXPubSocket>();
        var publisher = await ConnectAsync<IXPubSocket>(running.Frontend);
        var subscriber = await ConnectAsync<ISubSocket>(running.Backend);
        subscriber.Subscribe("a");
        Assert.Equal("\u0001a", await ReceiveAsync(publisher));

        await SendAsync(publisher, "b", "nobody wants this");
        await SendAsync(publisher, "ab", "1");
        Assert.Equal("ab|1", await ReceiveAsync(subscriber));
        subscriber.Unsubscribe("a");
        Assert.Equal("\0a", await ReceiveAsync(publisher));
    }

    [Fact]
    public async Task Work_is_shared_out_in_order()
    {
        var running = await RunAsync<IPullSocket, IPushSocket>();
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var workers = (await ConnectAsync<IPullSocket>(running.Backend), await ConnectAsync<IPullSocket>(running.Backend));
        for (var i = 0; i < 2000; i++)
            await SendAsync(producer, $"{i}");

        for (var i = 0; i < 1000; i++)
        {
            var both = (int.Parse(await ReceiveAsync(workers.Item1)), int.Parse(await ReceiveAsync(workers.Item2)));
            Assert.Equal((2 * i) + (2 * i) + 1, both.Item1 + both.Item2);
        }
    }

    [Fact]
    public async Task Pairs_talk_through_it()
    {
        var running = await RunAsync<IPairSocket, IPairSocket>();
        var left = await ConnectAsync<IPairSocket>(running.Frontend);
        var right = await ConnectAsync<IPairSocket>(running.Backend);
        await SendAsync(left, "to", "right");
        await SendAsync(right, "to", "left");

        Assert.Equal("to|right", await ReceiveAsync(right));
        Assert.Equal("to|left", await ReceiveAsync(left));
    }

    [Fact]
    public async Task A_stream_is_served_by_a_dealer()
    {
        var running = await RunAsync(Create<IStreamSocket>(), Create<IDealerSocket>(), transport: "tcp");
        var worker = await ConnectAsync<IDealerSocket>(running.Backend);
        var client = await ConnectAsync<IStreamSocket>(running.Frontend);
        using var hello = await client.ReceiveAsync(Token);
        using (var made = await worker.ReceiveAsync(Token))
            Assert.True(made.Last.IsEmpty);
        await client.SendAsync(ZmqMessage.Create([hello.First, "GET"u8.ToArray()]), Token);

        using (var request = await worker.ReceiveAsync(Token))
        {
            Assert.Equal("GET", request.GetString(1));
            await worker.SendAsync(ZmqMessage.Create([request.First, "OK"u8.ToArray()]), Token);
        }
        using var reply = await client.ReceiveAsync(Token);
        Assert.Equal("OK", reply.GetString(1));
    }

    [Fact]
    public async Task One_socket_as_both_sides_gives_back_what_it_receives()
    {
        var echo = Create<IRouterSocket>();
        var address = (await echo.BindAsync(FreeAddress("inproc"), Token)).ToString();
        var running = Run(new ZmqProxy(echo, echo));
        var client = await ConnectAsync<IDealerSocket>(address);
        await SendAsync(client, "a", "b");

        Assert.Equal("a|b", await ReceiveAsync(client));
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public async Task Large_messages_pass_without_a_copy_of_their_own()
    {
        var running = await RunAsync(Create<IPullSocket>(), Create<IPushSocket>(), transport: "tcp");
        var producer = await ConnectAsync<IPushSocket>(running.Frontend);
        var worker = await ConnectAsync<IPullSocket>(running.Backend);
        var body = new byte[1_000_003];
        new Random(7).NextBytes(body);
        for (var i = 0; i < 5; i++)
            await producer.SendAsync(ZmqMessage.Create(["head"u8.ToArray(), body]), Token);

        for (var i = 0; i < 5; i++)
        {
            using var message = await worker.ReceiveAsync(Token);
            Assert.True(message.Last.Span.SequenceEqual(body));
        }
    }

    [Fact]
    public async Task A_reply_to_a_client_that_has_gone_is_dropped_and_counted_and_nothing_else_suffers()
    {
        var running = await RunAsync(Create<IRouterSocket>(o => o.RouterMandatory = true), Create<IDealerSocket>());
        var worker = await ConnectAsync<IDealerSocket>(running.Backend);
        var client = await ConnectAsync<IDealerSocket>(running.Frontend, o => o.RoutingId = "me");
        await SendAsync(worker, "nobody", "x");
        await SendAsync(worker, "a routing id without a body");
        await SendAsync(worker, "me", "y");

        Assert.Equal("y", await ReceiveAsync(client));
        var statistics = running.Proxy.GetStatistics();
        Assert.Equal((3, 1, 2), (statistics.Backend.ReceivedMessages, statistics.Frontend.SentMessages, statistics.Frontend.Dropped));
    }

    [Fact]
    public async Task What_the_socket_drops_by_its_rules_shows_too()
    {
        var running = await RunAsync<IRouterSocket, IDealerSocket>();
        var worker = await ConnectAsync<IDealerSocket>(running.Backend);
        await SendAsync(worker, "nobody", "x");

        await Until(() => running.Proxy.GetStatistics().Frontend.Dropped == 1);
        Assert.Equal(1, running.Proxy.GetStatistics().Frontend.SentMessages);
    }
}
