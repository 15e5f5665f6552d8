using Microsoft.Extensions.Options;

namespace Monocoque.OptionsValidation;

public class ZmqSocketOptionsValidatorTests
{
    public static TheoryData<ZmqSocketType> AllTypes => [.. Enum.GetValues<ZmqSocketType>()];

    [Theory]
    [MemberData(nameof(AllTypes))]
    public void Defaults_of_every_pattern_are_valid(ZmqSocketType type) => AssertValid(type, _ => { });

    [Fact]
    public void Everything_a_pattern_has_may_be_set()
    {
        AssertValid(ZmqSocketType.Router, options =>
        {
            options.RouterMandatory = true;
            options.RouterHandover = true;
            options.RoutingId = new string('r', 255);
            options.SendHighWaterMark = 0;
            options.ReceiveHighWaterMark = 0;
            options.MaxMessageSize = -1;
            options.Linger = Timeout.InfiniteTimeSpan;
            options.HandshakeTimeout = Timeout.InfiniteTimeSpan;
            options.ReconnectInterval = TimeSpan.FromMilliseconds(1);
            options.ReconnectIntervalMax = TimeSpan.FromMilliseconds(1);
            Add(options.Bind, "tcp://*:5555", "tcp://*:*", "tcp://*:*", "ipc://*", "ipc://*", "ipc:///run/x.sock");
            Add(options.Connect, "tcp://localhost:5555", "tcp://localhost:5555", "ipc://@x");
        });
        AssertValid(ZmqSocketType.Sub, options =>
        {
            options.Linger = TimeSpan.Zero;
            options.ReceiveHighWaterMark = 1;
            Add(options.Subscribe, "", "EUR.");
        });
    }

    [Theory]
    [InlineData(null, "Type is missing", "PUB, SUB")]
    [InlineData((ZmqSocketType)99, "Type 99 is not supported", "PUB, SUB")]
    public void Type_must_be_one_that_is_supported(ZmqSocketType? type, string problem, string remedy) =>
        AssertFault(type, _ => { }, problem, remedy);

    [Fact]
    public void Options_of_other_patterns_are_refused()
    {
        AssertFault(ZmqSocketType.Pub, options => options.Subscribe.Add("x"), "Subscribe has entries, but a PUB", "Only SUB and XSUB");
        AssertFault(ZmqSocketType.Pull, options => options.SendHighWaterMark = 5, "SendHighWaterMark is set, but a PULL", "Remove");
        AssertFault(ZmqSocketType.Push, options => options.ReceiveHighWaterMark = 5, "ReceiveHighWaterMark is set, but a PUSH", "Remove");
        AssertFault(ZmqSocketType.Pair, options => Add(options.Connect, "tcp://a:1", "tcp://a:2"), "Connect has 2 entries, but a PAIR", "Keep one");
        AssertFault(ZmqSocketType.Dealer, options => options.RouterMandatory = true, "RouterMandatory is true, but a DEALER", "Only ROUTER");
        AssertFault(ZmqSocketType.Rep, options => options.RouterHandover = true, "RouterHandover is true, but a REP", "Only ROUTER");
        AssertFault(ZmqSocketType.Pub, options => options.RoutingId = "me", "RoutingId is 'me', but a PUB", "Only REQ, DEALER and ROUTER");
        AssertFault(ZmqSocketType.Sub, options => options.RoutingId = "me", "RoutingId is 'me', but a SUB", "remove");
        AssertFault(ZmqSocketType.Rep, options => options.RoutingId = "me", "RoutingId is 'me', but a REP", "remove");
        AssertFault(ZmqSocketType.Sub, options => options.SendHighWaterMark = 5, "SendHighWaterMark is set, but a SUB", "Remove");
        AssertFault(ZmqSocketType.Pub, options => options.ReceiveHighWaterMark = 5, "ReceiveHighWaterMark is set, but a PUB", "Remove");
    }

