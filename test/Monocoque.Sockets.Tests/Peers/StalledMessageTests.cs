using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

/// <summary>A peer that begins something and does not go on, on a clock that the test turns.</summary>
public sealed partial class StalledMessageTests : SocketTest
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);

    /// <summary>The smallest step that a timer takes.</summary>
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

    private readonly TestClock _clock = new();

    public StalledMessageTests() => RuntimeOptions.TimeProvider = _clock;

    private static readonly Dictionary<string, byte[]> s_beginnings = new()
    {
        ["flags"] = [0],
        ["half a size"] = [2, 0, 0, 0],
        ["a header"] = [0, 5],
        ["half a body"] = [0, 5, 1, 2],
        ["a large message"] = [2, 0, 0, 0, 0, 2, 0, 0, 0, .. new byte[100_000]],
        ["the first frame of several"] = [1, 1, 1],
        ["a frame of several, and half of the next"] = [1, 1, 1, 0, 9, 1],
        ["half a command"] = [4, 7, 4, 0x50, 0x49],
        ["a frame of several, and a whole command"] = [1, 1, 1, 4, 5, 4, .. "PONG"u8],
    };

    /// <summary>All that a peer can begin.</summary>
    public static TheoryData<string> Beginnings => [.. s_beginnings.Keys];

    [Theory]
    [MemberData(nameof(Beginnings))]
    [ProvesOption(nameof(ZmqSocketOptions.StalledMessageTimeout))]
    public async Task A_peer_that_does_not_go_on_is_disconnected_and_nobody_else(string what)
    {
        var beginning = s_beginnings[what];
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        await using var events = new EventRecorder(dealer, Token);
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address, "DEALER");
        using var bystander = await DialAsync(address, "DEALER");
        await Until(() => Core(dealer).PeerCount == 2);
        await peer.SendAsync(beginning);
        await AllIsRead(dealer, beginning.Length);
        _clock.Advance(s_timeout - s_moment);
        Assert.Equal(2, Core(dealer).PeerCount);
        _clock.Advance(s_moment);

        var end = await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.Contains("then sent nothing for 10 s (StalledMessageTimeout)", Assert.IsAssignableFrom<TimeoutException>(end.Error).Message, StringComparison.Ordinal);
        Assert.Null(end.ProtocolError);
        Assert.Equal((1L, 0L), (Meter.Read("zmq.message.timeouts"), Meter.Read("zmq.heartbeat.timeouts")));
        Assert.Contains(Log.Entries, static entry => entry is { Id: 1003 } && entry.Text.Contains("StalledMessageTimeout", StringComparison.Ordinal));
        await peer.ReadToEndAsync();
        Assert.False(dealer.TryReceive(out _));
        Assert.Equal(0, Runtime.Deadlines.Count);
        await bystander.SendMessageAsync("still here");
        Assert.Equal("still here", await ReceiveAsync(dealer));
    }

    [Fact]
    public async Task A_minute_is_the_default()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        await BeginAsync(dealer, peer);
        _clock.Advance(TimeSpan.FromMinutes(1) - s_moment);
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(s_moment);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task Without_a_limit_the_rest_may_come_in_a_year()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = Timeout.InfiniteTimeSpan);
        using var peer = await JoinAsync(dealer);
        await peer.SendAsync([0, 2, (byte)'h']);
        await Until(() => CountersOf(dealer).OctetsReceived >= 3);
        _clock.Advance(TimeSpan.FromDays(365));
        await peer.SendAsync([(byte)'i']);
        Assert.Equal("hi", await ReceiveAsync(dealer));
        Assert.Equal(0, Runtime.Deadlines.Count);
    }

    [Fact]
    public async Task A_slow_peer_lives_by_every_octet_of_it()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await JoinAsync(dealer);
        var message = RawPeer.Encode("slow", "and steady");
        byte[] octets = [.. message, .. RawPeer.Encode("x")[..2]];
        for (var i = 0; i < octets.Length; i++)
        {
            await SendOctetAsync(dealer, peer, octets[i]);
            if (i != message.Length - 1)
                await Until(() => IsWaiting(dealer));
            _clock.Advance(s_timeout / 2);
        }
        Assert.Equal("slow|and steady", await ReceiveAsync(dealer));
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance((s_timeout / 2) - s_moment);
        Assert.Equal(1, Core(dealer).PeerCount);
        _clock.Advance(s_moment);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
    }

    [Fact]
    public async Task Between_two_messages_a_peer_may_be_silent()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.StalledMessageTimeout = s_timeout);
        using var peer = await JoinAsync(dealer);
        for (var i = 0; i < 3; i++)
        {
            await BeginAsync(dealer, peer);
            _clock.Advance(s_timeout / 2);
            await peer.SendAsync([(byte)'i']);
            Assert.Equal("hi", await ReceiveAsync(dealer));
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(0, Runtime.Deadlines.Count);
        }
        Assert.Equal(0, Meter.Read("zmq.message.timeouts"));
    }

    [Fact]
    public async Task A_peer_that_we_connected_to_is_connected_to_again()
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.StalledMessageTimeout, o.ReconnectInterval) = (s_timeout, TimeSpan.FromSeconds(4)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        using var first = await listener.AcceptAsync("DEALER", Token);
        await BeginAsync(dealer, first);
        _clock.Advance(s_timeout);
        // Nothing else waits for as long as that: the end of the old connection has a second of its own.
        await Until(() => _clock.Pending.Any(static wait => wait >= TimeSpan.FromSeconds(4) && wait <= TimeSpan.FromSeconds(5)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        using var second = await listener.AcceptAsync("DEALER", Token);
        await second.SendMessageAsync("whole");
        Assert.Equal("whole", await ReceiveAsync(dealer));
    }

    [Fact]
    public async Task Half_a_subscription_is_one_too()
    {
        await using var pub = Create<IPubSocket>(static o => o.StalledMessageTimeout = s_timeout);
        await using var events = new EventRecorder(pub, Token);
        using var peer = await DialAsync(await pub.BindAsync(FreeAddress(), Token), "SUB");
        await Until(() => Core(pub).PeerCount == 1);
        await peer.SendAsync([4, 12, 9, .. "SUBSCRIBE"u8]);
        await AllIsRead(pub, 12);
        _clock.Advance(s_timeout);
        Assert.IsAssignableFrom<TimeoutException>((await events.WaitForAsync(ZmqEventKind.Disconnected)).Error);
    }

    private static bool IsWaiting(IZmqSocket socket) => Core(socket).Connections.Any(static connection => connection.Stall?.WaitingSince is not null);

    /// <summary>Everything that was sent has been read, and the reader waits for the rest of it.</summary>
    private Task AllIsRead(IZmqSocket socket, long octets) => Until(() => CountersOf(socket).OctetsReceived >= octets && IsWaiting(socket));

    private async Task<RawPeer> JoinAsync(IZmqSocket socket)
    {
        var peer = await DialAsync(await socket.BindAsync(FreeAddress(), Token), "DEALER");
        await Until(() => Core(socket).PeerCount == 1);
        return peer;
    }

    /// <summary>All of the message "hi" but its last octet.</summary>
    private async Task BeginAsync(IZmqSocket socket, RawPeer peer)
    {
        var before = CountersOf(socket).OctetsReceived;
        await peer.SendAsync([0, 2, (byte)'h']);
        await AllIsRead(socket, before + 3);
    }

    /// <summary>Returns when the octet was read.</summary>
    private async Task SendOctetAsync(IZmqSocket socket, RawPeer peer, byte octet)
    {
        var before = CountersOf(socket).OctetsReceived;
        await peer.SendAsync([octet]);
        await Until(() => CountersOf(socket).OctetsReceived > before);
    }
}
