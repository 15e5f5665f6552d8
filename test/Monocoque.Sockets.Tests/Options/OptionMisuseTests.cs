using System.Globalization;
using Monocoque.Hosting;

namespace Monocoque.OptionsValidation;

public sealed class OptionMisuseTests
{
    /// <summary>
    /// Written down once more, beside the table, so that a slip there shows. "-" begins those that an option is not for; an option that is not named is for all.
    /// </summary>
    private static readonly Dictionary<string, string> s_patterns = new(StringComparer.Ordinal)
    {
        ["Conflate"] = "PUB SUB DEALER PUSH PULL",
        ["Immediate"] = "REQ DEALER PUSH PAIR CLIENT SCATTER CHANNEL",
        ["SendTimeout"] = "PUB XPUB REQ DEALER PUSH PAIR CLIENT SCATTER CHANNEL",
        ["ReceiveTimeout"] = "- PUB PUSH RADIO SCATTER",
        ["InvertMatching"] = "PUB SUB XPUB XSUB",
        ["HeartbeatInterval"] = "- STREAM RADIO DISH",
        ["HeartbeatTimeout"] = "- STREAM RADIO DISH",
        ["HeartbeatTtl"] = "- STREAM RADIO DISH",
        ["StalledMessageTimeout"] = "- STREAM",
        ["MinimumZmtpVersion"] = "- STREAM",
        ["Metadata"] = "- STREAM",
        ["MulticastHops"] = "RADIO",
        ["MulticastLoop"] = "RADIO",
        ["MaxSubscriptionsPerPeer"] = "PUB XPUB",
        ["XPubVerbose"] = "XPUB",
        ["XPubVerboser"] = "XPUB",
        ["XPubNoDrop"] = "PUB XPUB",
        ["XPubManual"] = "XPUB",
        ["XPubWelcomeMessage"] = "PUB XPUB",
        ["OnlyFirstSubscribe"] = "XPUB",
        ["XSubVerboseUnsubscribe"] = "XSUB",
        ["StreamNotify"] = "STREAM",
        ["HelloMessage"] = "DEALER ROUTER CLIENT SERVER PEER",
        ["DisconnectMessage"] = "ROUTER SERVER PEER",
        ["HiccupMessage"] = "DEALER CLIENT PEER",
        ["ProbeRouter"] = "REQ DEALER ROUTER",
        ["RouterNotify"] = "ROUTER",
        ["ConnectRoutingIds"] = "ROUTER STREAM",
        ["RequestCorrelate"] = "REQ",
        ["RequestRelaxed"] = "REQ",
        ["RequestRetry"] = "REQ DEALER",
    };

    public static TheoryData<string, ZmqSocketType> Misuses =>
        new(Restricted().SelectMany(static option => Others(option).Select(type => (option, type))));

    public static TheoryData<string, ZmqSocketType> Uses =>
        new(Restricted().SelectMany(static option => AllTypes().Except(Others(option)).Select(type => (option, type))));

    [Fact]
    public void Every_option_is_for_the_patterns_it_does_something_on()
    {
        foreach (var option in SocketOptionTable.All)
            Assert.Equal(AllTypes().Except(Others(option.Name)).Order(), AllTypes().Where(option.AppliesTo).Order());
    }