    [Fact]
    public void Limits_are_not_negative()
    {
        AssertFault(ZmqSocketType.Dealer, options => options.SendHighWaterMark = -1, "SendHighWaterMark is -1", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.ReceiveHighWaterMark = -7, "ReceiveHighWaterMark is -7", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.MaxMessageSize = 0, "MaxMessageSize is 0", "-1 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.MaxMessageSize = -2, "MaxMessageSize is -2", "-1 for no limit");
    }

    [Fact]
    public void Routing_id_is_1_to_255_octets_and_does_not_begin_with_nul()
    {
        AssertFault(ZmqSocketType.Dealer, options => options.RoutingId = "", "RoutingId is empty", "null");
        AssertFault(ZmqSocketType.Dealer, options => options.RoutingId = "\0a", "RoutingId begins with NUL", "another character");
        AssertFault(ZmqSocketType.Dealer, options => options.RoutingId = new string('ü', 128), "has 256 octets", "at most 255");
        AssertValid(ZmqSocketType.Dealer, options => options.RoutingId = new string('ü', 127));
    }

    [Fact]
    public void Times_are_in_the_range_of_a_timer()
    {
        var second = TimeSpan.FromSeconds(1);
        AssertFault(ZmqSocketType.Dealer, options => options.Linger = -second, "Linger is -00:00:01", "InfiniteTimeSpan");
        AssertFault(ZmqSocketType.Dealer, options => options.Linger = TimeSpan.FromDays(50), "Linger is 50.", "at most 49 days");
        AssertFault(ZmqSocketType.Dealer, options => options.HandshakeTimeout = TimeSpan.Zero, "HandshakeTimeout is 00:00:00", "InfiniteTimeSpan");
        AssertFault(ZmqSocketType.Dealer, options => options.HandshakeTimeout = -second, "HandshakeTimeout is -", "InfiniteTimeSpan");
        AssertFault(ZmqSocketType.Dealer, options => options.HandshakeTimeout = TimeSpan.MaxValue, "HandshakeTimeout is", "at most 49 days");
        AssertFault(ZmqSocketType.Dealer, options => options.ReconnectInterval = TimeSpan.Zero, "ReconnectInterval is 00:00:00", "the default");
        AssertFault(ZmqSocketType.Dealer, options => options.ReconnectInterval = -second, "ReconnectInterval is -", "InfiniteTimeSpan to try once");
        AssertValid(ZmqSocketType.Dealer, options => options.ReconnectInterval = Timeout.InfiniteTimeSpan);
        AssertFault(ZmqSocketType.Dealer, options => options.ReconnectIntervalMax = -second, "ReconnectIntervalMax is -", "0 for a constant interval");
        AssertFault(
            ZmqSocketType.Dealer, options => options.ReconnectIntervalMax = TimeSpan.FromMilliseconds(99), "less than ReconnectInterval", "Raise it");
    }

    [Fact]
    public void Heartbeats_are_told_as_the_wire_can_tell_them()
    {
        static void Set(ZmqSocketOptions options, double ttl) => (options.HeartbeatInterval, options.HeartbeatTtl) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(ttl));

        AssertValid(ZmqSocketType.Pub, options => Set(options, 0.1));
        AssertValid(ZmqSocketType.Sub, options => Set(options, 6553.5));
        AssertFault(ZmqSocketType.Dealer, options => Set(options, 0.09), "HeartbeatTtl is 00:00:00.09", "0.1 to 6553.5 seconds");
        AssertFault(ZmqSocketType.Dealer, options => Set(options, 6553.6), "HeartbeatTtl is 01:49:13.6", "0.1 to 6553.5 seconds");
        AssertFault(ZmqSocketType.Dealer, options => Set(options, -1), "HeartbeatTtl is -", "0.1 to 6553.5 seconds");
        AssertFault(ZmqSocketType.Dealer, options => options.HeartbeatInterval = TimeSpan.FromSeconds(-1), "HeartbeatInterval is -", "0 for no heartbeats");
        AssertFault(ZmqSocketType.Dealer, options => options.HeartbeatTtl = TimeSpan.FromSeconds(1), "HeartbeatInterval is 0", "Set the interval");
        AssertFault(ZmqSocketType.Dealer, options => options.HeartbeatTimeout = TimeSpan.FromSeconds(1), "HeartbeatInterval is 0", "Set the interval");
        AssertFault(
            ZmqSocketType.Dealer,
            options => (options.HeartbeatInterval, options.HeartbeatTimeout) = (TimeSpan.FromSeconds(1), TimeSpan.Zero),
            "HeartbeatTimeout is 00:00:00", "null for the interval");
    }

