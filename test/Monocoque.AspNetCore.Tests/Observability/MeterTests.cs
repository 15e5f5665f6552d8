using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Monocoque.AspNetCore.Tests.Fakes;
using Monocoque.AspNetCore.Tests.Sniffing;
using Monocoque.AspNetCore.Tests.Web;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.AspNetCore.Tests.Observability;

/// <summary>Each instrument of the meter <c>Monocoque</c>, as a listener outside sees it.</summary>
public sealed partial class MeterTests
{
    private const string Loopback = "tcp://127.0.0.1:0";

    private static readonly byte[] s_readyPush = [4, 26, 5, .. "READY"u8, 11, .. "Socket-Type"u8, 0, 0, 0, 4, .. "PUSH"u8];
    private static readonly byte[] s_ping = [4, 7, 4, .. "PING"u8, 0, 0];
    private static readonly byte[] s_pong = [4, 5, 4, .. "PONG"u8];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_octets_connections_queues_and_times_are_measured_by_socket()
    {
        await using var app = await StartAsync(
            static zmq => zmq.AddSocket<IRouterSocket>("echo", Bind).AddSocket<IPullSocket>("jobs", Bind),
            static app => app.MapZmqRouter("echo", static (string text) => text));
        using var meters = new AppMeters(app.Services);
        await using var dealer = await Clients.ConnectAsync<IDealerSocket>(app.Socket<IRouterSocket>("echo"));
        await using var push = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>("jobs"));
        for (var i = 0; i < 3; i++)
            await dealer.AskAsync("four");
        for (var i = 0; i < 2; i++)
            await push.SendAsync("job", Token).Within();
        await UntilAsync(meters, "zmq.queue.length", 2, Socket("jobs"), ("network.io.direction", "receive"));

