namespace Monocoque.Sockets.Tests.Soak;

/// <summary>
/// A PUB with subscribers of which one has stopped reading and others come and go. Whoever reads gets everything, and the queue for the one that does not is bounded.
/// </summary>
internal sealed class PublishScene(ZmqRuntime runtime, string address, TimeSpan duration, CancellationToken token) : SoakScene(runtime, address, duration, token)
{
    private const int Subscribers = 8;
    private const int Batch = 50;
    private const int Mark = 200;

    internal override async Task RunAsync()
    {
        await using var pub = Create<IPubSocket>(static o => (o.SendHighWaterMark, o.Linger) = (Mark, TimeSpan.Zero));
        var address = $"{await pub.BindAsync(Address, Token)}";
        await using var stopped = Create<ISubSocket>(static o => o.ReceiveHighWaterMark = 1);
        stopped.Subscribe("");
        await stopped.ConnectAsync(address, Token);
        var subscribers = new ISubSocket?[Subscribers];
        for (var batch = 0; !IsOver; batch++)
        {
            await RestartAsync(subscribers, batch % Subscribers, pub, address);
            for (var i = 0; i < Batch; i++)
                await pub.SendAsync(Make(i, $"{batch}"), Token);
            await Task.WhenAll(subscribers.OfType<ISubSocket>().Select(sub => ReceiveBatchAsync(sub, batch)));
            Progress += Batch;
            Assert.All(Core(pub).Outboxes, static queue => Assert.InRange(queue.Count, 0, Mark));
        }
        foreach (var sub in subscribers.OfType<ISubSocket>())
            await sub.DisposeAsync();
    }

    private async Task RestartAsync(ISubSocket?[] subscribers, int which, IPubSocket pub, string address)
    {
        var others = subscribers.Count(static sub => sub is not null) - (subscribers[which] is null ? 0 : 1);
        if (subscribers[which] is { } old)
        {
            await old.DisposeAsync();
            // Its end is known to the publisher, so that the one who comes is not taken for it.
            while (Core(pub).PeerCount > others + 1)
                await Task.Delay(1, Token);
        }
        var sub = Create<ISubSocket>(static o => o.ReceiveHighWaterMark = Mark);
        sub.Subscribe("");
        await sub.ConnectAsync(address, Token);
        subscribers[which] = sub;
        // The one that has stopped subscribes too.
        await pub.WaitForSubscriberAsync(others + 2, Token);
    }

    private async Task ReceiveBatchAsync(ISubSocket sub, int batch)
    {
        for (var i = 0; i < Batch; i++)
        {
            using var message = await sub.ReceiveAsync(Token);
            Assert.Equal(($"{batch}", i), (message.GetString(0), NumberOf(message)));
        }
    }
}
