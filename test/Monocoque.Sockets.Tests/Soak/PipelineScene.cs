using System.Globalization;

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

    /// <summary>
    /// Lives that a sender may have begun and the receiver not finished with. A sender has gone when the system has taken all it sent, which says nothing of the
    /// receiver: without a bound here there would be hundreds of connections with a backlog each, and for as long as a machine is fast more and more.
    /// </summary>
    private const int MostUnfinished = 2;

    /// <summary>Says how many lives a sender had. It may come before what the last of them sent.</summary>
    private const string End = "end";

    private readonly SemaphoreSlim[] _unfinished = [.. Enumerable.Range(0, Senders).Select(static _ => new SemaphoreSlim(MostUnfinished))];

    internal override async Task RunAsync()
    {
        await using var pull = Create<IPullSocket>(static o => o.ReceiveHighWaterMark = Mark);
        var address = $"{await pull.BindAsync(Address, Token)}";
        var sending = Enumerable.Range(0, Senders).Select(i => Task.Run(() => SendAsync(address, i)));
        await Task.WhenAll([.. sending, Task.Run(() => ReceiveAsync(pull))]);
    }

    private async Task SendAsync(string address, int sender)
    {
        var life = 0;
        for (; !IsOver; life++)
        {
            await _unfinished[sender].WaitAsync(Token);
            await using var push = Create<IPushSocket>(static o => o.SendHighWaterMark = Mark);
            push.Connect(address);
            for (var i = 0; i < MessagesPerLife; i++)
                await push.SendAsync(Make(i, $"{sender}.{life}"), Token);
        }
        await using var last = Create<IPushSocket>();
        last.Connect(address);
        await last.SendAsync(Make(life, End), Token);
    }

    private async Task ReceiveAsync(IPullSocket pull)
    {
        var next = new Dictionary<string, int>(StringComparer.Ordinal);
        var (ends, lives, finished) = (0, 0, 0);
        while (ends < Senders || finished < lives)
        {
            using var message = await pull.ReceiveAsync(Token);
            var sender = message.GetString(0);
            var number = NumberOf(message);
            if (sender == End)
            {
                (ends, lives) = (ends + 1, lives + number);
                continue;
            }
            var expected = next.GetValueOrDefault(sender);
            Assert.True(number == expected, $"From {sender} came message {number} and not {expected}.");
            Progress++;
            next[sender] = number + 1;
            if (number == MessagesPerLife - 1)
            {
                next.Remove(sender);
                finished++;
                _unfinished[int.Parse(sender.AsSpan(0, sender.IndexOf('.', StringComparison.Ordinal)), CultureInfo.InvariantCulture)].Release();
            }
            if (Progress % Pause == 0)
                await Task.Delay(20, Token);
        }
        Assert.Empty(next);
    }
}
