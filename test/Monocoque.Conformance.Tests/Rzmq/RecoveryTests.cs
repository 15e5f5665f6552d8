using System.Net.Sockets;
using Monocoque.Conformance.Support;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Conformance.Rzmq;

/// <summary>R-02, R-03, R-12: peers that come again, ends amid traffic, and transports that refuse.</summary>
public sealed class RecoveryTests : ConformanceTest
{
    private static readonly TimeSpan s_soon = TimeSpan.FromMilliseconds(5);

    [Theory, Conformance("R-02", Wires = Wire.Network)]
    public async Task R02_a_listener_that_comes_again_is_found_and_gets_what_waited(Pairing pairing, Wire wire)
    {
        var push = Open(pairing.First, ZmqSocketType.Push, static o => o.ReconnectInterval = s_soon);
        var pull = Open(pairing.Second, ZmqSocketType.Pull);
        var address = await JoinAsync(wire, pull, push);
        for (var i = 0; i < 3; i++)
        {
            await push.SendTextAsync($"{i}");
            await pull.ExpectAsync($"{i}");
            var here = await push.WatchAsync();
            var there = await pull.WatchAsync();
            await pull.UnbindAsync(address);
            await there.WaitForAsync(ZmqEventKind.Closed);
            await pull.DisposeAsync();
            await here.WaitForAsync(ZmqEventKind.Disconnected);
            await push.SendTextAsync($"waits {i}");
            pull = Open(pairing.Second, ZmqSocketType.Pull);
            await pull.BindAsync(address);
            await pull.ExpectAsync($"waits {i}");
        }
    }

    [Theory, Conformance("R-02", Wires = Wire.Network)]
    public async Task R02_subscriptions_are_made_again(Pairing pairing, Wire wire)
    {
        var sub = Open(pairing.First, ZmqSocketType.Sub, static o => o.ReconnectInterval = s_soon);
        await sub.SubscribeAsync("a"u8.ToArray());
        var address = AddressOfNobody(wire);
        await sub.ConnectAsync(address);
        for (var i = 0; i < 3; i++)
        {
            await using var pub = Open(pairing.Second, ZmqSocketType.XPub);
            await pub.BindAsync(address);
            await WhileCallingAsync(sub, pub.ExpectAsync("\u0001a"));
            await pub.SendTextAsync("a", $"{i}");
            await sub.ExpectAsync("a", $"{i}");
            var there = await pub.WatchAsync();
            await pub.UnbindAsync(address);
            await there.WaitForAsync(ZmqEventKind.Closed);
        }
    }

