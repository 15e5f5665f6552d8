using Monocoque.Conformance.Support;

namespace Monocoque.Conformance.Monitors;

/// <summary>C-042, C-095 to C-098, N-11: our proxy between sockets of either implementation.</summary>
public sealed class ProxyTests : ConformanceTest
{
    private const int Clients = 4;
    private const int Workers = 3;
    private const int Requests = 10;

    [Theory, Conformance("C-042", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C042_a_slow_consumer_is_felt_through_a_proxy_and_no_message_is_lost(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull, static o => o.ReceiveHighWaterMark = 5);
        var backend = Open(pairing.First, ZmqSocketType.Push, static o => o.SendHighWaterMark = 5);
        var producer = Open(pairing.Second, ZmqSocketType.Push, static o => o.SendHighWaterMark = 5);
        var consumer = Open(pairing.Second, ZmqSocketType.Pull, static o => o.ReceiveHighWaterMark = 5);
        await JoinAsync(wire, frontend, producer);
        await JoinAsync(wire, backend, consumer);
        var proxy = ProxyOf(frontend, backend);
        var running = proxy.RunAsync(Deadline);
        await consumer.ExpectFloodAsync(await producer.FillAsync());
        while (!await producer.TrySendTextAsync("room again"))
            Deadline.ThrowIfCancellationRequested();
        await consumer.ExpectAsync("room again");
        proxy.Terminate();
        await running;
    }

    [Theory, Conformance("C-095", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C095_many_clients_are_served_by_many_workers(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Router);
        var backend = Open(pairing.First, ZmqSocketType.Dealer);
        var clients = Enumerable.Range(0, Clients).Select(_ => Open(pairing.Second, ZmqSocketType.Req)).ToArray();
        var workers = Enumerable.Range(0, Workers).Select(_ => Open(pairing.Second, ZmqSocketType.Rep)).ToArray();
        await JoinAsync(wire, frontend, clients);
        await JoinAsync(wire, backend, workers);
        var proxy = ProxyOf(frontend, backend);
        var running = proxy.RunAsync(Deadline);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var serving = workers.Select(worker => ServeAsync(worker, done.Token)).ToList();
        await Task.WhenAll(clients.Select(static async (client, number) =>
        {
            for (var i = 0; i < Requests; i++)
            {
                await client.SendTextAsync($"{number}", $"{i}");
                await client.ExpectAsync($"{number}", $"{i}", "served");
            }
        }));
        await done.CancelAsync();
        var served = await Task.WhenAll(serving);
        Assert.Equal(Clients * Requests, served.Sum());
        Assert.All(served, static count => Assert.InRange(count, 1, Clients * Requests));
        await Until(() => proxy.GetStatistics().Frontend.SentMessages == Clients * Requests);
        var statistics = proxy.GetStatistics();
        Assert.Equal((Clients * Requests, Clients * Requests), (statistics.Frontend.ReceivedMessages, statistics.Frontend.SentMessages));
        Assert.Equal((Clients * Requests, Clients * Requests), (statistics.Backend.ReceivedMessages, statistics.Backend.SentMessages));
        proxy.Terminate();
        await running;
    }

    [Theory, Conformance("C-096", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C096_one_socket_on_both_sides_gives_everything_back(Pairing pairing, Wire wire)
    {
        var echo = Open(pairing.First, ZmqSocketType.Router);
        var client = Open(pairing.Second, ZmqSocketType.Req);
        await JoinAsync(wire, echo, client);
        var proxy = ProxyOf(echo, echo);
        var running = proxy.RunAsync(Deadline);
        for (var i = 0; i < 3; i++)
        {
            await client.SendTextAsync("msg", $"{i}");
            await client.ExpectAsync("msg", $"{i}");
        }
        proxy.Terminate();
        await running;
    }

    [Theory, Conformance("C-097", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C097_a_proxy_is_paused_resumed_asked_for_its_figures_and_ended(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull);
        var producer = Open(pairing.Second, ZmqSocketType.Push);
        var (proxy, running, consumer) = await RunAsync(pairing, wire, frontend, producer);
        await producer.SendTextAsync("first");
        await consumer.ExpectAsync("first");
        proxy.Pause();
        await producer.SendTextAsync("while paused");
        await UntilQueuedAsync(frontend, 1);
        Assert.Equal(1, proxy.GetStatistics().Frontend.ReceivedMessages);
        await consumer.ExpectNothingAsync();
        proxy.Resume();
        await consumer.ExpectAsync("while paused");
        await Until(() => proxy.GetStatistics().Backend.SentMessages == 2);
        var statistics = proxy.GetStatistics();
        Assert.Equal((2, 17), (statistics.Frontend.ReceivedMessages, statistics.Frontend.ReceivedOctets));
        Assert.Equal((2, 17), (statistics.Backend.SentMessages, statistics.Backend.SentOctets));
        proxy.Terminate();
        await running;
        Assert.Equal(ZmqProxyState.Terminated, proxy.State);
    }

    [Theory, Conformance("C-098", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C098_a_proxy_without_traffic_ends_when_it_is_told_to(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull);
        var (proxy, running, _) = await RunAsync(pairing, wire, frontend, Open(pairing.Second, ZmqSocketType.Push));
        Assert.False(running.IsCompleted);
        proxy.Terminate();
        await running;
    }

    [Theory, Conformance("N-11", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N11_an_ended_proxy_is_followed_by_another_over_the_same_sockets(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Router);
        var backend = Open(pairing.First, ZmqSocketType.Dealer);
        var client = Open(pairing.Second, ZmqSocketType.Req);
        var worker = Open(pairing.Second, ZmqSocketType.Rep);
        await JoinAsync(wire, frontend, client);
        await JoinAsync(wire, backend, worker);
        for (var run = 0; run < 3; run++)
        {
            var proxy = ProxyOf(frontend, backend);
            Assert.Equal(ZmqProxyState.Active, proxy.State);
            // Asked while there is no proxy: it waits for the next.
            await client.SendTextAsync("hello", $"{run}");
            var running = proxy.RunAsync(Deadline);
            await worker.ExpectAsync("hello", $"{run}");
            await worker.SendTextAsync("world", $"{run}");
            await client.ExpectAsync("world", $"{run}");
            await Assert.ThrowsAsync<InvalidOperationException>(() => proxy.RunAsync(Deadline));
            proxy.Terminate();
            await running;
            Assert.Equal(ZmqProxyState.Terminated, proxy.State);
            await Assert.ThrowsAsync<InvalidOperationException>(() => proxy.RunAsync(Deadline));
        }
    }

    [Theory, Conformance("N-11", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N11_a_proxy_is_steered_and_answers_over_a_socket(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull);
        var backend = Open(pairing.First, ZmqSocketType.Push);
        var control = Open(pairing.First, ZmqSocketType.Pair);
        var producer = Open(pairing.Second, ZmqSocketType.Push);
        var consumer = Open(pairing.Second, ZmqSocketType.Pull);
        var steers = Open(pairing.Second, ZmqSocketType.Pair);
        await JoinAsync(wire, frontend, producer);
        await JoinAsync(wire, backend, consumer);
        await JoinAsync(wire, control, steers);
        var options = new ZmqProxyOptions { Control = (IZmqReceiver)((OurSocket)control).Native };
        var proxy = new ZmqProxy(((OurSocket)frontend).Native, ((OurSocket)backend).Native, options);
        var running = proxy.RunAsync(Deadline);
        await producer.SendTextAsync("first");
        await consumer.ExpectAsync("first");
        await steers.SendTextAsync("PAUSE");
        await Until(() => proxy.State == ZmqProxyState.Paused);
        await producer.SendTextAsync("second");
        await UntilQueuedAsync(frontend, 1);
        await steers.SendTextAsync("STATISTICS");
        var numbers = (await steers.ReceiveAsync()).Select(static frame => BitConverter.ToInt64(frame));
        Assert.Equal([1, 5, 0, 0, 0, 0, 1, 5], numbers);
        await steers.SendTextAsync("RESUME");
        await consumer.ExpectAsync("second");
        await steers.SendTextAsync("TERMINATE");
        await running;
        Assert.Equal(ZmqProxyState.Terminated, proxy.State);
    }

    [Theory, Conformance("N-11", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task N11_a_proxy_ends_with_one_of_its_sockets(Pairing pairing, Wire wire)
    {
        var frontend = Open(pairing.First, ZmqSocketType.Pull);
        var (proxy, running, _) = await RunAsync(pairing, wire, frontend, Open(pairing.Second, ZmqSocketType.Push));
        await frontend.DisposeAsync();
        await FailsAsync(ZmqError.Terminated, () => running);
        Assert.Equal(ZmqProxyState.Terminated, proxy.State);
    }

    private static ZmqProxy ProxyOf(ITestSocket frontend, ITestSocket backend) =>
        new(((OurSocket)frontend).Native, ((OurSocket)backend).Native);

    private async Task<(ZmqProxy Proxy, Task Running, ITestSocket Consumer)> RunAsync(
        Pairing pairing, Wire wire, ITestSocket frontend, ITestSocket producer)
    {
        var backend = Open(pairing.First, ZmqSocketType.Push);
        var consumer = Open(pairing.Second, ZmqSocketType.Pull);
        await JoinAsync(wire, frontend, producer);
        await JoinAsync(wire, backend, consumer);
        var proxy = ProxyOf(frontend, backend);
        return (proxy, proxy.RunAsync(Deadline), consumer);
    }

    /// <summary>Serves requests until there are no more; returns how many there were.</summary>
    private static async Task<int> ServeAsync(ITestSocket worker, CancellationToken done)
    {
        var served = 0;
        while (!done.IsCancellationRequested)
        {
            if (await worker.TryReceiveAsync(TimeSpan.FromMilliseconds(5)) is not { } request)
                continue;
            await worker.SendAsync([.. request, "served"u8.ToArray()]);
            served++;
        }
        return served;
    }
}