    [Fact]
    public void Rest_of_a_message_is_waited_for_as_long_as_a_timer_can_or_for_ever()
    {
        AssertValid(ZmqSocketType.Pub, options => options.StalledMessageTimeout = Timeout.InfiniteTimeSpan);
        AssertFault(
            ZmqSocketType.Pull, options => options.StalledMessageTimeout = TimeSpan.Zero, "StalledMessageTimeout is 00:00:00", "Timeout.InfiniteTimeSpan for no limit");
        AssertFault(ZmqSocketType.Pull, options => options.StalledMessageTimeout = TimeSpan.FromDays(50), "StalledMessageTimeout is 50.", "at most 49 days");
        AssertFault(ZmqSocketType.Stream, options => options.StalledMessageTimeout = TimeSpan.FromSeconds(5), "StalledMessageTimeout is 00:00:05", "STREAM");
    }

    [Fact]
    public void Reconnect_connect_and_version_options_are_in_their_ranges()
    {
        AssertFault(ZmqSocketType.Dealer, options => options.ConnectTimeout = TimeSpan.FromSeconds(-1), "ConnectTimeout is -", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.ReconnectStop = (ZmqReconnectStop)8, "ReconnectStop is 8", "HandshakeFailed");
        AssertFault(ZmqSocketType.Dealer, options => options.MinimumZmtpVersion = new Version(1, 0), "MinimumZmtpVersion is 1.0", "2.0, 3.0 or 3.1");
        AssertFault(ZmqSocketType.Dealer, options => options.MinimumZmtpVersion = null!, "MinimumZmtpVersion is null", "2.0, 3.0 or 3.1");
    }

    [Fact]
    public void Bounds_of_memory_are_octets_and_for_patterns_that_have_them()
    {
        AssertFault(ZmqSocketType.Dealer, options => options.SendHighWaterMarkBytes = -1, "SendHighWaterMarkBytes is -1", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.ReceiveHighWaterMarkBytes = -1, "ReceiveHighWaterMarkBytes is -1", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.MemoryBudget = -1, "MemoryBudget is -1", "0 for no limit");
        AssertFault(ZmqSocketType.Pub, options => options.MaxSubscriptionsPerPeer = -1, "MaxSubscriptionsPerPeer is -1", "0 for no limit");
        AssertFault(ZmqSocketType.Dealer, options => options.MaxSubscriptionsPerPeer = 1, "does not apply to a DEALER socket", "only to PUB, XPUB");
        AssertFault(ZmqSocketType.Sub, options => options.SendHighWaterMarkBytes = 1, "a SUB socket sends no messages", "Remove");
        AssertFault(ZmqSocketType.Pub, options => options.ReceiveHighWaterMarkBytes = 1, "a PUB socket receives no messages", "Remove");
        AssertValid(ZmqSocketType.Pub, options => (options.MaxSubscriptionsPerPeer, options.MemoryBudget) = (0, 1));
    }

    [Fact]
    public void Addresses_must_parse_and_have_a_scheme_that_is_supported()
    {
        AssertFault(ZmqSocketType.Pub, options => options.Bind.Add("localhost:5555"), "Bind: 'localhost:5555' is not", "tcp://localhost:5555");
        AssertFault(ZmqSocketType.Pub, options => options.Connect.Add("tcp://x"), "Connect: 'tcp://x' is not", "tcp://x:5555");
        AssertFault(ZmqSocketType.Pub, options => options.Bind.Add(null!), "Bind contains null", "tcp://");
        AssertFault(ZmqSocketType.Pub, options => options.Bind.Add("udp://127.0.0.1:5555"), "udp is not supported", "tcp, an ipc or an inproc");
        AssertFault(ZmqSocketType.Pub, options => options.Bind.Add("ws://x:80/p"), "WebSockets come in by the web server", "MapZmqWebSocket");
        AssertFault(ZmqSocketType.Stream, options => options.Connect.Add("ws://x:80/p"), "speaks no ZMTP", "a tcp address");
        AssertValid(ZmqSocketType.Pub, options => options.Connect.Add("wss://x:443/p"));
        AssertFault(ZmqSocketType.Sub, options => options.Subscribe.Add(null!), "Subscribe contains null", "empty text");
        AssertFault(ZmqSocketType.Sub, options => options.Subscribe.Add(new string('t', 65_527)), "a topic of 65527 octets", "at most 65526");
    }

