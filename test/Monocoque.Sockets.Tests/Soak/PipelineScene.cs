namespace Monocoque.Sockets.Tests.Soak;

/// <summary>
/// PUSH sockets that come, send more than the marks hold, and go, to a PULL that now and then takes its time. All that was sent arrives, in the order of its sender.
/// </summary>
internal sealed class PipelineScene(ZmqRuntime runtime, string address, TimeSpan duration, CancellationToken token) : SoakScene(runtime, address, duration, token)
{
    private const int Senders = 3;
    private const int MessagesPerLife = 2000;
    private const int Mark = 100;
    private const int Pause = 1500;

    internal override async Task RunAsync()
    {
        await using var pull = Create<IPullSocket>(static o => o.ReceiveHighWaterMark = Mark);
        var address = $"{await pull.BindAsync(Address, Token)}";
        var lives = Enumerable.Range(0, Senders).Select(i => Task.Run(() => SendAsync(address, i))).ToArray();
        var receiving = Task.Run(() => ReceiveAsync(pull, lives));
        await Task.WhenAll(lives);
        await receiving;
    }

    private async Task<int> SendAsync(string address, int sender)
    {
        var life = 0;
        for (; !IsOver; life++)
        {
            await using var push = Create<IPushSocket>(static o => o.SendHighWaterMark = Mark);
            push.Connect(address);
            for (var i = 0; i < MessagesPerLife; i++)
                await push.SendAsync(Make(i, $"{sender}.{life}"), Token);
        }
        return life;
    }

    private async Task ReceiveAsync(IPullSocket pull, Task<int>[] lives)
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var finished = 0;
        while (!lives.All(static life => life.IsCompleted) || finished < lives.Sum(static life => life.Result))
        {
            using var message = await pull.ReceiveAsync(Token);
            var sender = message.GetString(0);
            var number = NumberOf(message);
            var expected = next.GetValueOrDefault(sender);
            Assert.True(number == expected, $"From {sender} came message {number} and not {expected}.");
            Progress++;
            if (number == MessagesPerLife - 1)
            {
                next.Remove(sender);
                finished++;
            }
            else
            {
                next[sender] = number + 1;
            }
            if (Progress % Pause == 0)
                await Task.Delay(20, Token);
            // The last message of the last life may be the one that was just received, before its socket has closed.
            if (finished > 0 && IsOver && next.Count == 0)
                await Task.WhenAny(Task.WhenAll(lives), pull.WaitToReceiveAsync(Token).AsTask());
        }
        Assert.Empty(next);
    }
}
