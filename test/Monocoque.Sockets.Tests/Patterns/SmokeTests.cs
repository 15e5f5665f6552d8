namespace Monocoque.Sockets.Tests.Patterns;

public sealed class SmokeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Req_gets_the_reply_of_rep()
    {
        await using var runtime = new ZmqRuntime();
        await using var rep = runtime.CreateSocket<IRepSocket>();
        await using var req = runtime.CreateSocket<IReqSocket>();
        var address = await rep.BindAsync("tcp://127.0.0.1:0", Token);
        req.Connect(address.ToString());
        for (var i = 0; i < 1000; i++)
        {
            await req.SendAsync(ZmqMessage.Text("hello"), Token);
            using var request = await rep.ReceiveAsync(Token);
            Assert.Equal("hello", request.GetString(0));
            await rep.SendAsync(ZmqMessage.Text("world"), Token);
            using var reply = await req.ReceiveAsync(Token);
            Assert.Equal("world", reply.GetString(0));
        }
    }

    [Fact]
    public async Task Dealer_sends_many_messages_to_router_in_order()
    {
        await using var runtime = new ZmqRuntime();
        await using var router = runtime.CreateSocket<IRouterSocket>();
        await using var dealer = runtime.CreateSocket<IDealerSocket>(o => o.RoutingId = "d");
        var address = await router.BindAsync("tcp://127.0.0.1:0", Token);
        await dealer.ConnectAsync(address.ToString(), Token);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 200_000; i++)
                await dealer.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(i)), Token);
        }, Token);
        for (var i = 0; i < 200_000; i++)
        {
            using var message = await router.ReceiveAsync(Token);
            Assert.Equal(2, message.Count);
            Assert.Equal("d", message.GetString(0));
            Assert.Equal(i, BitConverter.ToInt32(message[1].Span));
        }
        await sending;
        await router.SendAsync(ZmqMessage.Text("d", "back"), Token);
        using var back = await dealer.ReceiveAsync(Token);
        Assert.Equal("back", back.GetString(0));
        Assert.Equal(1, back.Count);
    }

    [Fact]
    public async Task Pub_sends_what_sub_asked_for()
    {
        await using var runtime = new ZmqRuntime();
        await using var pub = runtime.CreateSocket<IPubSocket>();
        await using var sub = runtime.CreateSocket<ISubSocket>();
        var address = await pub.BindAsync("tcp://127.0.0.1:0", Token);
        sub.Subscribe("a"u8);
        await sub.ConnectAsync(address.ToString(), Token);
        ZmqMessage got;
        do
        {
            await pub.SendAsync(ZmqMessage.Text("b", "no"), Token);
            await pub.SendAsync(ZmqMessage.Text("abc", "yes"), Token);
        }
        while (!sub.TryReceive(out got));
        Assert.Equal("abc", got.GetString(0));
        Assert.Equal("yes", got.GetString(1));
    }

    [Theory]
    [InlineData(40_000)]
    [InlineData(16 << 20)]
    public async Task Large_messages_pass(int size)
    {
        await using var runtime = new ZmqRuntime();
        await using var one = runtime.CreateSocket<IDealerSocket>();
        await using var two = runtime.CreateSocket<IDealerSocket>();
        var address = await one.BindAsync("ipc://*", Token);
        two.Connect(address.ToString());
        var body = new byte[size];
        new Random(1).NextBytes(body);
        for (var i = 0; i < 5; i++)
        {
            await two.SendAsync(ZmqMessage.Create([body, Array.Empty<byte>(), body]), Token);
            using var got = await one.ReceiveAsync(Token);
            Assert.Equal(3, got.Count);
            Assert.True(got[2].Span.SequenceEqual(body));
        }
    }

    [Fact]
    public async Task Requests_in_flight_get_their_own_replies()
    {
        await using var runtime = new ZmqRuntime();
        await using var rep = runtime.CreateSocket<IRepSocket>();
        await using var req = runtime.CreateSocket<IReqSocket>();
        var address = await rep.BindAsync("tcp://127.0.0.1:0", Token);
        req.Connect(address.ToString());
        var serving = Task.Run(async () =>
        {
            for (var i = 0; i < 100; i++)
            {
                var request = await rep.ReceiveAsync(Token);
                await rep.SendAsync(request, Token);
            }
        }, Token);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(async i =>
        {
            using var reply = await req.RequestAsync(ZmqMessage.Text($"{i}"), TimeSpan.FromSeconds(10), Token);
            Assert.Equal($"{i}", reply.GetString(0));
        }));
        await serving;
    }
}