    [Fact]
    public void Udp_is_for_a_dish_that_binds_and_a_radio_that_connects()
    {
        AssertValid(ZmqSocketType.Dish, options => options.Bind.Add("udp://*:5555"));
        AssertValid(ZmqSocketType.Radio, options => options.Connect.Add("udp://eth0;239.1.1.1:5555"));
        AssertFault(ZmqSocketType.Radio, options => options.Bind.Add("udp://*:5555"), "over udp a DISH or a DGRAM binds and a RADIO connects", "Use a tcp");
        AssertFault(ZmqSocketType.Dish, options => options.Connect.Add("udp://a:5555"), "over udp a DISH or a DGRAM binds and a RADIO connects", "Use a tcp");
        AssertFault(ZmqSocketType.Pub, options => options.Connect.Add("udp://a:5555"), "over udp a DISH or a DGRAM binds and a RADIO connects", "Use a tcp");
    }

    [Fact]
    public void A_dgram_is_bound_to_one_udp_address_and_connects_to_nobody()
    {
        AssertValid(ZmqSocketType.Dgram, options => options.Bind.Add("udp://*:5555"));
        AssertFault(ZmqSocketType.Dgram, options => options.Bind.Add("tcp://*:5555"), "a DGRAM socket is bound to a udp address", "udp://*:5555");
        AssertFault(ZmqSocketType.Dgram, options => options.Connect.Add("udp://a:5555"), "a DGRAM socket connects to nobody", "Remove it");
        AssertFault(ZmqSocketType.Dgram, options => Add(options.Bind, "udp://*:5555", "udp://*:5556"), "Bind has 2 entries, but a DGRAM", "Keep one");
    }

    [Fact]
    public void A_dgram_has_no_options_of_connections()
    {
        AssertValid(ZmqSocketType.Dgram, options =>
        {
            options.ReceiveHighWaterMark = 1;
            options.ReceiveHighWaterMarkBytes = 1000;
            options.ReceiveTimeout = TimeSpan.FromSeconds(1);
            options.MaxMessageSize = 1000;
            options.ReceiveBufferSize = 100_000;
            options.AllowFrom.Add(new System.Net.IPNetwork(System.Net.IPAddress.Loopback, 32));
        });
        Action<ZmqSocketOptions>[] changes =
        [
            static o => o.SendHighWaterMark = 5, static o => o.SendHighWaterMarkBytes = 5, static o => o.Linger = TimeSpan.Zero,
            static o => o.ReconnectInterval = TimeSpan.FromSeconds(1), static o => o.HandshakeTimeout = TimeSpan.FromSeconds(1),
            static o => o.HeartbeatInterval = TimeSpan.FromSeconds(1), static o => o.Backlog = 5, static o => o.TcpKeepAlive = true,
            static o => o.MaxConnections = 5, static o => o.Metadata["X-a"] = "b", static o => o.SendTimeout = TimeSpan.Zero,
            static o => o.Security.Mechanism = ZmqMechanism.Plain, static o => o.Tls.TargetHost = "a",
        ];
        foreach (var change in changes)
        {
            var options = new ZmqSocketOptions { Type = ZmqSocketType.Dgram };
            change(options);
            Assert.NotEmpty(ZmqSocketOptionsValidator.Validate("s", options));
        }
        AssertFault(ZmqSocketType.Dgram, options => options.Backlog = 5, "Backlog is set", "which has no connections");
        AssertFault(ZmqSocketType.Dgram, options => options.Linger = TimeSpan.Zero, "Linger is set, but a DGRAM", "Remove");
    }

    [Fact]
    public void A_secret_that_does_not_apply_is_not_told()
    {
        var options = new ZmqSocketOptions { Type = ZmqSocketType.Dgram, SocksProxy = "proxy:1080", SocksUsername = "u", SocksPassword = "hidden" };
        Assert.DoesNotContain("hidden", string.Concat(ZmqSocketOptionsValidator.Validate("s", options)), StringComparison.Ordinal);
    }

