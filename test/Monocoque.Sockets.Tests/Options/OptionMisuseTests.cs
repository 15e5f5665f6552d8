using Monocoque.Hosting;

namespace Monocoque.OptionsValidation;

public sealed class OptionMisuseTests
{
    public static TheoryData<string, ZmqSocketType> Misuses
    {
        get
        {
            var data = new TheoryData<string, ZmqSocketType>();
            foreach (var option in SocketOptionTable.All)
            {
                foreach (var (type, _) in ZmqSocketTypes.All.Where(entry => !option.AppliesTo(entry.Type)))
                    data.Add(option.Name, type);
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Misuses))]
    public void An_option_of_other_patterns_is_refused_with_its_name_and_theirs(string name, ZmqSocketType type)
    {
        var option = SocketOptionTable.All.Single(option => option.Name == name);
        var options = new ZmqSocketOptions { Type = type };
        Set(options, name);

        var fault = Assert.Single(ZmqSocketOptionsValidator.Validate("s", options));
        Assert.StartsWith($"Socket 's': {name} ", fault, StringComparison.Ordinal);
        Assert.Contains($"does not apply to a {type.ToDisplayName()} socket, only to ", fault, StringComparison.Ordinal);
        Assert.All(option.Types, other => Assert.Contains(other.ToDisplayName(), fault, StringComparison.Ordinal));
        Assert.EndsWith("Remove the option.", fault, StringComparison.Ordinal);
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
            options.Connect.Add("tcp://127.0.0.1:1");
            options.ConnectRoutingIds.Add("a");
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
            property.SetValue(options, 1);
        }
    }
}
