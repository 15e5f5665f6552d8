using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>Many requests at once while those that answer come and go.</summary>
public sealed class RequestChurnTests : SocketTest
{
    private const int Requests = 300;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(35);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task With_retry_each_request_gets_its_own_reply_however_often_the_server_dies(bool isDealer)
    {
        await using IZmqSocket client = isDealer ? Create<IDealerSocket>(Configure) : Create<IReqSocket>(Configure);
        var address = $"ipc://{FreePath()}";
        client.Connect(address);
        var replies = Enumerable.Range(0, Requests).Select(i => AskAsync(client, $"{i}")).ToList();
        var all = Task.WhenAll(replies);
        var lives = 0;
        while (!all.IsCompleted)
        {
            using var server = Create<IRouterSocket>();
            await server.BindAsync(address, Token);
            // Each life answers every other request of a few, and dies with the rest.
            for (var i = 0; i < 20 && !all.IsCompleted; i++)
            {
                var request = await NextAsync(server, all);
                if (request.Count > 0 && (i % 2 == 0 || lives > 20))
                    await server.SendAsync(request, Token);
            }
            lives++;
            await server.DisposeAsync();
        }
        Assert.Equal(Enumerable.Range(0, Requests).Select(static i => $"{i}"), await all);
        Assert.True(lives > 1);

        static void Configure(ZmqSocketOptions options) => (options.RequestRetry, options.ReconnectInterval) = (true, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Marks_that_change_all_the_time_lose_and_stop_nothing()
    {
        const int Messages = 20_000;
        await using var sender = Create<IDealerSocket>(o => o.SendHighWaterMark = 1);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 1);
        await JoinAsync(receiver, sender);
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Messages; i++)
                    await SendAsync(sender, $"{i}");
            },
            Token);
        for (var i = 0; i < Messages; i++)
        {
            var mark = i % 7;
            if (i % 3 == 0)
                sender.ChangeOptions(o => o.SendHighWaterMark = mark);
            if (i % 5 == 0)
                receiver.ChangeOptions(o => o.ReceiveHighWaterMark = mark);
            Assert.Equal($"{i}", await ReceiveAsync(receiver));
        }
        await sending;
    }

    private async Task<string> AskAsync(IZmqSocket client, string text) => Spend(client is IDealerSocket dealer
        ? await dealer.RequestAsync(ZmqMessage.Text(text), s_long, Token)
        : await ((IReqSocket)client).RequestAsync(ZmqMessage.Text(text), s_long, Token));

    /// <summary>The next request, or nothing once all are answered.</summary>
    private async Task<ZmqMessage> NextAsync(IRouterSocket server, Task all)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var receiving = server.ReceiveAsync(stop.Token).AsTask();
        if (await Task.WhenAny(receiving, all) == receiving)
            return await receiving;
        await stop.CancelAsync();
        try
        {
            return await receiving;
        }
        catch (OperationCanceledException)
        {
            return default;
        }
    }
}
