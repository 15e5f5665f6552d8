using System.Net;
using System.Net.Sockets;
using Monocoque.Conformance.Support;
using Monocoque.Interop.Support;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-046, C-047, C-055 to C-057: the runtime, or context, and its end.</summary>
public sealed class ContextTests : ConformanceTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(20);

    [Theory, Conformance("C-046", Pairings = Pairing.UsUs | Pairing.UsLibZmq)]
    public async Task C046_the_end_of_the_context_ends_waiting_calls(Pairing pairing, Wire wire)
    {
        var receives = Open(pairing.First, ZmqSocketType.Dealer);
        var sends = Open(pairing.First, ZmqSocketType.Push);
        var peer = OpenElsewhere(pairing.Second, ZmqSocketType.Dealer);
        if (wire != Wire.Inproc)
            await JoinAsync(wire, peer, receives);
        var receiving = receives.ReceiveAsync();
        var sending = sends.SendTextAsync("to nobody");
        await EndAsync(pairing.First);
        await FailsAsync(ZmqError.Terminated, () => receiving);
        await FailsAsync(ZmqError.Terminated, () => sending);
    }

    [Theory, Conformance("C-046", Wires = Wire.Network)]
    public async Task C046_the_end_waits_for_what_is_to_be_sent(Pairing pairing, Wire wire)
    {
        var address = AddressOfNobody(wire);
        var sends = Open(pairing.First, ZmqSocketType.Push, static o => o.Linger = s_long);
        var receives = OpenElsewhere(pairing.Second, ZmqSocketType.Pull);
        await sends.ConnectAsync(address);
        await sends.SendTextAsync("last words");
        var ending = EndAsync(pairing.First);
        Assert.False(ending.IsCompleted);
        await receives.BindAsync(address);
        await receives.ExpectAsync("last words");
        await ending;
    }

    [Theory, Conformance("C-046", Pairings = Pairing.Us)]
    public async Task C046_after_the_end_there_are_no_new_sockets_and_a_second_end_does_no_harm(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        Open(pairing.First, ZmqSocketType.Dealer);
        await Ours.DisposeAsync();
        Assert.Throws<ObjectDisposedException>(() => Open(pairing.First, ZmqSocketType.Dealer));
        await Ours.DisposeAsync();
        Ours.Dispose();
    }

    [Theory, Conformance("C-046", Pairings = Pairing.Us)]
    public async Task C046_whoever_watches_several_sockets_learns_of_the_end(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var sockets = new[] { Open(pairing.First, ZmqSocketType.Dealer), Open(pairing.First, ZmqSocketType.Pull) };
        var waiting = sockets.Select(socket => ((IZmqReceiver)((OurSocket)socket).Native).WaitToReceiveAsync(Deadline).AsTask()).ToList();
        await Ours.DisposeAsync();
        Assert.All(await Task.WhenAll(waiting), Assert.False);
    }

    [Theory, Conformance("C-047", Pairings = Pairing.Us)]
    public void C047_the_options_of_a_runtime_have_defaults_and_keep_what_is_set(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var defaults = new ZmqRuntimeOptions();
        Assert.Equal(TimeSpan.FromSeconds(1), defaults.DefaultLinger);
        Assert.Same(TimeProvider.System, defaults.TimeProvider);
        Assert.False(defaults.InMemory);
        Assert.False(defaults.PoisonReturnedBuffers);
        Assert.Empty(defaults.ListenerFactories);
        Assert.Null(defaults.ConnectionFactory);
        Assert.Null(defaults.MeterFactory);
        Assert.Null(defaults.Services);
        Assert.Null(defaults.ConfigureConnection);
        Assert.Null(defaults.PrepareConnection);

        var options = new ZmqRuntimeOptions { DefaultLinger = s_long, InMemory = true, PoisonReturnedBuffers = true };
        using var runtime = new ZmqRuntime(options);
        Assert.Same(options, runtime.Options);
        var kept = runtime.Options;
        Assert.Equal((s_long, true, true), (kept.DefaultLinger, kept.InMemory, kept.PoisonReturnedBuffers));
    }

    [Theory, Conformance("C-047", Pairings = Pairing.Us)]
    public async Task C047_the_linger_of_the_runtime_holds_for_sockets_that_say_nothing(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        var address = AddressOfNobody(Wire.Tcp);
        await using (var impatient = new ZmqRuntime(new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero }))
            await QueueAsync(impatient, address);

        var patient = new ZmqRuntime(new ZmqRuntimeOptions { DefaultLinger = Timeout.InfiniteTimeSpan });
        await QueueAsync(patient, address);
        var ending = patient.DisposeAsync().AsTask();
        Assert.False(ending.IsCompleted);
        var receives = Open(Side.Us, ZmqSocketType.Dealer);
        await receives.BindAsync(address);
        await receives.ExpectAsync("queued");
        await ending;
        await receives.ExpectNothingAsync();
    }

    [Theory, Conformance("C-055", Pairings = Pairing.UsUs, Wires = Wire.Inproc)]
    public async Task C055_five_thousand_sockets_are_no_more_than_their_memory(Pairing pairing, Wire wire)
    {
        var sockets = Enumerable.Range(0, 5000).Select(_ => Open(pairing.First, ZmqSocketType.Dealer)).ToArray();
        var last = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = await last.BindAsync(FreeAddress(wire));
        foreach (var socket in sockets)
            await socket.ConnectAsync(address);
        for (var i = 0; i < sockets.Length; i++)
            await sockets[i].SendTextAsync($"{i}");
        var heard = new HashSet<string>();
        while (heard.Count < sockets.Length)
            Assert.True(heard.Add(await last.ReceiveTextAsync()));
    }

    [Theory, Conformance("C-055", Pairings = Pairing.Us)]
    public async Task C055_a_bind_that_the_system_refuses_is_an_error_each_time_and_harms_nothing(Pairing pairing, Wire wire)
    {
        Assert.Equal(Wire.None, wire);
        var socket = Open(pairing.First, ZmqSocketType.Dealer);
        for (var i = 0; i < 100; i++)
            await FailsAsync(ZmqError.AddressNotAvailable, () => socket.BindAsync("tcp://192.0.2.1:0"));
        await socket.BindAsync(FreeAddress(Wire.Tcp));
    }

    [Theory, Conformance("C-056", Pairings = Pairing.Us)]
    public async Task C056_loopback_works_and_a_thousand_sockets_can_be_opened(Pairing pairing, Wire wire)
    {
        Assert.Equal((Pairing.Us, Wire.None), (pairing, wire));
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, Deadline);
        using var server = await listener.AcceptTcpClientAsync(Deadline);
        await client.GetStream().WriteAsync(new byte[] { 42 }, Deadline);
        Assert.Equal(42, server.GetStream().ReadByte());

        var sockets = new List<Socket>();
        try
        {
            for (var i = 0; i < 1000; i++)
                sockets.Add(new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp));
        }
        finally
        {
            sockets.ForEach(static socket => socket.Dispose());
        }
    }

    [Theory, Conformance("C-057")]
    public async Task C057_a_hundred_that_connect_while_the_context_ends_neither_crash_nor_hang(Pairing pairing, Wire wire)
    {
        for (var round = 0; round < 3; round++)
        {
            await using var mine = new TestSockets(Deadline);
            var peer = wire == Wire.Inproc
                ? mine.Open(pairing.Second, ZmqSocketType.Dealer, configure: null)
                : OpenElsewhere(pairing.Second, ZmqSocketType.Dealer);
            var address = await peer.BindAsync(FreeAddress(wire));
            var sockets = Enumerable.Range(0, 100).Select(_ => mine.Open(pairing.First, ZmqSocketType.Dealer, configure: null)).ToList();
            using var start = new Barrier(5);
            var connecting = sockets.Chunk(25).Select(some => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(Deadline);
                    return Task.WhenAll(some.Select(socket => UseAsync(socket, address)));
                },
                Deadline, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()).ToList();
            start.SignalAndWait(Deadline);
            await mine.DisposeAsync().AsTask().WaitAsync(Deadline);
            await Task.WhenAll(connecting).WaitAsync(Deadline);
            if (wire == Wire.Inproc)
                continue;
            var survivor = OpenElsewhere(pairing.First, ZmqSocketType.Dealer, static o => o.Linger = s_long);
            await LinkAsync(address, peer, survivor);
        }
    }

    /// <summary>Either is done, or is told of the end.</summary>
    private static async Task UseAsync(ITestSocket socket, string address)
    {
        try
        {
            await socket.ConnectAsync(address);
            await socket.TrySendTextAsync("x");
        }
        catch (ZmqException exception)
        {
            Assert.Equal(ZmqError.Terminated, exception.Error);
        }
        catch (InvalidOperationException) when (socket.Side == Side.LibZmq)
        {
            // The thread of that socket has ended.
        }
    }

    private static async Task QueueAsync(ZmqRuntime runtime, string address)
    {
        var socket = runtime.CreateSocket<IDealerSocket>();
        socket.Connect(address);
        await socket.SendAsync("queued");
    }

    private Task EndAsync(Side side) => side == Side.Us ? Ours.DisposeAsync().AsTask() : Theirs.DisposeAsync().AsTask();
}
