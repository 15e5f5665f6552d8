using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Monocoque.Conformance.Support;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Testing;

namespace Monocoque.Conformance.Lifecycle;

/// <summary>C-061, C-062, C-067: what the system keeps for a connection, and descriptors from elsewhere.</summary>
public sealed class SystemSocketTests : ConformanceTest
{
    /// <summary>Kept, because the end of such a socket would remove the file of an ipc address.</summary>
    private static readonly ConcurrentBag<Socket> s_released = [];

    private readonly ConcurrentQueue<ConnectionContext> _accepted = new();
    private readonly CollectingLog _log = new();

    [Theory, Conformance("C-061", Wires = Wire.Tcp)]
    public async Task C061_the_system_keeps_the_sizes_of_the_buffers(Pairing pairing, Wire wire) => await AcceptAsync(
        pairing,
        wire,
        static o => (o.SendBufferSize, o.ReceiveBufferSize) = (20_000, 30_000),
        // Linux keeps twice the number, for its own bookkeeping.
        static socket => Assert.Equal((40_000, 60_000), (socket.SendBufferSize, socket.ReceiveBufferSize)));

    [Theory, Conformance("C-061", Wires = Wire.Tcp)]
    public async Task C061_a_socket_is_kept_to_an_interface(Pairing pairing, Wire wire)
    {
        var binds = Open(pairing.First, ZmqSocketType.Dealer, static o => o.BindToDevice = "lo");
        var connects = Open(pairing.Second, ZmqSocketType.Dealer);
        var address = await JoinAsync(wire, binds, connects);
        await connects.SendTextAsync("x");
        await binds.ExpectAsync("x");
        Assert.Equal(("lo", "lo", ""), SystemSockets.ReadDevices(ZmqAddress.Parse(address).Port!.Value));
    }

    [Theory, Conformance("C-061", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C061_the_system_keeps_the_priority(Pairing pairing, Wire wire) =>
        await AcceptAsync(
            pairing, wire, static o => o.Priority = 5, static socket => Assert.Equal(5, ReadRaw(socket, level: 1, option: 12)));

    [Theory, Conformance("C-067", Wires = Wire.Tcp)]
    public async Task C067_packets_carry_the_type_of_service(Pairing pairing, Wire wire) =>
        await AcceptAsync(
            pairing, wire, static o => o.TypeOfService = 0x28, static socket => Assert.Equal(0x28, ReadRaw(socket, level: 0, option: 1)));

    [Theory, Conformance("C-067", Pairings = Pairing.UsUs | Pairing.UsLibZmq, Wires = Wire.Tcp)]
    public async Task C067_the_system_polls_for_that_time_or_the_log_says_that_it_will_not(Pairing pairing, Wire wire)
    {
        var isAllowed = SystemSockets.IsBusyPollAllowed();
        await AcceptAsync(
            pairing,
            wire,
            static o => o.BusyPoll = TimeSpan.FromMicroseconds(33),
            socket => Assert.Equal(isAllowed ? 33 : 0, ReadRaw(socket, level: 1, option: 46)));
        var told = _log.Entries.Where(static entry => entry.Id == 3020).ToList();
        Assert.Equal(isAllowed ? 0 : 1, told.Count);
        Assert.All(told, static entry => Assert.Contains("BusyPoll could not be set", entry.Text, StringComparison.Ordinal));
    }

    [Theory, Conformance("C-062", Wires = Wire.Network)]
    public async Task C062_a_listening_descriptor_made_elsewhere_is_adopted(Pairing pairing, Wire wire)
    {
        foreach (var (binder, connecter) in new[] { (ZmqSocketType.Rep, ZmqSocketType.Req), (ZmqSocketType.Pair, ZmqSocketType.Pair) })
        {
            var (descriptor, address) = Listen(wire);
            var binds = Open(pairing.First, binder, o => o.UseFileDescriptor = descriptor);
            var connects = Open(pairing.Second, connecter);
            await binds.BindAsync(address);
            await LinkAsync(address, binds, connects);
            await connects.SendTextAsync("question");
            await binds.ExpectAsync("question");
            await binds.SendTextAsync("answer");
            await connects.ExpectAsync("answer");
        }
    }

    [Theory, Conformance("C-062", Pairings = Pairing.UsUs, Wires = Wire.Network)]
    public async Task C062_a_listening_descriptor_is_adopted_by_a_server_of_the_draft_patterns(Pairing pairing, Wire wire)
    {
        Assert.Equal(Pairing.UsUs, pairing);
        var (descriptor, address) = Listen(wire);
        var server = Ours.CreateSocket<IServerSocket>(o => o.UseFileDescriptor = descriptor);
        var client = Ours.CreateSocket<IClientSocket>();
        await server.BindAsync(address, Deadline);
        await client.ConnectAsync(address, Deadline);
        await client.SendAsync("question", Deadline);
        using var question = await server.ReceiveAsync(Deadline);
        Assert.Equal("question", question.GetString(0));
        await server.SendAsync(question.RoutingId, ZmqMessage.Text("answer"), Deadline);
        Assert.Equal("answer", await client.ReceiveStringAsync(Deadline));
    }

    private async Task AcceptAsync(Pairing pairing, Wire wire, Action<ZmqSocketOptions> configure, Action<Socket> assert)
    {
        await using var runtime = CreateRuntime();
        await using var binds = pairing.First == Side.Us
            ? new OurSocket(runtime.CreateSocket<IDealerSocket>(configure), Deadline)
            : Open(pairing.First, ZmqSocketType.Dealer, configure);
        var connects = Open(pairing.Second, ZmqSocketType.Dealer);
        await JoinAsync(wire, binds, connects);
        await connects.SendTextAsync("x");
        await binds.ExpectAsync("x");
        if (pairing.First == Side.Us)
            assert(Assert.Single(_accepted).Features.Get<IConnectionSocketFeature>()!.Socket);
    }

    private ZmqRuntime CreateRuntime()
    {
        var options = new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero, LoggerFactory = _log };
        TestTransport.Use(options);
        options.ConfigureConnection = builder => builder.Use(next => connection =>
        {
            _accepted.Enqueue(connection);
            return next(connection);
        });
        return new ZmqRuntime(options);
    }

    private (int Descriptor, string Address) Listen(Wire wire)
    {
        if (wire == Wire.Tcp)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            tcp.Listen();
            var address = $"tcp://{tcp.LocalEndPoint}";
            return (Release(tcp), address);
        }
        var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        var path = FreePath();
        unix.Bind(new UnixDomainSocketEndPoint(path));
        unix.Listen();
        return (Release(unix), $"ipc://{path}");
    }

    /// <summary>From here on the descriptor is nobody's but the one's who adopts it.</summary>
    private static int Release(Socket socket)
    {
        var descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        socket.SafeHandle.SetHandleAsInvalid();
        s_released.Add(socket);
        return descriptor;
    }

    private static int ReadRaw(Socket socket, int level, int option)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        Assert.Equal(sizeof(int), socket.GetRawSocketOption(level, option, value));
        return BitConverter.ToInt32(value);
    }
}
