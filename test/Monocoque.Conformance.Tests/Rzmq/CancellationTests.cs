using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Rzmq;

/// <summary>R-01, R-08: calls that are given up, and calls at once.</summary>
public sealed class CancellationTests : ConformanceTest
{
    [Theory, Conformance("R-01", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task R01_receives_that_are_given_up_under_traffic_lose_and_double_nothing(Pairing pairing, Wire wire)
    {
        const int Messages = 3000;
        var receiver = Open(pairing.First, ZmqSocketType.Pull);
        var sender = Open(pairing.Second, ZmqSocketType.Push);
        await JoinAsync(wire, receiver, sender);
        var sending = Task.Run(
            async () =>
            {
                for (var i = 0; i < Messages; i++)
                    await sender.SendAsync(BitConverter.GetBytes(i));
            },
            Deadline);
        var native = (IPullSocket)((OurSocket)receiver).Native;
        for (var next = 0; next < Messages;)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
            var receiving = native.ReceiveAsync(stop.Token);
            if (!receiving.IsCompleted && next % 3 != 0)
                _ = Task.Run(stop.Cancel, Deadline);
            try
            {
                using var message = await receiving;
                Assert.Equal(next++, BitConverter.ToInt32(message.First.Span));
            }
            catch (OperationCanceledException) when (!Deadline.IsCancellationRequested)
            {
                // It has taken nothing: the number that is next has not changed.
            }
        }
        await sending;
    }

    [Theory, Conformance("R-01", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task R01_sends_that_are_given_up_were_not_sent(Pairing pairing, Wire wire)
    {
        var sender = Open(pairing.First, ZmqSocketType.Push);
        var address = await sender.BindAsync(FreeAddress(wire));
        var native = (IPushSocket)((OurSocket)sender).Native;
        using var stop = new CancellationTokenSource();
        using var message = ZmqMessage.Text("given up");
        var sending = native.SendAsync(message, stop.Token).AsTask();
        var patient = sender.SendTextAsync("patient");
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        var receiver = Open(pairing.Second, ZmqSocketType.Pull);
        await LinkAsync(address, sender, receiver);
        await patient;
        await receiver.ExpectAsync("patient");
        await native.SendAsync(message, Deadline);
        await receiver.ExpectAsync("given up");
    }

    [Theory, Conformance("R-08", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task R08_of_many_that_ask_at_once_one_does_and_the_others_are_told(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, rep, req);
        for (var round = 0; round < 10; round++)
        {
            using var start = new Barrier(4);
            var asking = Enumerable.Range(0, 4).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Deadline);
                    return TryAskAsync(req);
                },
                Deadline, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap());
            Assert.Equal(1, (await Task.WhenAll(asking)).Count(static asked => asked));
            await rep.ExpectAsync("question");
            await rep.SendTextAsync("answer");
            await req.ExpectAsync("answer");
        }
    }

    [Theory, Conformance("R-08", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task R08_requests_of_many_callers_get_each_its_own_reply(Pairing pairing, Wire wire)
    {
        var req = Open(pairing.First, ZmqSocketType.Req);
        var rep = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, rep, req);
        var native = (IReqSocket)((OurSocket)req).Native;
        var replies = Enumerable.Range(0, 100)
            .Select(i => native.RequestAsync(ZmqMessage.Text($"{i}"), TimeSpan.FromSeconds(30), Deadline).AsTask())
            .ToList();
        for (var i = 0; i < replies.Count; i++)
            await rep.SendAsync(await rep.ReceiveAsync());
        for (var i = 0; i < replies.Count; i++)
        {
            using var reply = await replies[i];
            Assert.Equal($"{i}", reply.GetString(0));
        }
    }

    private static async Task<bool> TryAskAsync(ITestSocket req)
    {
        try
        {
            await req.SendTextAsync("question");
            return true;
        }
        catch (ZmqException exception)
        {
            Assert.Equal(ZmqError.InvalidState, exception.Error);
            return false;
        }
    }
}
