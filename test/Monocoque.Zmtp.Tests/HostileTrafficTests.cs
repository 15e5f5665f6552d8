using static Monocoque.Zmtp.Tests.HostileCase;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

public sealed class HostileTrafficTests
{
    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static readonly ZmtpSessionOptions s_small = new()
    {
        SocketType = ZmqSocketType.Dealer,
        MaxMessageSize = 300,
        MaxFrames = 3,
        MaxCommandSize = 30,
    };

    private static readonly ZmtpSessionOptions s_smallPub = new() { SocketType = ZmqSocketType.Pub, MaxMessageSize = 300, MaxFrames = 3, MaxCommandSize = 30 };
    private static readonly ZmtpSessionOptions s_smallPush = new() { SocketType = ZmqSocketType.Push, MaxMessageSize = 300, MaxFrames = 3 };
    private static readonly ZmtpSessionOptions s_unlimited = new() { SocketType = ZmqSocketType.Dealer, MaxMessageSize = -1 };

    private static readonly Dictionary<string, HostileCase> s_cases = new(StringComparer.Ordinal)
    {
        ["HF-1 reserved bit 3"] = OnTraffic([0x08, 0], ZmtpError.MalformedFrame),
        ["HF-1 reserved bit 7"] = OnTraffic([0x80, 0], ZmtpError.MalformedFrame),
        ["HF-1 all reserved bits"] = OnTraffic([0xF8, 0], ZmtpError.MalformedFrame),
        ["HF-1 reserved bit at PUB"] = OnTraffic([0x10, 0], ZmtpError.MalformedFrame, ZmqSocketType.Pub),
        ["HF-2 command with MORE"] = OnTraffic([0x05, 7, .. Vectors.Ping[2..]], ZmtpError.MalformedFrame),
        ["HF-2 long command with MORE"] = OnTraffic([0x07, 0, 0, 0, 0, 0, 0, 0, 7, .. Vectors.Ping[2..]], ZmtpError.MalformedFrame),
        ["HF-4 long message over the limit"] = OnTraffic(LongHeader(2, 301), ZmtpError.MessageTooLarge, s_small),
        ["HF-4 short message over the limit"] = OnTraffic(
            [.. Frame(1, new byte[200]), .. Frame(0, new byte[101])], ZmtpError.MessageTooLarge, s_small),
        ["HF-4 frames together over the limit"] = OnTraffic(
            [.. Frame(1, new byte[150]), .. Frame(1, new byte[150]), .. Frame(0, 1)], ZmtpError.MessageTooLarge, s_small),
        ["HF-4 dropped message over the limit"] = OnTraffic(LongHeader(2, 301), ZmtpError.MessageTooLarge, s_smallPub),
        ["HF-4 message to PUSH over the limit"] = OnTraffic(LongHeader(2, 301), ZmtpError.MessageTooLarge, s_smallPush),
        ["HF-4 command over the limit"] = OnTraffic([0x04, 31, 5], ZmtpError.CommandTooLarge, s_small),
        ["HF-4 topic over the limit"] = OnTraffic(Frame(0, [1, .. new byte[30]]), ZmtpError.CommandTooLarge, s_smallPub),
        ["HF-5 message of 2^63"] = OnTraffic(LongHeader(2, 1UL << 63), ZmtpError.MalformedFrame),
        ["HF-5 message of 2^64-1"] = OnTraffic(LongHeader(2, ulong.MaxValue), ZmtpError.MalformedFrame),
        ["HF-5 command of 2^64-1"] = OnTraffic(LongHeader(6, ulong.MaxValue), ZmtpError.MalformedFrame),
        ["HF-5 message of 2^63-1"] = OnTraffic(LongHeader(2, long.MaxValue), ZmtpError.MessageTooLarge),
        ["HF-6 message of 2^31 without a limit"] = OnTraffic(LongHeader(2, 1UL << 31), ZmtpError.MessageTooLarge, s_unlimited),
        ["HF-6 message of 2^62 without a limit"] = OnTraffic(LongHeader(2, 1UL << 62), ZmtpError.MessageTooLarge, s_unlimited),
        ["HF-6 second frame of 2^63-1 without a limit"] = OnTraffic(
            [.. Frame(1, 1, 2, 3), .. LongHeader(2, long.MaxValue)], ZmtpError.MessageTooLarge, s_unlimited),
        ["HF-8 too many empty frames"] = OnTraffic([1, 0, 1, 0, 1, 0, 0, 0], ZmtpError.TooManyFrames, s_small),
        ["HF-8 too many dropped frames"] = OnTraffic([1, 0, 1, 0, 1, 0, 1, 0], ZmtpError.TooManyFrames, s_smallPub),
        ["HF-8 commands between frames do not hide them"] = OnTraffic(
            [1, 0, .. Vectors.Ping, 1, 0, .. Vectors.Ping, 1, 0, .. Vectors.Ping, 0, 0], ZmtpError.TooManyFrames, s_small),
        ["HC-2 empty command"] = OnTraffic([4, 0], ZmtpError.MalformedCommand),
        ["HC-2 empty command in the long form"] = OnTraffic(LongHeader(6, 0), ZmtpError.MalformedCommand),
        ["HC-2 empty command in the long form at PUB"] = OnTraffic(LongHeader(6, 0), ZmtpError.MalformedCommand, ZmqSocketType.Pub),
        ["HC-3 name of length 0"] = OnTraffic(Command(0), ZmtpError.MalformedCommand),
        ["HC-3 name of length 0 and data"] = OnTraffic(Command(0, 1, 2, 3), ZmtpError.MalformedCommand),
        ["HC-4 name overruns"] = OnTraffic(Command(5, 0x50, 0x49, 0x4E, 0x47), ZmtpError.MalformedCommand),
        ["HC-4 only a length"] = OnTraffic(Command(1), ZmtpError.MalformedCommand),
        ["HT-7 PING without ttl"] = OnTraffic(Command("PING"), ZmtpError.MalformedCommand),
        ["HT-7 PING with half a ttl"] = OnTraffic(Command("PING", 0), ZmtpError.MalformedCommand),
        ["HT-11 PONG with 17 octets"] = OnTraffic(Command("PONG", new byte[17]), ZmtpError.MalformedCommand),
        ["HF-11 nothing but zeros"] = OnTraffic([4, 0, 0, 0, 0, 0, 0, 0, 0], ZmtpError.MalformedCommand, ZmqSocketType.Pub),
        ["HF-11 empty command and a message"] = OnTraffic([4, 0, .. Vectors.SubscribeAbc], ZmtpError.MalformedCommand, ZmqSocketType.Pub),
        ["HF-11 size of 512"] = OnTraffic([4, 0, 0, 0, 0, 0, 0, 2, 0], ZmtpError.MalformedCommand, ZmqSocketType.XPub),
        ["HF-11 size of 266"] = OnTraffic([4, 0, 0, 0, 0, 0, 0, 1, 10], ZmtpError.MalformedCommand, ZmqSocketType.XPub),
        ["HF-11 another command of 256"] = OnTraffic(
            [4, 0, 0, 0, 0, 0, 0, 1, 0, 4, .. "PING"u8, .. new byte[251]], ZmtpError.MalformedCommand, ZmqSocketType.Pub),
        ["HF-11 CANCEL with 256 topic octets"] = OnTraffic(
            [4, 0, 0, 0, 0, 0, 0, 1, 7, 6, .. "CANCEL"u8, .. new byte[256]], ZmtpError.MalformedCommand, ZmqSocketType.Pub),
        ["HF-11 over the command limit"] = OnTraffic([4, 0, 0, 0, 0, 0, 0, 1, 0], ZmtpError.CommandTooLarge, s_smallPub),
        ["HF-11 at a socket without subscribers"] = OnTraffic(Vectors.SubscribeLongBroken, ZmtpError.MalformedCommand),
        ["HF-11 from a 3.0 peer"] = new(
            Transcript.Options(ZmqSocketType.Pub), Handshake(ZmqSocketType.Pub, is30: true), Vectors.SubscribeLongBroken, ZmtpError.MalformedCommand),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Connection_is_closed(string id) => s_cases[id].Check();

    [Fact]
    public void Corrupted_long_topic_that_cannot_be_read_names_the_bug()
    {
        using var driver = Driver.Connected(ZmqSocketType.Pub);

        Assert.Equal(ZmtpEvent.Failed, driver.Feed(4, 0, 0, 0, 0, 0, 0, 1, 200));

        Assert.Contains("libzmq 4.3.3 or 4.3.4", driver.Session.ErrorReason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_refuses_the_header_and_waits_for_no_body()
    {
        using var driver = Driver.Connected(s_small);

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(LongHeader(2, 300)));
        using var over = Driver.Connected(s_small);
        Assert.Equal(ZmtpEvent.Failed, over.Feed(LongHeader(2, 301)));
        Assert.Equal("a message of more than 300 octets", over.Session.ErrorReason);
    }
}
