using System.Net;
using Monocoque.Sockets.Tests.Support;
using Monocoque.Zmtp;

namespace Monocoque.Sockets.Tests.Monitoring;

/// <summary>What the events say beyond their kind.</summary>
public sealed class EventDetailTests : SocketTest
{
    public static TheoryData<byte[], ZmqProtocolError> Faults => new()
    {
        { "GET / HTTP/1.1\r\n\r\n"u8.ToArray(), ZmqProtocolError.Unspecified },
        { OtherMechanism(), ZmqProtocolError.MechanismMismatch },
        { [.. RawPeer.Greeting, .. RawPeer.Encode("message")], ZmqProtocolError.UnexpectedCommand },
        { [.. RawPeer.Greeting, 4, 1, 9], ZmqProtocolError.MalformedCommand },
        { [.. RawPeer.Greeting, 4, 8, 5, .. "READY"u8, 0, 0], ZmqProtocolError.InvalidMetadata },
        { [.. RawPeer.Greeting, .. RawPeer.Ready("PUB")], ZmqProtocolError.InvalidMetadata },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_failed_handshake_has_the_code_of_libzmq_and_both_addresses(byte[] octets, ZmqProtocolError expected)
    {
        await using var rep = Create<IRepSocket>();
        await using var events = new EventRecorder(rep, Token);
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var peer = await DialAsync(address);
        await peer.SendAsync(octets);
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Equal(expected, failed.ProtocolError);
        Assert.Null(failed.StatusCode);
        Assert.Equal(address.Port, ((IPEndPoint)failed.LocalEndPoint!).Port);
        Assert.NotEqual(0, ((IPEndPoint)failed.RemoteEndPoint!).Port);
        Assert.Equal(failed.RemoteEndPoint, events.Seen.Single(e => e.Kind == ZmqEventKind.Accepted).RemoteEndPoint);
    }

    [Fact]
    public async Task A_peer_that_only_goes_away_broke_nothing()
    {
        await using var rep = Create<IRepSocket>();
        await using var events = new EventRecorder(rep, Token);
        (await DialAsync(await rep.BindAsync(FreeAddress(), Token))).Dispose();
        Assert.Null((await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).ProtocolError);
    }

    [Fact]
    public async Task Broken_traffic_has_a_code_too()
    {
        await using var rep = Create<IRepSocket>();
        await using var events = new EventRecorder(rep, Token);
        using var peer = await DialAsync(await rep.BindAsync(FreeAddress(), Token), "REQ");
        await peer.SendAsync([0x04, 1, 200]);
        Assert.Equal(ZmqProtocolError.MalformedCommand, (await events.WaitForAsync(ZmqEventKind.Disconnected)).ProtocolError);
    }

    [Theory]
    [InlineData("300", 300)]
    [InlineData("400", 400)]
    [InlineData("500", 500)]
    [InlineData("200", null)]
    [InlineData("Too many connections", null)]
    public async Task A_refusal_with_a_status_is_a_failed_authentication(string reason, int? status)
    {
        await using var req = Create<IReqSocket>();
        await using var events = new EventRecorder(req, Token);
        using var listener = new RawListener();
        req.Connect(listener.Address);
        using var peer = await listener.AcceptAsync(Token);
        await peer.SendAsync([.. RawPeer.Greeting, 4, (byte)(7 + reason.Length), 5, .. "ERROR"u8, (byte)reason.Length, .. System.Text.Encoding.ASCII.GetBytes(reason)]);
        var failed = await events.WaitForAsync(status is null ? ZmqEventKind.HandshakeFailed : ZmqEventKind.AuthenticationFailed);
        Assert.Equal(status, failed.StatusCode);
        Assert.Null(failed.ProtocolError);
        Assert.Equal(ZmtpError.RefusedByPeer, Assert.IsType<ZmtpProtocolException>(failed.Error).Error);
    }

    [Fact]
    public async Task A_retry_says_why_and_how_long_it_waits()
    {
        await using var req = Create<IReqSocket>(o => o.ReconnectInterval = TimeSpan.FromSeconds(100));
        await using var events = new EventRecorder(req, Token);
        using (var listener = new RawListener())
            req.Connect(listener.Address);
        var retried = await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.InRange(retried.RetryIn!.Value, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(125));
        Assert.NotNull(retried.Error);
    }

    [Fact]
    public async Task A_retry_after_a_lost_connection_has_no_failed_attempt_to_tell_of()
    {
        await using var req = Create<IReqSocket>(o => o.ReconnectInterval = TimeSpan.FromSeconds(100));
        await using var events = new EventRecorder(req, Token);
        using var listener = new RawListener();
        req.Connect(listener.Address);
        (await listener.AcceptAsync("REP", Token)).Dispose();
        Assert.Null((await events.WaitForAsync(ZmqEventKind.ConnectRetried)).Error);
    }

    [Fact]
    public async Task A_connection_that_does_not_close_in_order_is_an_event()
    {
        var network = new MemoryNetwork();
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var dealer = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        await using var events = new EventRecorder(dealer, Token);
        await JoinAsync(peer, dealer);
        network.Links.Single().Connecting.DisposeFault = new IOException("worn out");
        network.Links.Single().Cut();
        Assert.Equal("worn out", (await events.WaitForAsync(ZmqEventKind.CloseFailed)).Error!.Message);
    }

    [Fact]
    public async Task Missed_events_are_counted_by_the_meter()
    {
        var socket = Create<IDealerSocket>();
        await using var slow = new EventRecorder(socket, Token);
        for (var i = 0; i < 150; i++)
            await socket.UnbindAsync((await socket.BindAsync(FreeAddress("ipc"), Token)).ToString(), Token);
        Assert.Equal(300 - 256, Meter.Read("zmq.monitor.events.lost"));
        await slow.WaitForAsync(ZmqEventKind.Listening);
        Assert.Equal(300 - 256, slow.Seen[0].Missed);
        await socket.DisposeAsync();
    }

    private static byte[] OtherMechanism()
    {
        var greeting = RawPeer.Greeting;
        "PLAIN"u8.CopyTo(greeting.AsSpan(12));
        return greeting;
    }
}