    [Fact]
    public void Wildcards_cannot_be_connected_to()
    {
        AssertFault(ZmqSocketType.Sub, options => options.Connect.Add("tcp://*:5556"), "'tcp://*:5556', which can only", "tcp://127.0.0.1:5555");
        AssertFault(ZmqSocketType.Sub, options => options.Connect.Add("tcp://[::1]:0"), "which can only be bound", "tcp://[::1]:5555");
        AssertFault(ZmqSocketType.Sub, options => options.Connect.Add("tcp://feed:*"), "which can only be bound", "tcp://feed:5555");
        AssertFault(ZmqSocketType.Sub, options => options.Connect.Add("ipc://*"), "which can only be bound", "ipc:///run/orders.sock");
    }

    [Fact]
    public void Address_cannot_be_bound_twice() =>
        AssertFault(ZmqSocketType.Pub, options => Add(options.Bind, "tcp://LOCALHOST:1", "tcp://localhost:1"), "twice", "remove one");

    [Fact]
    public void All_faults_are_reported_at_once()
    {
        var options = new ZmqSocketOptions { Type = ZmqSocketType.Pub, MaxMessageSize = 0, RoutingId = "", Bind = { "x", "y" } };

        var faults = ZmqSocketOptionsValidator.Validate("prices", options);

        Assert.Equal(5, faults.Count);
        Assert.All(faults, fault => Assert.StartsWith("Socket 'prices': ", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Options_system_is_told_of_failure_success_and_indifference()
    {
        IValidateOptions<ZmqSocketOptions> validator = new ZmqSocketOptionsValidator();

        var failure = validator.Validate("prices", new ZmqSocketOptions());
        Assert.True(failure.Failed);
        Assert.Contains("Socket 'prices'", failure.FailureMessage, StringComparison.Ordinal);
        Assert.True(validator.Validate("prices", new ZmqSocketOptions { Type = ZmqSocketType.Pub }).Succeeded);
        Assert.True(validator.Validate("", new ZmqSocketOptions()).Skipped);
        Assert.True(validator.Validate(null, new ZmqSocketOptions()).Skipped);
    }

    private static void AssertValid(ZmqSocketType type, Action<ZmqSocketOptions> configure)
    {
        var options = new ZmqSocketOptions { Type = type };
        configure(options);
        Assert.Empty(ZmqSocketOptionsValidator.Validate("s", options));
    }

    [Fact]
    public void Addressing_must_be_complete_and_possible()
    {
        AssertFault(ZmqSocketType.Dealer, options => options.SocksProxy = "nohost", "not a host and a port", "proxy.example:1080");
        AssertFault(ZmqSocketType.Dealer, options => options.SocksProxy = "*:1080", "not a host and a port", "proxy.example:1080");
        AssertFault(ZmqSocketType.Dealer, options => options.SocksProxy = "x:0", "not a host and a port", "proxy.example:1080");
        AssertFault(ZmqSocketType.Dealer, options => options.SocksUsername = "me", "there is no SocksProxy", "Set that too");
        AssertFault(ZmqSocketType.Dealer, options => options.SocksPassword = "me", "there is no SocksUsername", "Set that too");
        AssertFault(ZmqSocketType.Dealer, options => (options.SocksProxy, options.SocksUsername) = ("x:1", ""), "has 0 octets", "1 to 255");
        AssertFault(ZmqSocketType.Dealer, options => options.BindToDevice = "a name that is too long", "not the name of an interface", "eth0");
        AssertFault(ZmqSocketType.Dealer, options => options.UseFileDescriptor = -1, "is -1", "null for none");
        AssertFault(ZmqSocketType.Dealer, options => options.Bind.Add("tcp://127.0.0.1:0;127.0.0.1:5555"), "says where to connect from", "Remove it");
    }

    private static void AssertFault(ZmqSocketType? type, Action<ZmqSocketOptions> configure, string problem, string remedy)
    {
        var options = new ZmqSocketOptions { Type = type };
        configure(options);
        var fault = Assert.Single(ZmqSocketOptionsValidator.Validate("s", options));
        Assert.Contains(problem, fault, StringComparison.Ordinal);
        Assert.Contains(remedy, fault, StringComparison.Ordinal);
    }

    private static void Add(IList<string> list, params ReadOnlySpan<string> items)
    {
        foreach (var item in items)
            list.Add(item);
    }
}