        Assert.Equal(3, meters.Read("messaging.client.consumed.messages", Socket("echo"), ("zmq.socket.type", "ROUTER"), ("messaging.system", "zeromq")));
        await UntilAsync(meters, "messaging.client.sent.messages", 3, Socket("echo"));
        // A frame of four octets has a header of two; from DEALER there was a handshake besides.
        await UntilAsync(meters, "zmq.io", 3 * 6, Socket("echo"), ("network.io.direction", "transmit"));
        Assert.InRange(meters.Read("zmq.io", Socket("echo"), ("network.io.direction", "receive")), 64 + (3 * 6), 200);
        Assert.Equal(1, meters.Read("zmq.connections", Socket("echo")));
        Assert.Equal(0, meters.Read("zmq.queue.length", Socket("echo")));
        await Deadline.UntilAsync(() => Task.FromResult(meters.Observe("messaging.process.duration").Count == 3));
        Assert.All(meters.Observe("messaging.process.duration"), static measured =>
            Assert.True(measured.Has(Socket("echo")) && measured.Has(("messaging.operation.name", "process")) && !measured.Tags.ContainsKey("error.type")));
        var handshake = Assert.Single(meters.Observe("zmq.handshake.duration", Socket("echo")));
        Assert.True(handshake.Has(("server.address", "127.0.0.1")) && handshake.Has(("server.port", app.Socket<IRouterSocket>("echo").BoundAddresses[0].Port)));
        Assert.InRange(handshake.Value, 0, Deadline.Time.TotalSeconds);
        Assert.False(handshake.Tags.ContainsKey("error.type"));
    }

    [Fact]
    public async Task Messages_that_are_not_delivered_are_counted_by_reason()
    {
        await using var app = await StartAsync(static zmq => zmq.AddSocket<IRouterSocket>("orders", Bind));
        using var meters = new AppMeters(app.Services);
        await app.Socket<IRouterSocket>("orders").SendAsync(ZmqMessage.Text("nobody", "lost"), Token).Within();

        Assert.Equal(1, meters.Read("zmq.messages.dropped", Socket("orders"), ("error.type", "no_route")));
        Assert.Equal(1, meters.Read("zmq.messages.dropped", Socket("orders")));
    }

    [Fact]
    public async Task Failed_handler_has_its_error_in_the_times()
    {
        await using var app = await StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", Bind), static app => app.MapZmqPull("jobs", static (string text) => { _ = int.Parse(text, null); }));
        using var meters = new AppMeters(app.Services);
        await using var push = await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>("jobs"));
        await push.SendAsync("no number", Token).Within();

        await Deadline.UntilAsync(() => Task.FromResult(
            meters.Observe("messaging.process.duration", Socket("jobs"), ("error.type", "System.FormatException")).Count == 1));
    }

    [Fact]
    public async Task Connections_that_come_to_nothing_are_counted_by_what_they_did()
    {
        await using var app = await StartAsync(static zmq => zmq
            .AddSocket<IRouterSocket>("names", Bind)
            .AddSocket<IPullSocket>("few", static options =>
            {
                Bind(options);
                options.MaxConnections = 1;
            })
            .AddSocket<IPullSocket>("guarded", static options =>
            {
                Bind(options);
                (options.Security.Mechanism, options.Security.AsServer) = (ZmqMechanism.Plain, true);
                options.Security.Users["alice"] = "word";
            })
            .AddSocket<ISubSocket>("lonely", static options => options.Connect.Add("tcp://127.0.0.1:1")));
        using var meters = new AppMeters(app.Services);
        await using var runtime = new ZmqRuntime();

        await using (var first = runtime.CreateSocket<IDealerSocket>(static options => options.RoutingId = "desk"))
        await using (var second = runtime.CreateSocket<IDealerSocket>(static options => options.RoutingId = "desk"))
        {
            await first.ConnectAsync(app.Socket<IRouterSocket>("names").Address(), Token).Within();
            second.Connect(app.Socket<IRouterSocket>("names").Address());
            await AtLeastOneAsync(meters, "zmq.routing_id.duplicates", Socket("names"));
            await AtLeastOneAsync(meters, "zmq.handshake.duration", Socket("names"), ("error.type", "NoPlace"));
        }
        await using (await Clients.ConnectAsync<IPushSocket>(app.Socket<IPullSocket>("few")))
        {
            await using var second = runtime.CreateSocket<IPushSocket>();
            second.Connect(app.Socket<IPullSocket>("few").Address());
            await AtLeastOneAsync(meters, "zmq.connections.refused", Socket("few"));
        }
        await using (var mallory = runtime.CreateSocket<IPushSocket>(static options =>
            (options.Security.Mechanism, options.Security.Username, options.Security.Password) = (ZmqMechanism.Plain, "alice", "guess")))
        {
            mallory.Connect(app.Socket<IPullSocket>("guarded").Address());
            await AtLeastOneAsync(meters, "zmq.authentications.failed", Socket("guarded"));
            await AtLeastOneAsync(meters, "zmq.handshakes.failed", Socket("guarded"));
            await AtLeastOneAsync(meters, "zmq.handshake.duration", Socket("guarded"), ("error.type", "AuthenticationFailed"));
        }
        await AtLeastOneAsync(meters, "zmq.reconnects", Socket("lonely"));
    }

    [Fact]
    public async Task Peer_that_breaks_the_protocol_after_its_handshake_is_counted()
    {
        await using var app = await StartAsync(static zmq => zmq.AddSocket<IPullSocket>("jobs", Bind));
        using var meters = new AppMeters(app.Services);
        await using var peer = await DialAsync(app.Socket<IPullSocket>("jobs"));
        // A frame with reserved flags.
        await peer.SendAsync([.. Wire.Greeting, .. s_readyPush, 0xF8, 0]);

        await UntilAsync(meters, "zmq.protocol.errors", 1, Socket("jobs"));
    }

    [Fact]
    public async Task Peer_that_stops_answering_pings_is_counted_when_the_time_for_its_answer_is_over()
    {
        var clock = new TestClock();
        await using var app = await StartAsync(
            static zmq => zmq.AddSocket<IPullSocket>("jobs", static options =>
            {
                Bind(options);
                (options.HeartbeatInterval, options.HeartbeatTimeout) = (TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(8));
            }),
            build: builder => builder.Services.Configure<ZmqRuntimeOptions>(options => options.TimeProvider = clock));
        using var meters = new AppMeters(app.Services);
        await using var peer = await DialAsync(app.Socket<IPullSocket>("jobs"));
        await peer.SendAsync([.. Wire.Greeting, .. s_readyPush]);
        await peer.ReadAsync(64);
        await peer.ReadAsync((await peer.ReadAsync(2))[1]);
        await UntilAsync(meters, "zmq.connections", 1, Socket("jobs"));

        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(s_ping, await peer.ReadAsync(s_ping.Length));
        var received = meters.Read("zmq.io", Socket("jobs"), ("network.io.direction", "receive"));
        await peer.SendAsync(s_pong);
        await UntilAsync(meters, "zmq.io", received + s_pong.Length, Socket("jobs"), ("network.io.direction", "receive"));
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(s_ping, await peer.ReadAsync(s_ping.Length));
        clock.Advance(TimeSpan.FromSeconds(7.9));
        Assert.Equal(0, meters.Read("zmq.heartbeat.timeouts", Socket("jobs")));

        clock.Advance(TimeSpan.FromSeconds(0.1));
        await UntilAsync(meters, "zmq.heartbeat.timeouts", 1, Socket("jobs"), ("zmq.socket.type", "PULL"), ("messaging.system", "zeromq"));
        await UntilAsync(meters, "zmq.connections", 0, Socket("jobs"));
        Assert.Equal(0, meters.Read("zmq.protocol.errors", Socket("jobs")));
    }

    [Fact]
    public async Task Events_that_a_slow_monitor_misses_are_counted()
    {
        await using var app = await StartAsync(static zmq => zmq.AddSocket<IPullSocket>("jobs", Bind), build: static builder => builder.Services.UseInMemoryZmq());
        using var meters = new AppMeters(app.Services);
        var jobs = app.Socket<IPullSocket>("jobs");
        _ = jobs.MonitorAsync(Token);
        await using var push = app.Services.GetRequiredService<ZmqRuntime>().CreateSocket<IPushSocket>();
        for (var i = 0; i < 150; i++)
            push.Connect(jobs.Address());

        // Each connection is accepted and has a handshake; 256 events are kept.
        await AtLeastOneAsync(meters, "zmq.monitor.events.lost", Socket("jobs"));
    }

    [Fact]
    public async Task Documentation_has_each_instrument_with_its_kind_and_unit()
    {
        await using var app = await StartAsync(static zmq => zmq.AddSocket<IPullSocket>("jobs", Bind));
        using var meters = new AppMeters(app.Services);
        var documented = Row().Matches(await File.ReadAllTextAsync(Path.Combine(RepositoryRoot.Path, "docs", "observability.md"), Token))
            .Select(static row => $"{row.Groups[1].Value} {row.Groups[2].Value} {row.Groups[3].Value}").Order(StringComparer.Ordinal);

        Assert.Equal(meters.Instruments.Select(Describe).Order(StringComparer.Ordinal), documented);
        Assert.All(meters.Instruments, static instrument => Assert.False(string.IsNullOrEmpty(instrument.Description), instrument.Name));
    }

    private static string Describe(System.Diagnostics.Metrics.Instrument instrument)
    {
        var type = instrument.GetType().Name;
        var kind = type.StartsWith("Histogram", StringComparison.Ordinal) ? "histogram"
            : type.Contains("UpDown", StringComparison.Ordinal) ? "up-down counter" : "counter";
        return $"{instrument.Name} {kind} {instrument.Unit}";
    }

    private static Task<WebApp> StartAsync(
        Action<IZmqBuilder> sockets, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? build = null) => WebApp.StartAsync(
            map ?? (static _ => { }), builder =>
            {
                sockets(builder.Services.AddZmq());
                build?.Invoke(builder);
            });

    private static void Bind(ZmqSocketOptions options) => options.Bind.Add(Loopback);

    private static async Task<NetworkStream> DialAsync(IZmqSocket socket)
    {
        var connection = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await connection.ConnectAsync(IPAddress.Loopback, socket.BoundAddresses[0].Port!.Value, Token).AsTask().Within();
        return new NetworkStream(connection, ownsSocket: true);
    }

    private static (string, object?) Socket(string name) => ("messaging.destination.name", name);

    private static Task UntilAsync(AppMeters meters, string instrument, double value, params (string, object?)[] tags) =>
        Deadline.UntilAsync(() => Task.FromResult(meters.Read(instrument, tags) == value));

    private static Task AtLeastOneAsync(AppMeters meters, string instrument, params (string, object?)[] tags) =>
        Deadline.UntilAsync(() => Task.FromResult(meters.Read(instrument, tags) > 0));

    [GeneratedRegex(@"^\| `((?:zmq|messaging)\.[a-z_.]+)` \| ([a-z-]+(?: counter)?) \| `([^`]+)` \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
