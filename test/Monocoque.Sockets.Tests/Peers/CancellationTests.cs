using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class CancellationTests : SocketTest
{
    [Fact]
    public async Task A_cancelled_send_was_not_sent_and_the_message_is_still_owned()
    {
        await using var sender = Create<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        using var stop = new CancellationTokenSource();
        using var first = ZmqMessage.Text("cancelled");
        var waiting = sender.SendAsync(first, stop.Token).AsTask();
        var second = sender.SendAsync(ZmqMessage.Text("sent"), Token).AsTask();
        await stop.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(stop.Token, exception.CancellationToken);
        Assert.Equal("cancelled", first.GetString(0));
        await JoinAsync(sender, receiver);
        await second;
        Assert.Equal("sent", await ReceiveAsync(receiver));
        await sender.SendAsync(first, Token);
        Assert.Equal("cancelled", await ReceiveAsync(receiver));
    }

    [Fact]
    public async Task A_token_that_has_fired_cancels_at_once()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinAsync(one, two);
        await SendAsync(two, "there");
        await Until(() => Core(one).FairQueue.Count == 1);
        var fired = new CancellationToken(canceled: true);
        using var message = ZmqMessage.Text("mine");
        Assert.True(one.SendAsync(message, fired).AsTask().IsCanceled);
        Assert.True(one.ReceiveAsync(fired).AsTask().IsCanceled);
        Assert.True(one.WaitToReceiveAsync(fired).AsTask().IsCanceled);
        Assert.Equal("mine", message.GetString(0));
        Assert.Equal("there", await ReceiveAsync(one));
    }

    [Fact]
    public async Task A_cancelled_wait_throws_with_the_callers_token()
    {
        await using var socket = Create<IDealerSocket>();
        using var stop = new CancellationTokenSource();
        var receive = socket.ReceiveAsync(stop.Token).AsTask();
        var wait = socket.WaitToReceiveAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => receive)).CancellationToken);
        Assert.Equal(stop.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait)).CancellationToken);
    }

    [Fact]
    public async Task Cancelled_receives_under_traffic_lose_and_double_nothing()
    {
        const int Messages = 20_000;
        await using var sender = Create<IDealerSocket>();
        await using var receiver = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await sender.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(i)), Token);
        }, Token);
        var next = 0;
        var cancelled = 0;
        while (next < Messages)
        {
            using var stop = new CancellationTokenSource();
            var receiving = receiver.ReceiveAsync(stop.Token);
            if (!receiving.IsCompleted && next % 3 != 0)
                _ = Task.Run(stop.Cancel, Token);
            try
            {
                using var message = await receiving;
                Assert.Equal(next++, BitConverter.ToInt32(message.First.Span));
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                cancelled++;
            }
        }
        await sending;
        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public async Task Cancelled_sends_under_back_pressure_are_sent_or_still_owned()
    {
        await using var sender = Create<IDealerSocket>(o => o.SendHighWaterMark = 1);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 1);
        await JoinAsync(receiver, sender);
        var expected = new List<int>();
        using var done = new CancellationTokenSource();
        var received = new List<int>();
        var receiving = Task.Run(async () =>
        {
            while (await receiver.WaitToReceiveAsync(Token))
            {
                while (receiver.TryReceive(out var message))
                {
                    using (message)
                        received.Add(BitConverter.ToInt32(message.First.Span));
                    if (received[^1] == -1)
                        return;
                }
            }
        }, Token);
        for (var i = 0; i < 5000; i++)
        {
            using var stop = new CancellationTokenSource();
            using var message = ZmqMessage.Copy(BitConverter.GetBytes(i));
            var sending = sender.SendAsync(message, stop.Token);
            if (!sending.IsCompleted)
                _ = Task.Run(stop.Cancel, Token);
            try
            {
                await sending;
                expected.Add(i);
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(i, BitConverter.ToInt32(message.First.Span));
            }
        }
        await sender.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(-1)), Token);
        await receiving;
        Assert.Equal([.. expected, -1], received);
    }

    [Fact]
    public async Task Asking_for_the_result_of_an_unfinished_wait_breaks_nobody_else()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        var receiving = one.ReceiveAsync(Token);
        Assert.Throws<InvalidOperationException>(() => receiving.GetAwaiter().GetResult());
        var next = one.ReceiveAsync(Token);
        await JoinAsync(one, two);
        await SendAsync(two, "1");
        await SendAsync(two, "2");
        Assert.Equal("1", Spend(await receiving));
        Assert.Equal("2", Spend(await next));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await receiving);
        var third = one.ReceiveAsync(Token);
        var fourth = one.ReceiveAsync(Token);
        await SendAsync(two, "3");
        await SendAsync(two, "4");
        Assert.Equal("3", Spend(await third));
        Assert.Equal("4", Spend(await fourth));
    }
}
