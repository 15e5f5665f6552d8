using Monocoque.Interop.LibZmq;
using Monocoque.Interop.Support;

namespace Monocoque.Interop;

public sealed class ProxyTests : InteropTest
{
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Their_clients_and_workers_meet_in_our_proxy(string transport)
    {
        await using var frontend = Ours.CreateSocket<IRouterSocket>();
        await using var backend = Ours.CreateSocket<IDealerSocket>();
        var (front, back) = (await BindAsync(frontend, transport), await BindAsync(backend, transport));
        var running = new ZmqProxy(frontend, backend).RunAsync(Deadline);
        var workers = (Theirs.Open(LibZmqSocketType.Rep), Theirs.Open(LibZmqSocketType.Rep));
        var clients = (Theirs.Open(LibZmqSocketType.Req), Theirs.Open(LibZmqSocketType.Req));
        await workers.Item1.ConnectAsync(back);
        await workers.Item2.ConnectAsync(back);
        await clients.Item1.ConnectAsync(front);
        await clients.Item2.ConnectAsync(front);
        var isOver = false;
        var serving = Task.WhenAll(ServeAsync(workers.Item1), ServeAsync(workers.Item2));

        await Task.WhenAll(AskAsync(clients.Item1, "one"), AskAsync(clients.Item2, "two"));
        Volatile.Write(ref isOver, true);
        await serving;
        Assert.False(running.IsCompleted);

        async Task ServeAsync(LibZmqSocket worker)
        {
            while (!Volatile.Read(ref isOver))
            {
                if (await worker.TryReceiveAsync(TimeSpan.FromMilliseconds(20)) is { } request)
                    await worker.SendAsync([Frames.Text("re"), .. request]);
            }
        }

        async Task AskAsync(LibZmqSocket client, string name)
        {
            for (var i = 0; i < 100; i++)
            {
                await client.SendAsync(Frames.Text(name), Frames.Empty, Frames.Number(i));
                Frames.AssertEqual([Frames.Text("re"), Frames.Text(name), Frames.Empty, Frames.Number(i)], await client.ReceiveAsync());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Their_publisher_and_subscribers_meet_in_our_proxy(string transport)
    {
        await using var frontend = Ours.CreateSocket<IXSubSocket>();
        await using var backend = Ours.CreateSocket<IXPubSocket>();
        var (front, back) = (await BindAsync(frontend, transport), await BindAsync(backend, transport));
        _ = new ZmqProxy(frontend, backend).RunAsync(Deadline);
        var publisher = Theirs.Open(LibZmqSocketType.XPub);
        await publisher.ConnectAsync(front);
        var subscriber = Theirs.Open(LibZmqSocketType.Sub);
        await subscriber.SubscribeAsync(Frames.Text("a"));
        await subscriber.ConnectAsync(back);

        Frames.AssertEqual([[1, (byte)'a']], await publisher.ReceiveAsync());
        await publisher.SendAsync(Frames.Text("b"), Frames.Text("0"));
        await publisher.SendAsync(Frames.Text("ab"), Frames.Body(100_000));
        Frames.AssertEqual([Frames.Text("ab"), Frames.Body(100_000)], await subscriber.ReceiveAsync());
        await subscriber.UnsubscribeAsync(Frames.Text("a"));
        Frames.AssertEqual([[0, (byte)'a']], await publisher.ReceiveAsync());
    }

    [Fact]
    public async Task Our_proxy_counts_and_obeys_as_theirs_does()
    {
        var theirs = await DriveAsync(await StartTheirsAsync());
        var ours = await DriveAsync(await StartOursAsync());

        Assert.Equal(theirs, ours);
    }

    private async Task<string> BindAsync(IZmqSocket socket, string transport) => (await socket.BindAsync(FreeAddress(transport), Deadline)).ToString();

    /// <summary>The same of both: traffic, a pause with traffic before it, statistics in between, the end. What is observed is the result.</summary>
    private async Task<List<string>> DriveAsync(Steered proxy)
    {
        var seen = new List<string>();
        var control = Theirs.Open(LibZmqSocketType.Pair);
        await control.ConnectAsync(proxy.Control);
        var client = Theirs.Open(LibZmqSocketType.Dealer, handle => handle.Set(LibZmqOption.RoutingId, Frames.Text("me")));
        await client.ConnectAsync(proxy.Frontend);
        var worker = Theirs.Open(LibZmqSocketType.Dealer);
        await worker.ConnectAsync(proxy.Backend);
        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(Frames.Number(i), Frames.Empty, Frames.Body(i * 1000));
            var request = await worker.ReceiveAsync();
            seen.Add(string.Join('|', request.Select(static frame => frame.Length)));
            await worker.SendAsync(request[0], Frames.Text("reply"));
            seen.Add(string.Join('|', (await client.ReceiveAsync()).Select(static frame => frame.Length)));
        }
        await control.SendAsync(Frames.Text("STATISTICS"));
        Note(await control.ReceiveAsync());

        await control.SendAsync(Frames.Text("PAUSE"));
        await control.SendAsync(Frames.Text("STATISTICS"));
        Note(await control.ReceiveAsync());
        for (var i = 0; i < 5; i++)
            await client.SendAsync(Frames.Number(i));
        await control.SendAsync(Frames.Text("STATISTICS"));
        Note(await control.ReceiveAsync());
        await control.SendAsync(Frames.Text("RESUME"));
        for (var i = 0; i < 5; i++)
            seen.Add(Convert.ToHexString((await worker.ReceiveAsync())[1]));

        await control.SendAsync(Frames.Text("TERMINATE"));
        await proxy.Task;
        return seen;

        void Note(byte[][] statistics) => seen.Add(string.Join(' ', statistics.Select(static number => $"{number.Length}:{BitConverter.ToUInt64(number)}")));
    }

    private async Task<Steered> StartOursAsync()
    {
        var (frontend, backend, control) = (Ours.CreateSocket<IRouterSocket>(), Ours.CreateSocket<IDealerSocket>(), Ours.CreateSocket<IPairSocket>());
        var addresses = (await BindAsync(frontend, "tcp"), await BindAsync(backend, "tcp"), await BindAsync(control, "tcp"));
        var running = new ZmqProxy(frontend, backend, new ZmqProxyOptions { Control = control }).RunAsync(Deadline);
        return new Steered(addresses.Item1, addresses.Item2, addresses.Item3, running);
    }

    private async Task<Steered> StartTheirsAsync()
    {
        var (frontend, backend, control) = (
            Theirs.Open(LibZmqSocketType.Router), Theirs.Open(LibZmqSocketType.Dealer), Theirs.Open(LibZmqSocketType.Pair));
        var addresses = (
            await frontend.BindAsync(FreeAddress("tcp")), await backend.BindAsync(FreeAddress("tcp")), await control.BindAsync(FreeAddress("tcp")));
        // All three threads are idle from here on, so that one may use all three sockets.
        var handles = (await backend.RunAsync(static handle => handle), await control.RunAsync(static handle => handle));
        var running = frontend.RunAsync(handle => handle.Proxy(handles.Item1, handles.Item2));
        return new Steered(addresses.Item1, addresses.Item2, addresses.Item3, running);
    }

    private sealed record Steered(string Frontend, string Backend, string Control, Task Task);
}
