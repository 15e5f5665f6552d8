using System.Collections.Concurrent;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class ConcurrencyTests : SocketTest
{
    [Fact]
    public async Task Many_senders_keep_their_messages_whole_and_in_order()
    {
        const int Senders = 8;
        const int Each = 2000;
        await using var dealer = Create<IDealerSocket>(o => o.SendHighWaterMark = 50);
        await using var peer = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 50);
        await JoinAsync(peer, dealer);
        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            for (var i = 0; i < Each; i++)
            {
                var frame = BitConverter.GetBytes((sender * Each) + i);
                await dealer.SendAsync(ZmqMessage.Create([frame, new byte[i % 300], frame]), Token);
            }
        }, Token)).ToList();
        var last = new int[Senders];
        for (var i = 0; i < Senders * Each; i++)
        {
            using var message = await peer.ReceiveAsync(Token);
            Assert.Equal(3, message.Count);
            var number = BitConverter.ToInt32(message[0].Span);
            Assert.Equal(number, BitConverter.ToInt32(message[2].Span));
            Assert.Equal(number % Each % 300, message[1].Length);
            Assert.Equal(last[number / Each]++, number % Each);
        }
        await Task.WhenAll(sending);
    }

    [Fact]
    public async Task Many_receivers_get_each_message_once()
    {
        const int Messages = 20_000;
        await using var sender = Create<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        var seen = new ConcurrentDictionary<int, byte>();
        using var stop = new CancellationTokenSource();
        var receiving = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            try
            {
                while (true)
                {
                    using var message = await receiver.ReceiveAsync(stop.Token);
                    Assert.True(seen.TryAdd(BitConverter.ToInt32(message.First.Span), 0));
                }
            }
            catch (OperationCanceledException)
            {
            }
        }, Token)).ToList();
        for (var i = 0; i < Messages; i++)
            await sender.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(i)), Token);
        await Until(() => seen.Count == Messages);
        await stop.CancelAsync();
        await Task.WhenAll(receiving);
    }

    [Fact]
    public async Task Binding_connecting_sending_and_closing_at_once_neither_hang_nor_leave_exceptions_behind()
    {
        var unobserved = new ConcurrentQueue<Exception>();
        void OnUnobserved(object? sender, UnobservedTaskExceptionEventArgs e)
        {
            if (e.Exception.ToString().Contains("Monocoque.", StringComparison.Ordinal))
                unobserved.Enqueue(e.Exception);
        }
        TaskScheduler.UnobservedTaskException += OnUnobserved;
        try
        {
            for (var i = 0; i < 100; i++)
                await RunOnceAsync(i);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Assert.Empty(unobserved);
            Assert.Equal("", string.Join(Environment.NewLine, Log.Entries.Where(static entry => entry.Level >= Microsoft.Extensions.Logging.LogLevel.Error)));
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= OnUnobserved;
        }
    }

    private async Task RunOnceAsync(int round)
    {
        var one = Create<IDealerSocket>();
        var two = Create<IReqSocket>();
        var three = Create<IRepSocket>();
        var address = (await one.BindAsync(FreeAddress(round % 2 == 0 ? "tcp" : "ipc"), Token)).ToString();
        List<Func<Task>> actions =
        [
            async () => await three.ConnectAsync(address, Token),
            async () => await three.ReceiveAsync(Token),
            async () => await one.RequestAsync(ZmqMessage.Text("q"), TimeSpan.FromSeconds(20), Token),
            async () => await two.RequestAsync(ZmqMessage.Text("q"), TimeSpan.FromSeconds(20), Token),
            async () => await two.BindAsync(FreeAddress(), Token),
            async () => await one.UnbindAsync(address, Token),
            async () => await three.DisconnectAsync(address, Token),
            async () => await one.DisposeAsync(),
            async () => await two.DisposeAsync(),
            async () => await three.DisposeAsync(),
            () =>
            {
                (round % 3 == 0 ? (IZmqSocket)one : round % 3 == 1 ? two : three).Dispose();
                return Task.CompletedTask;
            },
        ];
        var random = new Random(round);
        var running = actions.OrderBy(_ => random.Next()).Select(action => Task.Run(async () =>
        {
            try
            {
                await action();
            }
            catch (ZmqException)
            {
                // Closed, or gone: what these calls say when they come too late.
            }
        }, Token)).ToList();
        await Task.WhenAll(running).WaitAsync(Token);
        await Until(() => !Runtime.Sockets.Any());
    }
}
