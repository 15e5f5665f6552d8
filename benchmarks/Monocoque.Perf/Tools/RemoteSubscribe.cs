namespace Monocoque.Perf.Tools;

/// <summary>Any number of SUB sockets, each with a loop of its own; the window counts what came to all of them.</summary>
internal sealed class RemoteSubscribe(ToolOptions options, ZmqRuntime runtime) : Tool(options, runtime)
{
    private readonly Lock _lock = new();
    private readonly Window _window = new(options, Window.IntervalOf(options.Size));
    private long _received;

    protected override async Task RunAsync()
    {
        var subscribers = new List<ISubSocket>();
        while (subscribers.Count < Options.Peers)
            subscribers.Add(Subscribe(await ConnectAsync<ISubSocket>()));
        await Task.WhenAll(subscribers.Select(socket => Task.Run(() => ReceiveAsync(socket))));
        PrintThroughput(_window.Result!);
    }

    private ISubSocket Subscribe(ISubSocket socket)
    {
        for (var i = 0; i < Options.Prefixes; i++)
            socket.Subscribe(Topic.Other(i));
        // Last: once a message has come, the publisher has them all.
        socket.Subscribe(Topic.Name);
        return socket;
    }

    private async Task ReceiveAsync(ISubSocket socket)
    {
        var receipt = new Receipt(Options, new Content(Options, producer: 0, Topic.Name), new Order(gaps: true));
        for (var number = 0L; Volatile.Read(ref _received) < Limit;)
        {
            await socket.WaitToReceiveAsync();
            var burst = 0;
            // Not for ever, so that what has come is counted in time.
            while (burst < 1000 && socket.TryReceive(out var message))
            {
                receipt.Check(message, number++);
                message.Dispose();
                burst++;
            }
            Count(burst);
        }
    }

    private void Count(int burst)
    {
        var received = Interlocked.Add(ref _received, burst);
        if (received < _window.Next)
            return;
        lock (_lock)
        {
            if (received >= _window.Next && _window.Pass(received))
                Say(_window);
        }
    }
}
