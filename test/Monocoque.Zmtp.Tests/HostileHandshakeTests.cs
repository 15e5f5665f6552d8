using static Monocoque.Zmtp.Tests.HostileCase;
using static Monocoque.Zmtp.Tests.Peer;

namespace Monocoque.Zmtp.Tests;

public sealed class HostileHandshakeTests
{
    public static TheoryData<string> Cases => [.. s_cases.Keys];

    private static readonly byte[] s_router = SocketType("ROUTER");

    private static readonly Dictionary<string, HostileCase> s_cases = new(StringComparer.Ordinal)
    {
        ["HC-1 empty command"] = OnHandshake(Command(), ZmtpError.MalformedCommand),
        ["HC-3 name of length 0"] = OnHandshake(Command(0, 1, 2), ZmtpError.MalformedCommand),
        ["HC-4 name overruns"] = OnHandshake(Command(5, 0x52, 0x45, 0x41, 0x44), ZmtpError.MalformedCommand),
        ["HC-4 name of 255 in one octet"] = OnHandshake(Command(255), ZmtpError.MalformedCommand),
        ["HC-5 name with a blank"] = OnHandshake(Command("READY ", s_router), ZmtpError.MalformedCommand),
        ["HC-5 name with a digit"] = OnHandshake(Command("READY2"), ZmtpError.MalformedCommand),
        ["HC-6 unknown command"] = OnHandshake(Command("HURRY", s_router), ZmtpError.UnexpectedCommand),
        ["HC-6 lower case"] = OnHandshake(Command("ready", s_router), ZmtpError.UnexpectedCommand),
        ["HC-8 READY in a message frame"] = OnHandshake(Vectors.With(Ready(s_router), 0, 0), ZmtpError.UnexpectedCommand),
        ["HC-9 a message"] = OnHandshake(Vectors.Hi, ZmtpError.UnexpectedCommand),
        ["HC-9 PING"] = OnHandshake(Vectors.Ping, ZmtpError.UnexpectedCommand),
        ["HC-9 SUBSCRIBE"] = OnHandshake(Vectors.SubscribeAbc, ZmtpError.UnexpectedCommand, own: ZmqSocketType.Pub),
        ["HC-12 HELLO"] = OnHandshake(Command("HELLO", 0, 0), ZmtpError.UnexpectedCommand),
        ["HC-12 WELCOME"] = OnHandshake(Command("WELCOME"), ZmtpError.UnexpectedCommand),
        ["HC-12 INITIATE"] = OnHandshake(Command("INITIATE", s_router), ZmtpError.UnexpectedCommand),
        ["HF-1 reserved bit"] = OnHandshake(Vectors.With(Ready(s_router), 0, 0x0C), ZmtpError.MalformedFrame),
        ["HF-2 READY with MORE"] = OnHandshake(Vectors.With(Ready(s_router), 0, 0x05), ZmtpError.MalformedFrame),
        ["HF-5 size 2^63"] = OnHandshake(LongHeader(6, 1UL << 63), ZmtpError.MalformedFrame),
        ["HF-5 size 2^64-1"] = OnHandshake(LongHeader(6, ulong.MaxValue), ZmtpError.MalformedFrame),
        ["HF-6 size 2^62"] = OnHandshake(LongHeader(6, 1UL << 62), ZmtpError.CommandTooLarge),
        ["HC-13 name length overruns"] = OnHandshake(Ready([12, .. "Socket-Type"u8]), ZmtpError.InvalidMetadata),
        ["HC-13 no value length"] = OnHandshake(Ready([11, .. "Socket-Type"u8]), ZmtpError.InvalidMetadata),
        ["HC-14 value overruns by one"] = OnHandshake(Ready([.. s_router[..12], 0, 0, 0, 7, .. "ROUTER"u8]), ZmtpError.InvalidMetadata),
        ["HC-14 value of FFFFFFFF"] = OnHandshake(
            Ready([.. s_router[..12], 0xFF, 0xFF, 0xFF, 0xFF, .. "ROUTER"u8]), ZmtpError.InvalidMetadata),
        ["HC-14 value of 80000000"] = OnHandshake(Ready([.. s_router[..12], 0x80, 0, 0, 0, .. "ROUTER"u8]), ZmtpError.InvalidMetadata),
        ["HC-15 one octet left"] = OnHandshake(Ready(s_router, [1]), ZmtpError.InvalidMetadata),
        ["HC-15 two octets left"] = OnHandshake(Ready(s_router, [1, 0x41]), ZmtpError.InvalidMetadata),
        ["HC-15 three octets left"] = OnHandshake(Ready(s_router, [1, 0x41, 0]), ZmtpError.InvalidMetadata),
        ["HC-15 four octets left"] = OnHandshake(Ready(s_router, [1, 0x41, 0, 0]), ZmtpError.InvalidMetadata),
        ["HC-16 property without a name"] = OnHandshake(Ready(s_router, Property("")), ZmtpError.InvalidMetadata),
        ["HC-17 name with a blank"] = OnHandshake(Ready(s_router, Property("X y")), ZmtpError.InvalidMetadata),
        ["HC-17 name with NUL"] = OnHandshake(Ready(s_router, Property("X\0")), ZmtpError.InvalidMetadata),
        ["HC-17 name with a high bit"] = OnHandshake(Ready(s_router, Property("X\u00e9")), ZmtpError.InvalidMetadata),
        ["HC-18 READY one octet too large"] = new(
            new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxHandshakeCommandSize = Ready(s_router).Length - 3 },
            Vectors.Greeting, Ready(s_router), ZmtpError.CommandTooLarge),
        ["HC-18 257 properties"] = OnHandshake(
            Ready([s_router, .. Enumerable.Range(0, 256).Select(i => Property($"{(char)('A' + i / 16)}{i % 16}"))]), ZmtpError.InvalidMetadata),
        ["HC-19 Socket-Type twice"] = OnHandshake(Ready(s_router, s_router), ZmtpError.InvalidMetadata),
        ["HC-19 Socket-Type twice in two spellings"] = OnHandshake(
            Ready(s_router, Property("SOCKET-TYPE", [.. "REP"u8])), ZmtpError.InvalidMetadata),
        ["HC-19 Identity twice"] = OnHandshake(Ready(s_router, Identity(1), Identity(2)), ZmtpError.InvalidMetadata),
        ["HC-20 Socket-Type missing"] = OnHandshake(
            Ready(Identity()), ZmtpError.IncompatibleSocketType, "the property Socket-Type is missing"),
        ["HC-20 empty READY"] = OnHandshake(Ready(), ZmtpError.IncompatibleSocketType, "the property Socket-Type is missing"),
        ["HC-21 unknown type"] = OnHandshake(
            Ready(SocketType("STREAM")), ZmtpError.IncompatibleSocketType, "unknown socket type 'STREAM' cannot talk to DEALER"),
        ["HC-21 lower case"] = OnHandshake(
            Ready(SocketType("router")), ZmtpError.IncompatibleSocketType, "unknown socket type 'router' cannot talk to DEALER"),
        ["HC-21 empty type"] = OnHandshake(
            Ready(SocketType("")), ZmtpError.IncompatibleSocketType, "unknown socket type '' cannot talk to DEALER"),
        ["HC-21 control characters"] = OnHandshake(
            Ready(SocketType("A\u001b[2J")), ZmtpError.IncompatibleSocketType, "unknown socket type 'A?[2J' cannot talk to DEALER"),
        ["HC-21 a long type is cut"] = OnHandshake(
            Ready(SocketType(new string('Z', 5000))), ZmtpError.IncompatibleSocketType,
            $"unknown socket type '{new string('Z', 32)}' cannot talk to DEALER"),
        ["HC-21 not a partner"] = OnHandshake(
            Ready(SocketType("PUB")), ZmtpError.IncompatibleSocketType, "PUB cannot talk to DEALER"),
        ["HC-22 Identity of 256"] = OnHandshake(
            Ready(s_router, Identity([.. Enumerable.Repeat((byte)65, 256)])), ZmtpError.InvalidIdentity, "Identity is longer than 255 octets"),
        ["HC-23 Identity with a leading zero"] = OnHandshake(
            Ready(s_router, Identity(0, 1, 2, 3, 4)), ZmtpError.InvalidIdentity, "Identity starts with a zero octet"),
        ["HC-25 ERROR without a reason length"] = OnHandshake(Command("ERROR"), ZmtpError.RefusedByPeer),
        ["HC-25 ERROR with a reason that overruns"] = OnHandshake(Command("ERROR", 4, 0x34, 0x30, 0x30), ZmtpError.RefusedByPeer),
        ["HC-26 ERROR with control characters"] = OnHandshake(Command("ERROR", 3, 0x1B, 0x0A, 0xFF), ZmtpError.RefusedByPeer),
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Handshake_is_refused(string id) => s_cases[id].Check();

