using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Monitoring;

public sealed class MonitorTests : SocketTest
{
    [Fact]
    public async Task A_listening_socket_tells_its_story_in_order()
    {
        var socket = Create<IDealerSocket>();
        await using var events = new EventRecorder(socket, Token);
        var address = await socket.BindAsync(FreeAddress(), Token);
        using (await DialAsync(address, "DEALER", "peer"))
            await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await events.WaitForAsync(ZmqEventKind.Disconnected);
        await socket.DisposeAsync();
        await events.ReadToEndAsync();
        Assert.Equal(
            [ZmqEventKind.Listening, ZmqEventKind.Accepted, ZmqEventKind.HandshakeSucceeded, ZmqEventKind.Disconnected, ZmqEventKind.Closed], events.Kinds);
        Assert.All(events.Seen, e => Assert.Equal(socket.Name, e.Socket));
        Assert.All(events.Seen.Take(4), e => Assert.Equal(address, e.Address));
        Assert.Equal("peer", System.Text.Encoding.UTF8.GetString(events.Seen[2].Peer!.Identity.Span));
        Assert.Equal("peer", System.Text.Encoding.UTF8.GetString(events.Seen[3].Peer!.Identity.Span));
    }

    [Fact]
    public async Task A_connecting_socket_tells_its_story_in_order()
    {
        var socket = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var events = new EventRecorder(socket, Token);
        using var listener = new RawListener();
        socket.Connect(listener.Address);
        using (await listener.AcceptAsync(Token))
            await events.WaitForAsync(ZmqEventKind.Connected);
        await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        using (await listener.AcceptAsync("DEALER", Token))
            await events.WaitForAsync(ZmqEventKind.HandshakeSucceeded);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.Equal(
            [
                ZmqEventKind.Connecting, ZmqEventKind.Connected, ZmqEventKind.HandshakeFailed, ZmqEventKind.ConnectRetried,
                ZmqEventKind.Connecting, ZmqEventKind.Connected, ZmqEventKind.HandshakeSucceeded, ZmqEventKind.Disconnected, ZmqEventKind.ConnectRetried,
            ],
            events.Kinds);
        await socket.DisposeAsync();
    }

    [Fact]
    public async Task An_attempt_at_a_closed_port_is_retried()
    {
        string address;
        using (var listener = new RawListener())
            address = listener.Address;
        await using var socket = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var events = new EventRecorder(socket, Token);
        socket.Connect(address);
        await events.WaitForAsync(ZmqEventKind.ConnectRetried);
        Assert.Equal([ZmqEventKind.Connecting, ZmqEventKind.ConnectRetried], events.Kinds);
        await socket.DisconnectAsync(address, Token);
        Assert.Equal(ZmqAddress.Parse(address), (await events.WaitForAsync(ZmqEventKind.Closed)).Address);
    }

    [Fact]
    public async Task A_failed_handshake_says_why()
    {
        await using var socket = Create<IRepSocket>();
        await using var events = new EventRecorder(socket, Token);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(), Token));
        await peer.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        var failed = await events.WaitForAsync(ZmqEventKind.HandshakeFailed);
        Assert.Equal(Monocoque.Zmtp.ZmtpError.NotZmtp, Assert.IsType<Monocoque.Zmtp.ZmtpProtocolException>(failed.Error).Error);
    }

    [Fact]
    public async Task A_broken_protocol_is_the_cause_of_the_disconnect()
    {
        await using var socket = Create<IRepSocket>();
        await using var events = new EventRecorder(socket, Token);
        using var peer = await DialAsync(await socket.BindAsync(FreeAddress(), Token), "REQ");
        await peer.SendAsync([0xF0, 1, 1]);
        var ended = await events.WaitForAsync(ZmqEventKind.Disconnected);
        Assert.Equal(Monocoque.Zmtp.ZmtpError.MalformedFrame, Assert.IsType<Monocoque.Zmtp.ZmtpProtocolException>(ended.Error).Error);
    }

    [Fact]
    public async Task A_failed_bind_and_an_unbind_are_events()
    {
        await using var socket = Create<IRepSocket>();
        await using var events = new EventRecorder(socket, Token);
        await Assert.ThrowsAsync<ZmqException>(() => socket.BindAsync("tcp://192.0.2.1:0", Token).AsTask());
        Assert.IsType<ZmqException>((await events.WaitForAsync(ZmqEventKind.BindFailed)).Error);
        var address = await socket.BindAsync(FreeAddress(), Token);
        await socket.UnbindAsync(address.ToString(), Token);
        Assert.Equal(address, (await events.WaitForAsync(ZmqEventKind.Closed)).Address);
    }

    [Fact]
    public async Task The_high_water_mark_is_one_event_until_there_is_room_again()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        var socket = Create<IDealerSocket>(o => o.SendHighWaterMark = 2);
        await using var peer = Create<IDealerSocket>();
        await using var events = new EventRecorder(socket, Token);
        await JoinAsync(peer, socket);
        network.Links.Single().Pause();
        while (socket.TrySend(ZmqMessage.Copy(new byte[500])))
        {
        }
        Assert.False(socket.TrySend(ZmqMessage.Copy(new byte[500])));
        await socket.DisposeAsync();
        network.Links.Single().Cut();
        await events.ReadToEndAsync();
        Assert.Single(events.Kinds, ZmqEventKind.HighWaterMarkReached);
    }

    [Fact]
    public async Task A_slow_watcher_loses_the_oldest_and_blocks_nobody()
    {
        var socket = Create<IDealerSocket>();
        await using var slow = new EventRecorder(socket, Token);
        await using var fast = new EventRecorder(socket, Token);
        for (var i = 0; i < 200; i++)
        {
            var address = await socket.BindAsync(FreeAddress("ipc"), Token);
            await socket.UnbindAsync(address.ToString(), Token);
            await fast.WaitForAsync(ZmqEventKind.Closed);
        }
        await socket.DisposeAsync();
        await slow.ReadToEndAsync();
        await fast.ReadToEndAsync();
        Assert.Equal(401, fast.Seen.Count);
        Assert.Equal(fast.Seen.TakeLast(256), slow.Seen.Select(static e => e with { Missed = 0 }));
        Assert.Equal(401 - 256, slow.Seen[0].Missed);
        Assert.All(slow.Seen.Skip(1), static e => Assert.Equal(0, e.Missed));
        Assert.All(fast.Seen, static e => Assert.Equal(0, e.Missed));
        Assert.Equal(401 - 256, Core(socket).Events.Lost);
    }

    [Fact]
    public async Task A_watcher_that_leaves_is_forgotten()
    {
        await using var socket = Create<IDealerSocket>();
        using var stop = new CancellationTokenSource();
        var events = new EventRecorder(socket, stop.Token);
        var waiting = events.WaitForAsync(ZmqEventKind.Listening);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await events.DisposeAsync();
        await socket.BindAsync(FreeAddress(), Token);
    }
}
