using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Monocoque.Hosting;

namespace Monocoque.AspNetCore.Tests.Hosting;

public sealed partial class SocketConfigurationTests
{
    [Fact]
    public void Section_sets_every_option_of_a_router()
    {
        var options = Options("orders", """
            { "Zmq": { "Sockets": { "orders": {
              "type": "Router", "Bind": ["tcp://*:5555", "ipc:///run/o.sock"], "Connect": ["tcp://a:1"], "RoutingId": "me",
              "SendHighWaterMark": 1, "ReceiveHighWaterMark": 2, "MaxMessageSize": -1, "Linger": "00:00:03",
              "ReconnectInterval": "00:00:04", "ReconnectIntervalMax": "00:00:05", "HandshakeTimeout": "00:00:06",
              "RouterMandatory": true, "RouterHandover": "TRUE" } } } }
            """);

        Assert.Equal(ZmqSocketType.Router, options.Type);
        Assert.Equal(["tcp://*:5555", "ipc:///run/o.sock"], options.Bind);
        Assert.Equal(["tcp://a:1"], options.Connect);
        Assert.Equal("me", options.RoutingId);
        Assert.Equal((1, 2, -1L), (options.SendHighWaterMark, options.ReceiveHighWaterMark, options.MaxMessageSize));
        Assert.Equal(TimeSpan.FromSeconds(3), options.Linger);
        Assert.Equal(TimeSpan.FromSeconds(4), options.ReconnectInterval);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ReconnectIntervalMax);
        Assert.Equal(TimeSpan.FromSeconds(6), options.HandshakeTimeout);
        Assert.True(options.RouterMandatory);
        Assert.True(options.RouterHandover);
    }

    [Fact]
    public void Section_sets_the_options_of_liveness_and_memory()
    {
        var options = Options("prices", """
            { "Zmq": { "Sockets": { "prices": {
              "Type": "Pub", "HeartbeatInterval": "00:00:10", "HeartbeatTimeout": "00:00:30", "HeartbeatTtl": "00:01:00", "StalledMessageTimeout": "00:00:20",
              "ConnectTimeout": "00:00:05", "ReconnectInterval": "infinite", "ReconnectStop": "ConnectionRefused, handshakefailed",
              "MinimumZmtpVersion": "3.0", "SendHighWaterMarkBytes": 1, "MemoryBudget": 5000000000, "MaxSubscriptionsPerPeer": 7 } } } }
            """);

        Assert.Equal(TimeSpan.FromSeconds(10), options.HeartbeatInterval);
        Assert.Equal(TimeSpan.FromSeconds(30), options.HeartbeatTimeout);
        Assert.Equal(TimeSpan.FromMinutes(1), options.HeartbeatTtl);
        Assert.Equal(TimeSpan.FromSeconds(20), options.StalledMessageTimeout);
        Assert.Equal(TimeSpan.FromSeconds(5), options.ConnectTimeout);
        Assert.Equal(Timeout.InfiniteTimeSpan, options.ReconnectInterval);
        Assert.Equal(ZmqReconnectStop.ConnectionRefused | ZmqReconnectStop.HandshakeFailed, options.ReconnectStop);
        Assert.Equal(new Version(3, 0), options.MinimumZmtpVersion);
        Assert.Equal((1L, 5_000_000_000L, 7), (options.SendHighWaterMarkBytes, options.MemoryBudget, options.MaxSubscriptionsPerPeer));
        Assert.Equal(9, Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "SUB", "ReceiveHighWaterMarkBytes": 9 } } } }""").ReceiveHighWaterMarkBytes);
        var patient = Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "Pull", "StalledMessageTimeout": "infinite" } } } }""");
        Assert.Equal(Timeout.InfiniteTimeSpan, patient.StalledMessageTimeout);
    }

    [Fact]
    public void Options_of_single_patterns_are_read()
    {
        var xpub = Options("a", """
            { "Zmq": { "Sockets": { "a": { "Type": "xpub", "XPubVerbose": true, "XPubVerboser": true, "XPubNoDrop": true, "XPubManual": true,
              "XPubWelcomeMessage": "hello", "OnlyFirstSubscribe": true, "InvertMatching": true } } } }
            """);
        Assert.True(xpub is { XPubVerbose: true, XPubVerboser: true, XPubNoDrop: true, XPubManual: true, OnlyFirstSubscribe: true, InvertMatching: true });
        Assert.Equal("hello", xpub.XPubWelcomeMessage);
        var xsub = Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "XSub", "XSubVerboseUnsubscribe": true, "Subscribe": "x" } } } }""");
        Assert.True(xsub.XSubVerboseUnsubscribe);
        Assert.Equal(["x"], xsub.Subscribe);
        Assert.False(Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "Stream", "StreamNotify": false } } } }""").StreamNotify);
    }

    [Fact]
    public void Section_sets_the_options_of_a_table_of_their_own()
    {
        var options = Options("a", """
            { "Zmq": { "Sockets": { "a": {
              "Type": "Router", "Connect": ["tcp://a:1", "tcp://b:1"], "ConnectRoutingIds": ["one", "two"], "RouterNotify": "connect, Disconnect",
              "Metadata": { "X-Region": "eu", "X-Zone": "" }, "HelloMessage": "grüezi", "DisconnectMessage": "bye", "ProbeRouter": true,
              "SendTimeout": "-00:00:00.001", "ReceiveTimeout": "00:00:02", "IPv6": false, "Backlog": 3, "MaxConnections": 4,
              "MaxHandshakes": 12, "MaxHandshakesPerAddress": 13, "MaxHandshakeRatePerAddress": 14,
              "SendBufferSize": 5, "ReceiveBufferSize": 6, "TcpKeepAlive": true, "TcpKeepAliveCount": 7, "TcpKeepAliveIdle": "00:00:08",
              "TcpKeepAliveInterval": "00:00:09", "TcpMaxRetransmitTime": "00:00:10", "TypeOfService": 11, "Priority": 5, "BusyPoll": "00:00:00.00005" } } } }
            """);

        Assert.Equal(["one", "two"], options.ConnectRoutingIds);
        Assert.Equal(ZmqRouterNotify.Connect | ZmqRouterNotify.Disconnect, options.RouterNotify);
        Assert.Equal([new("X-Region", "eu"), new("X-Zone", "")], options.Metadata.OrderBy(static property => property.Key, StringComparer.Ordinal));
        Assert.Equal("grüezi"u8, options.HelloMessage!.Value.Span);
        Assert.Equal("bye"u8, options.DisconnectMessage!.Value.Span);
        Assert.True(options.ProbeRouter);
        Assert.Equal((Timeout.InfiniteTimeSpan, TimeSpan.FromSeconds(2)), (options.SendTimeout, options.ReceiveTimeout));
        Assert.False(options.IPv6);
        Assert.Equal((3, 4, 5, 6), (options.Backlog, options.MaxConnections, options.SendBufferSize, options.ReceiveBufferSize));
        Assert.Equal((12, 13, 14), (options.MaxHandshakes, options.MaxHandshakesPerAddress, options.MaxHandshakeRatePerAddress));
        Assert.Equal((true, 7), (options.TcpKeepAlive, options.TcpKeepAliveCount));
        Assert.Equal((8, 9, 10), (options.TcpKeepAliveIdle?.Seconds, options.TcpKeepAliveInterval?.Seconds, options.TcpMaxRetransmitTime?.Seconds));
        Assert.Equal((11, 5, 50), (options.TypeOfService, options.Priority, options.BusyPoll.TotalMicroseconds));
    }

    [Fact]
    public void Defaults_reach_the_sockets_they_concern()
    {
        using var services = Services("""{ "Zmq": { "Sockets": { "pub": { "Type": "PUB" }, "router": { "Type": "ROUTER", "MaxConnections": 7 } } } }""", zmq =>
            zmq.Services.Configure<ZmqHostingOptions>(hosting => hosting.Defaults = new ZmqSocketOptions
            {
                RouterNotify = ZmqRouterNotify.Connect, Conflate = true, MaxConnections = 5, Metadata = { ["X-a"] = "b" },
            }));
        var monitor = services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>();

        var (pub, router) = (monitor.Get("pub"), monitor.Get("router"));
        Assert.Equal((true, ZmqRouterNotify.None, 5), (pub.Conflate, pub.RouterNotify, pub.MaxConnections));
        Assert.Equal((false, ZmqRouterNotify.Connect, 7), (router.Conflate, router.RouterNotify, router.MaxConnections));
        Assert.Equal("b", pub.Metadata["X-a"]);
        Assert.NotSame(pub.Metadata, router.Metadata);
    }

    [Fact]
    public void Every_option_has_a_key()
    {
        var message = Failure("""{ "Zmq": { "Sockets": { "a": { "Type": "PUB", "Bnd": "" } } } }""");

        Assert.All(typeof(ZmqSocketOptions).GetProperties(), property => Assert.Contains(property.Name, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Text_where_a_list_belongs_is_the_list_of_it() =>
        Assert.Equal(["tcp://*:1"], Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "PUB", "Bind": "tcp://*:1" } } } }""").Bind);

    [Fact]
    public void Null_in_the_configuration_counts_as_not_given() =>
        Assert.Equal(1000, Options("a", """{ "Zmq": { "Sockets": { "a": { "Type": "PUB", "SendHighWaterMark": null } } } }""").SendHighWaterMark);

    [Theory]
    [InlineData("""{ "a": { "Type": "PUB", "Bnd": "x" } }""", "Zmq:Sockets:a:Bnd is not an option of a socket. Known keys: AllowFrom, Backlog, Bind, BindToDevice,")]
    [InlineData("""{ "a": { "Type": "PUB", "SendHighWaterMark": "lots" } }""", "Zmq:Sockets:a:SendHighWaterMark is 'lots', which is not a whole number")]
    [InlineData("""{ "a": { "Type": "PUB", "Linger": "5" } }""", "Zmq:Sockets:a:Linger is '5', which is not a duration")]
    [InlineData("""{ "a": { "Type": "ROUTER", "RouterMandatory": "1" } }""", "Zmq:Sockets:a:RouterMandatory is '1', which is not true or false")]
    [InlineData("""{ "a": { "Type": "PUB", "SendHighWaterMark": [ 1 ] } }""", "Zmq:Sockets:a:SendHighWaterMark is a section or a list")]
    [InlineData("""{ "a": { "Type": "PUB", "Bind": { "x": { "y": "z" } } } }""", "Zmq:Sockets:a:Bind:x is not a text")]
    [InlineData("""{ "a": { "Type": "PULL", "IpcFilterUids": ["root"] } }""", "Zmq:Sockets:a:IpcFilterUids is 'root', which is not a list of numbers")]
    [InlineData("""{ "a": { "Type": "SUB", "Subscribe": [] } }""", "Zmq:Sockets:a:Subscribe is empty")]
    [InlineData("""{ "a": { "Type": "ROUTER", "RouterNotify": "Both" } }""", "RouterNotify is 'Both', which is not one or more of None, Connect, Disconnect")]
    [InlineData("""{ "a": { "Type": "ROUTER", "RouterNotify": "3" } }""", "RouterNotify is '3', which is not one or more of None, Connect, Disconnect")]
    [InlineData("""{ "a": { "Type": "PUB", "Metadata": "X-a" } }""", "Zmq:Sockets:a:Metadata is 'X-a', but holds one key per entry")]
    [InlineData("""{ "a": { "Type": "PUB", "Metadata": { "X-a": { "b": "c" } } } }""", "Zmq:Sockets:a:Metadata:X-a is not a text")]
    [InlineData("""{ "a": { "Type": "PUB", "AllowFrom": ["10.0.0.0/8", "10.0.0.0/33"] } }""", "a:AllowFrom:1 is '10.0.0.0/33', but the length of a prefix of 10")]
    [InlineData("""{ "a": { "Type": "PUB", "DenyFrom": "example.com" } }""", "Zmq:Sockets:a:DenyFrom is 'example.com', which is not an address or a network")]
    [InlineData("""{ "a": { "Type": "PUB", "AllowFrom": [] } }""", "Zmq:Sockets:a:AllowFrom is '', which is not an address or a network")]
    [InlineData("""{ "a": { "Type": "PUB", "AllowFrom": { "x": { "y": "z" } } } }""", "Zmq:Sockets:a:AllowFrom:x is not a text")]
    [InlineData("""{ "a": { "Type": "PUBB" } }""", "Zmq:Sockets:a:Type is 'PUBB', which is not a pattern. Set it to one of PUB, SUB")]
    [InlineData("""{ "a": { "Type": "1" } }""", "Zmq:Sockets:a:Type is '1', which is not a pattern")]
    [InlineData("""{ "a": { "Bind": "tcp://*:1" } }""", "Zmq:Sockets:a:Type is missing, and no code declares this socket")]
    [InlineData("""{ "a": "tcp://*:1" }""", "Zmq:Sockets:a is a text, but holds the options of a socket. Known keys: AllowFrom, Backlog, Bind")]
    public void Mistake_in_a_socket_section_is_named_with_its_key(string sockets, string expected) =>
        Assert.Contains(expected, Failure($$"""{ "Zmq": { "Sockets": {{sockets}} } }"""), StringComparison.Ordinal);

    [Fact]
    public void Unknown_key_beside_the_sockets_is_named_with_the_known_ones() => Assert.Contains(
        "Zmq:Socket is not a known key. Known keys: Sockets.", Failure("""{ "Zmq": { "Socket": { "x": 1 } } }"""), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_of_a_section_are_told_at_once()
    {
        var message = Failure("""{ "Zmq": { "Sockets": { "a": { "Type": "PUB", "Bnd": "x", "Linger": "y" } } } }""");

        Assert.Contains("Zmq:Sockets:a:Bnd", message, StringComparison.Ordinal);
        Assert.Contains("Zmq:Sockets:a:Linger", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_comes_after_the_section()
    {
        var options = Options("a", """{ "Zmq": { "Sockets": { "a": { "SendHighWaterMark": 5, "Bind": "tcp://*:1" } } } }""", zmq => zmq
            .AddSocket<IPubSocket>("a", socket =>
            {
                socket.SendHighWaterMark++;
                socket.Bind.Add("tcp://*:2");
            })
            .AddSocket<IPubSocket>("a", (socket, services) => socket.MaxMessageSize = services.GetRequiredService<Limits>().Size)
            .Services.AddSingleton(new Limits(7)));

        Assert.Equal(6, options.SendHighWaterMark);
        Assert.Equal(["tcp://*:1", "tcp://*:2"], options.Bind);
        Assert.Equal(7, options.MaxMessageSize);
    }

    [Fact]
    public void Two_sockets_of_one_pattern_keep_their_own_options()
    {
        using var services = Services(
            """{ "Zmq": { "Sockets": { "b": { "SendHighWaterMark": 2 } } } }""",
            zmq => zmq.AddSocket<IPubSocket>("a", socket => socket.SendHighWaterMark = 1).AddSocket<IPubSocket>("b"));
        var monitor = services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>();

        Assert.Equal(1, monitor.Get("a").SendHighWaterMark);
        Assert.Equal(2, monitor.Get("b").SendHighWaterMark);
    }

    [Fact]
    public void Section_may_have_another_name()
    {
        using var services = Services(
            """{ "Queues": { "Sockets": { "a": { "Type": "PUB", "SendHighWaterMark": 2 } } } }""", zmq => zmq.Services.AddZmq("Queues").Services.AddZmq());

        Assert.Equal(2, services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get("a").SendHighWaterMark);
    }

    [Fact]
    public void Two_sections_are_refused() => Assert.Contains("'A' and 'B'", Assert.Throws<InvalidOperationException>(
        () => Options("x", "{}", zmq => zmq.Services.AddZmq("A").Services.AddZmq("B"))).Message, StringComparison.Ordinal);

    [Fact]
    public void Code_and_section_must_agree_on_the_pattern() => Assert.Contains(
        "Zmq:Sockets:a:Type is SUB, but the code declares the socket 'a' as PUB",
        Failure("""{ "Zmq": { "Sockets": { "a": { "Type": "SUB" } } } }""", zmq => zmq.AddSocket<IPubSocket>("a")), StringComparison.Ordinal);

    [Fact]
    public void Socket_declared_with_two_patterns_is_refused() => Assert.Contains(
        "'a' is declared twice, as PUB and as SUB",
        Failure("{}", zmq => zmq.AddSocket<IPubSocket>("a").AddSocket<ISubSocket>("a")), StringComparison.Ordinal);

    [Fact]
    public void Sockets_that_differ_in_case_only_are_refused() => Assert.Contains(
        "'a' and 'A' differ in case only",
        Failure("{}", zmq => zmq.AddSocket<IPubSocket>("a").AddSocket<IPubSocket>("A")), StringComparison.Ordinal);

    [Fact]
    public void Interface_that_names_no_pattern_is_refused_at_once() => Assert.Contains(
        "IPubSocket", Assert.Throws<ArgumentException>(() => new ServiceCollection().AddZmq().AddSocket<IZmqSender>("a")).Message, StringComparison.Ordinal);

    private static ZmqSocketOptions Options(string name, string json, Action<IZmqBuilder>? configure = null)
    {
        using var services = Services(json, configure);
        return services.GetRequiredService<IOptionsMonitor<ZmqSocketOptions>>().Get(name);
    }

    private static string Failure(string json, Action<IZmqBuilder>? configure = null) =>
        Assert.Throws<OptionsValidationException>(() => Options("a", json, configure)).Message;

    private static ServiceProvider Services(string json, Action<IZmqBuilder>? configure)
    {
        using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(stream).Build());
        var zmq = services.AddZmq();
        configure?.Invoke(zmq);
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private sealed record Limits(long Size);
}