    [Fact]
    public void Handshake_command_over_the_limit_is_refused_on_its_header()
    {
        using var driver = new Driver(new ZmtpSessionOptions { SocketType = ZmqSocketType.Dealer, MaxHandshakeCommandSize = 1000 });

        Assert.Equal(ZmtpEvent.NeedMoreData, driver.Feed(Vectors.Greeting));
        Assert.Equal(ZmtpEvent.Failed, driver.Feed(LongHeader(6, 1001)));
        Assert.Equal(ZmtpError.CommandTooLarge, driver.Session.Error);
    }

    [Theory]
    [InlineData("04 06 05 45 52 52 4F 52", "the peer refused without a readable reason")]
    [InlineData("04 07 05 45 52 52 4F 52 00", "the peer refused without a reason")]
    [InlineData("04 0A 05 45 52 52 4F 52 04 34 30 30", "the peer refused without a readable reason")]
    [InlineData("04 0B 05 45 52 52 4F 52 03 34 30 30 FF", "400")]
    [InlineData("04 0A 05 45 52 52 4F 52 03 0A 1B 41", "??A")]
    public void Words_of_the_peer_are_made_fit_for_a_log(string error, string reason)
    {
        var transcript = Transcript.OfEverySplit(Transcript.Options(ZmqSocketType.Dealer), Hex.Join(Vectors.Greeting, Hex.Of(error)));

        Assert.Equal(reason, transcript.Reason);
    }
}