    [Theory]
    [MemberData(nameof(Misuses))]
    public void An_option_of_other_patterns_is_refused_with_its_name_and_theirs(string name, ZmqSocketType type)
    {
        var options = new ZmqSocketOptions { Type = type };
        options.Connect.Add("tcp://127.0.0.1:1");
        Set(options, name);

        var fault = Assert.Single(ZmqSocketOptionsValidator.Validate("s", options));
        Assert.StartsWith($"Socket 's': {name} ", fault, StringComparison.Ordinal);
        Assert.Contains($"does not apply to a {type.ToDisplayName()} socket, only to ", fault, StringComparison.Ordinal);
        Assert.All(AllTypes().Except(Others(name)), other => Assert.Contains(other.ToDisplayName(), fault, StringComparison.Ordinal));
        Assert.EndsWith("Remove the option.", fault, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Uses))]
    public void An_option_of_the_pattern_is_taken(string name, ZmqSocketType type)
    {
        var options = new ZmqSocketOptions { Type = type };
        options.Connect.Add("tcp://127.0.0.1:1");
        if (name is "HeartbeatTimeout" or "HeartbeatTtl")
            options.HeartbeatInterval = TimeSpan.FromSeconds(1);
        Set(options, name);
        Assert.Empty(ZmqSocketOptionsValidator.Validate("s", options));
    }

    /// <summary>It speaks to the sockets it concerns.</summary>
    [Theory]
    [MemberData(nameof(Misuses))]
    public void A_default_is_no_matter_to_other_patterns(string name, ZmqSocketType type)
    {
        var defaults = new ZmqSocketOptions();
        Set(defaults, name);
        var options = new ZmqSocketOptions { Type = type };
        options.Connect.Add("tcp://127.0.0.1:1");
        SocketDefaults.Copy(defaults, options, type);
        Assert.Empty(ZmqSocketOptionsValidator.Validate("s", options));
    }

    [Fact]
    public void Where_heartbeats_are_ignored_it_says_why_and_what_finds_a_peer_that_is_gone()
    {
        AssertFault(options => options.HeartbeatInterval = TimeSpan.FromSeconds(1), "which STREAM does not speak", ZmqSocketType.Stream);
        AssertFault(options => options.HeartbeatInterval = TimeSpan.FromSeconds(1), "TcpKeepAlive finds peers that are gone", ZmqSocketType.Stream);
        AssertFault(options => options.MinimumZmtpVersion = new Version(3, 1), "speaks no ZMTP", ZmqSocketType.Stream);
    }

    [Theory]
    [InlineData(ZmqSocketType.Radio)]
    [InlineData(ZmqSocketType.Dish)]
    public void Over_WebSocket_every_pattern_has_heartbeats(ZmqSocketType type)
    {
        var options = new ZmqSocketOptions { Type = type, HeartbeatInterval = TimeSpan.FromSeconds(2), HeartbeatTimeout = TimeSpan.FromSeconds(1) };
        Assert.Empty(ZmqSocketOptionsValidator.Validate("s", options));
        options.Connect.Add("ws://127.0.0.1:1/path");
        Assert.Empty(ZmqSocketOptionsValidator.Validate("s", options));
        options.Bind.Add("tcp://127.0.0.1:*");
        Assert.Equal(2, ZmqSocketOptionsValidator.Validate("s", options).Count);
    }

    [Theory]
    [InlineData("SendHighWaterMark", "SUB PULL DISH GATHER", "sends no messages")]
    [InlineData("SendHighWaterMarkBytes", "SUB PULL DISH GATHER", "sends no messages")]
    [InlineData("ReceiveHighWaterMark", "PUB PUSH RADIO SCATTER", "receives no messages")]
    [InlineData("ReceiveHighWaterMarkBytes", "PUB PUSH RADIO SCATTER", "receives no messages")]
    public void A_mark_of_a_way_that_no_message_goes_is_refused(string name, string patterns, string reason)
    {
        foreach (var type in AllTypes())
        {
            var options = new ZmqSocketOptions { Type = type };
            var property = typeof(ZmqSocketOptions).GetProperty(name)!;
            property.SetValue(options, Convert.ChangeType(1, property.PropertyType, CultureInfo.InvariantCulture));
            var faults = ZmqSocketOptionsValidator.Validate("s", options);
            if (patterns.Split(' ').Contains(type.ToDisplayName()))
                Assert.Equal($"Socket 's': {name} is set, but a {type.ToDisplayName()} socket {reason}. Remove the option.", Assert.Single(faults));
            else
                Assert.Empty(faults);
        }
    }

    [Theory]
    [InlineData("Backlog", 0, "Backlog is 0. Use a number of connections above 0")]
    [InlineData("MaxConnections", -1, "MaxConnections is -1. Use a number of connections, or 0 for no limit")]
    [InlineData("SendBufferSize", 0, "SendBufferSize is 0")]
    [InlineData("ReceiveBufferSize", -5, "ReceiveBufferSize is -5")]
    [InlineData("TcpKeepAliveCount", 128, "Use 1 to 127 probes")]
    [InlineData("TypeOfService", 256, "TypeOfService is 256. Use 0 to 255.")]
    [InlineData("Priority", -1, "Priority is -1")]
    public void A_number_out_of_range_is_refused(string option, int value, string expected) =>
        AssertFault(options => typeof(ZmqSocketOptions).GetProperty(option)!.SetValue(options, value), expected);

    [Theory]
    [InlineData(0)]
    [InlineData(256)]
    public void A_time_to_live_that_no_datagram_has_is_refused(int hops) =>
        AssertFault(options => options.MulticastHops = hops, $"MulticastHops is {hops}. Use 1 to stay on the local network, or up to 255", ZmqSocketType.Radio);

    [Theory]
    [InlineData("TcpKeepAliveIdle", 1.5, "Use 1 to 32767 whole seconds")]
    [InlineData("TcpKeepAliveInterval", 40_000, "Use 1 to 32767 whole seconds")]
    [InlineData("TcpMaxRetransmitTime", 0.0005, "whole milliseconds")]
    [InlineData("BusyPoll", 2, "whole microseconds")]
    [InlineData("SendTimeout", -2, "Use 0 for no wait, at most 49 days, or Timeout.InfiniteTimeSpan for no limit")]
    [InlineData("ReceiveTimeout", 5_000_000, "Use 0 for no wait, at most 49 days, or Timeout.InfiniteTimeSpan for no limit")]
    public void A_time_that_the_system_cannot_keep_is_refused(string option, double seconds, string expected) =>
        AssertFault(options => typeof(ZmqSocketOptions).GetProperty(option)!.SetValue(options, TimeSpan.FromSeconds(seconds)), expected, ZmqSocketType.Dealer);

    [Fact]
    public void Metadata_is_named_as_the_protocol_wants_it()
    {
        AssertFault(options => options.Metadata["Region"] = "eu", "the property 'Region'. Names of your own begin with 'X-'");
        AssertFault(options => options.Metadata["X-"] = "eu", "begin with 'X-' and go on");
        AssertFault(options => options.Metadata["X-a b"] = "eu", "Use at most 255 letters");
        AssertFault(options => options.Metadata[$"X-{new string('a', 255)}"] = "eu", "Use at most 255 letters");
        AssertFault(options => options.Metadata["X-a"] = null!, "no value for 'X-a'");
        AssertFault(options => options.Metadata["X-a"] = new string('a', 5000), "larger than 4096 octets");
    }

    [Fact]
    public void Routing_ids_of_connections_belong_to_addresses()
    {
        AssertFault(options => options.ConnectRoutingIds.Add("a"), "has 1 entries for 0 addresses");
        AssertFault(options => Connect(options, "a", "a"), "contains 'a' twice");
        AssertFault(options => Connect(options, ""), "contains ''. Use 1 to 255 octets");
        AssertFault(options => Connect(options, "\0x"), "do not begin with NUL");
    }

    [Fact]
    public void Notices_of_a_router_are_those_there_are() =>
        AssertFault(options => options.RouterNotify = (ZmqRouterNotify)4, "RouterNotify is 4. Use Connect, Disconnect, both or None.");

    /// <summary>But for DGRAM, which has no connections and so few options: those are in the tests of the validator.</summary>
    private static IEnumerable<ZmqSocketType> AllTypes() => Enum.GetValues<ZmqSocketType>().Where(static type => type != ZmqSocketType.Dgram);

    private static Dictionary<string, string>.KeyCollection Restricted() => s_patterns.Keys;

    /// <summary>The patterns that an option is not for.</summary>
    private static IEnumerable<ZmqSocketType> Others(string option)
    {
        if (!s_patterns.TryGetValue(option, out var text))
            return [];
        var names = text.Split(' ');
        return AllTypes().Where(type => names.Contains(type.ToDisplayName()) == (names[0] == "-"));
    }

    private static void Connect(ZmqSocketOptions options, params ReadOnlySpan<string> ids)
    {
        foreach (var id in ids)
        {
            options.Connect.Add($"tcp://127.0.0.1:{5555 + options.Connect.Count}");
            options.ConnectRoutingIds.Add(id);
        }
    }

    private static void AssertFault(Action<ZmqSocketOptions> configure, string expected, ZmqSocketType type = ZmqSocketType.Router)
    {
        var options = new ZmqSocketOptions { Type = type };
        configure(options);
        Assert.Contains(expected, Assert.Single(ZmqSocketOptionsValidator.Validate("s", options)), StringComparison.Ordinal);
    }

    /// <summary>Gives an option a value that is right where the option is.</summary>
    private static void Set(ZmqSocketOptions options, string name)
    {
        var property = typeof(ZmqSocketOptions).GetProperty(name)!;
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        if (name == nameof(options.ConnectRoutingIds))
        {
            options.ConnectRoutingIds.Add("a");
        }
        else if (name == nameof(options.Metadata))
        {
            options.Metadata["X-a"] = "b";
        }
        else if (type == typeof(Version))
        {
            property.SetValue(options, new Version(3, 0));
        }
        else if (type == typeof(bool))
        {
            property.SetValue(options, !(bool?)property.GetValue(options) ?? true);
        }
        else if (type == typeof(string))
        {
            property.SetValue(options, "x");
        }
        else if (type == typeof(TimeSpan))
        {
            property.SetValue(options, TimeSpan.FromSeconds(1));
        }
        else if (type == typeof(ReadOnlyMemory<byte>))
        {
            property.SetValue(options, new ReadOnlyMemory<byte>([1]));
        }
        else if (type == typeof(ZmqRouterNotify))
        {
            property.SetValue(options, ZmqRouterNotify.Connect);
        }
        else
        {
            property.SetValue(options, 2);
        }
    }
}