    [Theory, Conformance("R-02", Pairings = Pairing.UsOctets, Wires = Wire.Tcp)]
    public async Task R02_a_listener_that_drops_every_connection_is_tried_until_it_keeps_one(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.Tcp, wire);
        using var listener = new RawListener();
        var dealer = Open(pairing.First, ZmqSocketType.Dealer, static o => o.ReconnectInterval = s_soon);
        await dealer.ConnectAsync(listener.Address);
        for (var i = 0; i < 10; i++)
            (await listener.AcceptAsync(Deadline)).Dispose();
        using var kept = await listener.AcceptAsync("DEALER", Deadline);
        await kept.SendMessageAsync("x");
        await dealer.ExpectAsync("x");
    }

    [Theory, Conformance("R-03")]
    public async Task R03_an_end_amid_traffic_hangs_nobody_and_the_others_go_on(Pairing pairing, Wire wire)
    {
        var pull = Open(pairing.First, ZmqSocketType.Pull);
        var pushes = Enumerable.Range(0, 4)
            .Select(_ => Open(pairing.Second, ZmqSocketType.Push, static o => o.SendHighWaterMark = 10))
            .ToArray();
        var address = await JoinAsync(wire, pull, pushes);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        var sending = pushes.Select(push => Task.Run(() => SendUntilTheEndAsync(push, stop.Token), Deadline)).ToList();
        for (var i = 0; i < 200; i++)
            await pull.ReceiveAsync();
        // One sender in the middle of it, then the receiver, full as it is.
        await pushes[0].DisposeAsync().AsTask().WaitAsync(Deadline);
        for (var i = 0; i < 200; i++)
            await pull.ReceiveAsync();
        await pull.DisposeAsync().AsTask().WaitAsync(Deadline);
        await stop.CancelAsync();
        await Task.WhenAll(sending).WaitAsync(Deadline);
        foreach (var push in pushes)
            await push.DisposeAsync().AsTask().WaitAsync(Deadline);
        Assert.NotEmpty(address);
    }

    [Theory, Conformance("R-03", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task R03_the_runtime_ends_amid_traffic_of_every_kind(Pairing pairing, Wire wire)
    {
        var working = new List<Task>();
        await using var mine = new TestSockets(Deadline);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Deadline);
        foreach (var (one, other) in new[]
        {
            (ZmqSocketType.Push, ZmqSocketType.Pull), (ZmqSocketType.Dealer, ZmqSocketType.Dealer), (ZmqSocketType.XPub, ZmqSocketType.Sub),
            (ZmqSocketType.Pair, ZmqSocketType.Pair),
        })
        {
            var sends = mine.Open(pairing.First, one, configure: null);
            var receives = wire == Wire.Inproc ? mine.Open(pairing.Second, other, configure: null) : OpenElsewhere(pairing.Second, other);
            if (other == ZmqSocketType.Sub)
                await receives.SubscribeAsync([]);
            await receives.ConnectAsync(await sends.BindAsync(FreeAddress(wire)));
            if (one == ZmqSocketType.XPub)
                await sends.ReceiveAsync();
            working.Add(Task.Run(() => SendUntilTheEndAsync(sends, stop.Token), Deadline));
            await receives.ReceiveAsync();
        }
        await mine.DisposeAsync().AsTask().WaitAsync(Deadline);
        await Task.WhenAll(working).WaitAsync(Deadline);
    }

    [Theory, Conformance("R-12", Pairings = Pairing.Us)]
    public async Task R12_what_is_in_the_way_at_a_path_is_told_and_left_alone(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        var directory = FreePath();
        Directory.CreateDirectory(directory);
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync($"ipc://{directory}"));
        Assert.True(Directory.Exists(directory));
        var file = FreePath();
        await File.WriteAllTextAsync(file, "precious", Deadline);
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync($"ipc://{file}"));
        Assert.Equal("precious", await File.ReadAllTextAsync(file, Deadline));
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync("ipc:///no/such/directory/x.sock"));
        await socket.BindAsync(FreeAddress(Wire.Ipc));
    }

    [Theory, Conformance("R-12", Wires = Wire.Ipc)]
    public async Task R12_the_file_of_a_socket_that_has_died_is_bound_over(Pairing pairing, Wire wire)
    {
        var address = FreeAddress(wire);
        using (var dead = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            dead.Bind(new UnixDomainSocketEndPoint(ZmqAddress.Parse(address).Path));
            File.Move(ZmqAddress.Parse(address).Path, $"{ZmqAddress.Parse(address).Path}.kept");
        }
        File.Move($"{ZmqAddress.Parse(address).Path}.kept", ZmqAddress.Parse(address).Path);
        var binds = Open(pairing.First, ZmqSocketType.Dealer);
        var connects = Open(pairing.Second, ZmqSocketType.Dealer);
        await binds.BindAsync(address);
        await LinkAsync(address, binds, connects);
        await connects.SendTextAsync("x");
        await binds.ExpectAsync("x");
    }

    private static async Task SendUntilTheEndAsync(ITestSocket socket, CancellationToken stop)
    {
        try
        {
            while (!stop.IsCancellationRequested)
            {
                if (!await socket.TrySendTextAsync("x", "traffic"))
                    await Task.Delay(1, stop);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ZmqException { Error: ZmqError.Terminated })
        {
            // The end.
        }
        catch (InvalidOperationException) when (socket.Side == Side.LibZmq)
        {
            // The thread of that socket has ended.
        }
    }
}
