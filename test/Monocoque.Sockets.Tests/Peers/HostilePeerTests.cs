using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Peers;

public sealed class HostilePeerTests : SocketTest
{
    private readonly TestClock _clock = new();

    public static TheoryData<string> BadBeginnings =>
    [
        "zeros", "http", "tls", "zmtp 1.0", "wrong mechanism", "wrong type", "no type", "endless command", "message before the handshake", "reserved bits",
    ];

    [Theory]
    [MemberData(nameof(BadBeginnings))]
    public async Task A_bad_beginning_costs_that_connection_and_one_line_of_log(string name)
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        using var bad = await DialAsync(address);
        await bad.SendAsync(Beginning(name));
        await bad.ReadToEndAsync();
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
        await AssertServesAsync(rep, good);
        Assert.Equal(1, Meter.Read("zmq.handshakes.failed"));
        Assert.Equal(1, Log.Count(2001));
        Assert.DoesNotContain(Log.Entries, static entry => entry.Level > Microsoft.Extensions.Logging.LogLevel.Debug);
        Assert.Equal(1, Meter.Read("zmq.connections"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(40)]
    [InlineData(64)]
    [ProvesOption(nameof(ZmqSocketOptions.HandshakeTimeout))]
    public async Task A_peer_that_falls_silent_in_the_handshake_is_closed_in_time(int octets)
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var rep = Create<IRepSocket>(o => o.HandshakeTimeout = TimeSpan.FromSeconds(7));
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var silent = await DialAsync(address);
        await silent.SendAsync(RawPeer.Greeting[..octets]);
        await silent.ReadAsync(10);
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(7)));
        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);

        _clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Equal(0, CountersOf(rep).HandshakesFailed);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await silent.ReadToEndAsync();
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
        await AssertServesAsync(rep, good);
    }

    [Fact]
    public async Task A_peer_that_dribbles_its_handshake_gets_no_more_time_than_one_that_is_silent()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var rep = Create<IRepSocket>(o => o.HandshakeTimeout = TimeSpan.FromSeconds(7));
        using var slow = await DialAsync(await rep.BindAsync(FreeAddress(), Token));
        await slow.SendAsync(RawPeer.Greeting[..11]);
        await slow.ReadAsync(64);
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(7)));
        byte[] rest = [.. RawPeer.Greeting[11..], .. RawPeer.Ready("REQ")];
        for (var i = 0; i < 69; i++)
        {
            await slow.SendAsync([rest[i]]);
            _clock.Advance(TimeSpan.FromSeconds(0.1));
        }
        Assert.Equal(0, CountersOf(rep).HandshakesFailed);
        _clock.Advance(TimeSpan.FromSeconds(0.1));
        await Until(() => CountersOf(rep).HandshakesFailed == 1);
        await slow.ReadToEndAsync();
    }

    [Fact]
    public async Task A_listener_that_says_nothing_is_given_up_and_tried_again()
    {
        RuntimeOptions.TimeProvider = _clock;
        await using var req = Create<IReqSocket>(o => (o.HandshakeTimeout, o.ReconnectInterval) = (TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(3)));
        using var listener = new RawListener();
        req.Connect(listener.Address);
        using var silent = await listener.AcceptAsync(Token);
        await silent.ReadAsync(10);
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(7)));
        _clock.Advance(TimeSpan.FromSeconds(7));
        await silent.ReadToEndAsync();
        await Until(() => _clock.Pending.Any(static wait => wait >= TimeSpan.FromSeconds(3) && wait <= TimeSpan.FromSeconds(3.75)));
        _clock.Advance(TimeSpan.FromSeconds(3.75));
        using var again = await listener.AcceptAsync("REP", Token);
        await Until(() => Core(req).PeerCount == 1);
    }

    [Theory]
    [InlineData("too large", 1)]
    [InlineData("too large in frames", 1)]
    [InlineData("endless frames", 1)]
    [InlineData("malformed frame", 1)]
    [InlineData("malformed command", 1)]
    [InlineData("torso", 0)]
    [ProvesOption(nameof(ZmqSocketOptions.MaxMessageSize))]
    public async Task Bad_traffic_costs_that_connection_only(string name, int protocolErrors)
    {
        await using var rep = Create<IRepSocket>(o => o.MaxMessageSize = 10_000);
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        var bad = await DialAsync(address, "REQ");
        await Until(() => Core(rep).PeerCount == 2);
        try
        {
            await bad.SendAsync(Traffic(name));
            if (protocolErrors > 0)
                await bad.ReadToEndAsync();
        }
        catch (IOException)
        {
            // It was closed while we sent.
        }
        bad.Dispose();
        await Until(() => Core(rep).PeerCount == 1);
        await Until(() => CountersOf(rep).ProtocolErrors == protocolErrors);
        await AssertServesAsync(rep, good);
        Assert.Equal(protocolErrors, Meter.Read("zmq.protocol.errors"));
        await Until(() => Log.Count(1001) + Log.Count(1000) == 1);
        Assert.Equal(protocolErrors, Log.Count(1001));
        Assert.DoesNotContain(Log.Entries, static entry => entry.Level > Microsoft.Extensions.Logging.LogLevel.Debug);
    }

    [Fact]
    public async Task Silent_peers_do_not_delay_the_accept_of_others()
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        var silent = new List<RawPeer>();
        for (var i = 0; i < 50; i++)
            silent.Add(await DialAsync(address));
        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);
        silent.ForEach(static peer => peer.Dispose());
    }

    [Fact]
    public async Task A_peer_that_pings_and_never_reads_does_not_make_us_remember_its_pongs()
    {
        var network = new MemoryNetwork { Capacity = 4096 };
        RuntimeOptions.ListenerFactories.Add(network);
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        var connection = await network.ConnectAsync(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, address.Port!.Value), Token);
        await connection.Transport.Output.WriteAsync(RawPeer.Greeting, Token);
        await connection.Transport.Output.WriteAsync(RawPeer.Ready("REQ"), Token);
        await Until(() => Core(rep).PeerCount == 1);
        byte[] ping = [4, 23, 4, .. "PING"u8, 0, 0, .. new byte[16]];
        var pings = Enumerable.Repeat(ping, 1000).SelectMany(static octets => octets).ToArray();
        for (var i = 0; i < 500; i++)
            await connection.Transport.Output.WriteAsync(pings, Token);
        await connection.Transport.Output.WriteAsync(RawPeer.Encode("", "still alive"), Token);
        Assert.Equal("still alive", await ReceiveAsync(rep));
        Assert.InRange(Core(rep).Outboxes.Sum(static outbox => outbox.ControlBacklog), 0, 200_000);
        await connection.DisposeAsync();
    }

    [Fact]
    public Task Garbage_connections_leave_nothing_behind() => SendGarbageAsync(200);

    [Fact]
    [Trait("Category", "Long")]
    public Task Thousands_of_garbage_connections_leave_nothing_behind() => SendGarbageAsync(2000);

    private async Task SendGarbageAsync(int count)
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        var random = new Random(3);
        for (var i = 0; i < count; i++)
        {
            using var bad = await DialAsync(address, i % 3 == 0 ? "REQ" : null);
            var garbage = new byte[random.Next(1, 500)];
            random.NextBytes(garbage);
            garbage[0] = (byte)(i % 3 == 0 ? 0xF0 : 0x16);
            await bad.SendAsync(garbage);
            await bad.ReadToEndAsync();
        }
        await Until(() => Core(rep).PeerCount == 1);
        await Until(() => CountersOf(rep).HandshakesFailed + CountersOf(rep).ProtocolErrors == count);
        Assert.Equal(1, Meter.Read("zmq.connections"));
        await AssertServesAsync(rep, good);
    }

    private static byte[] Beginning(string name)
    {
        switch (name)
        {
            case "zeros":
                return new byte[100];
            case "http":
                return Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
            case "tls":
                return [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00, 0x01, 0xFC, 0x03, 0x03, .. new byte[200]];
            case "zmtp 1.0":
                return [0x01, 0x00, 0x02, 0x00, 0x41, .. new byte[40]];
            case "wrong mechanism":
                var curve = RawPeer.Greeting;
                "CURVE"u8.CopyTo(curve.AsSpan(12));
                return curve;
            case "wrong type":
                return [.. RawPeer.Greeting, .. RawPeer.Ready("PUB")];
            case "no type":
                return [.. RawPeer.Greeting, 4, 6, 5, .. "READY"u8];
            case "endless command":
                return [.. RawPeer.Greeting, 6, 0, 0, 0, 0, 0x7F, 0, 0, 0, 5, .. "READY"u8];
            case "message before the handshake":
                return [.. RawPeer.Greeting, .. RawPeer.Encode("", "hello")];
            default:
                return [.. RawPeer.Greeting, 0xF8, 1, 1];
        }
    }

    private static byte[] Traffic(string name) => name switch
    {
        "too large" => [2, 0, 0, 0, 0, 0, 0, 0x27, 0x11, .. new byte[100]],
        "too large in frames" => [.. Enumerable.Range(0, 60).SelectMany(static _ => RawPeer.Encode(new byte[200], more: true))],
        "endless frames" => [.. Enumerable.Range(0, 300_000).SelectMany(static _ => (byte[])[1, 0])],
        "malformed frame" => [0xF0, 3, 1, 2, 3],
        "malformed command" => [4, 3, 200, 1, 2],
        _ => [1, 0, 0, 50, .. new byte[20]],
    };
}
