namespace Monocoque.Zmtp.Tests;

public sealed class SessionOptionsTests
{
    public static TheoryData<string> Mistakes => [.. s_mistakes.Keys];

    private static readonly Dictionary<string, ZmtpSessionOptions> s_mistakes = new(StringComparer.Ordinal)
    {
        ["routing id of 256"] = new() { SocketType = ZmqSocketType.Router, RoutingId = Enumerable.Repeat((byte)1, 256).ToArray() },
        ["routing id with a leading zero"] = new() { SocketType = ZmqSocketType.Router, RoutingId = new byte[] { 0, 1 } },
        ["unknown type"] = new() { SocketType = (ZmqSocketType)99 },
        ["message size -2"] = new() { MaxMessageSize = -2 },
        ["no frames"] = new() { MaxFrames = 0 },
        ["65536 frames"] = new() { MaxFrames = 65_536 },
        ["no handshake command"] = new() { MaxHandshakeCommandSize = 0 },
        ["property without a name"] = new() { Metadata = [new("", default)] },
        ["property name of 256"] = new() { Metadata = [new(new string('X', 256), default)] },
        ["property name with a space"] = new() { Metadata = [new("X a", default)] },
        ["property name beyond ASCII"] = new() { Metadata = [new("X-ä", default)] },
        ["property that is ours"] = new() { Metadata = [new("socket-type", default)] },
        ["no command"] = new() { MaxCommandSize = 0 },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Option_out_of_its_range_is_refused(string id)
    {
        Assert.Throws<ArgumentException>(() => new ZmtpSession(s_mistakes[id]));

        using var driver = new Driver((ZmqSocketType?)null);
        Assert.Equal(ZmtpEvent.SelectSocket, driver.Feed(Hex.Join(Vectors.Greeting, Vectors.ReadyDealer)));
        Assert.Throws<ArgumentException>(() => driver.Session.Select(s_mistakes[id]));
    }

    [Fact]
    public void Smallest_limits_are_limits()
    {
        var options = new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxMessageSize = 0, MaxFrames = 1, MaxCommandSize = 7 };
        using var driver = Driver.Connected(options);

        Assert.Equal(ZmtpEvent.Message, driver.Feed(0, 0));
        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Ping));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(0, 1));
    }
}
