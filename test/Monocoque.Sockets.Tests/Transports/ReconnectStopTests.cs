using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>When attempts to connect end, and how long one may take.</summary>
public sealed class ReconnectStopTests : SocketTest
{
    [Fact]
    public async Task An_interval_of_never_makes_one_attempt()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectInterval = Timeout.InfiniteTimeSpan);
        var address = AddressOfNobody();
        await GivesUpAsync(dealer, address);
        using var listener = new RawListener(Port(address));
        dealer.Connect(address);
        using var peer = await listener.AcceptAsync("DEALER", Token);
        await SendAsync(dealer, "x");
        Assert.Equal("x", await peer.ReadMessageAsync());
    }

    [Fact]
    public async Task An_interval_of_never_does_not_follow_a_lost_connection()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectInterval = Timeout.InfiniteTimeSpan);
        await using var events = new EventRecorder(dealer, Token);
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        (await listener.AcceptAsync("DEALER", Token)).Dispose();
        await events.WaitForAsync(ZmqEventKind.Closed);
        Assert.DoesNotContain(ZmqEventKind.ConnectRetried, events.Kinds);
        Assert.Equal(0, Meter.Read("zmq.reconnects"));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ReconnectStop))]
    public async Task A_refused_connection_stops_the_attempts_where_that_is_asked_for()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectStop = ZmqReconnectStop.ConnectionRefused);
        await GivesUpAsync(dealer, AddressOfNobody());
    }

    [Fact]
    public async Task A_path_where_nobody_listens_stops_them_too()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectStop = ZmqReconnectStop.ConnectionRefused);
        await GivesUpAsync(dealer, FreeAddress("ipc"));
    }

    [Fact]
    public async Task A_lost_connection_is_no_refused_one()
    {
        await using var dealer = Create<IDealerSocket>(static o =>
            (o.ReconnectStop, o.ReconnectInterval) = (ZmqReconnectStop.ConnectionRefused | ZmqReconnectStop.HandshakeFailed, TimeSpan.FromMilliseconds(1)));
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        (await listener.AcceptAsync("DEALER", Token)).Dispose();
        using var second = await listener.AcceptAsync("DEALER", Token);
        await SendAsync(dealer, "x");
        Assert.Equal("x", await second.ReadMessageAsync());
    }

    [Theory]
    [InlineData("closes")]
    [InlineData("refuses")]
    [InlineData("is no ZMTP")]
    public async Task A_failed_handshake_stops_the_attempts_where_that_is_asked_for(string kind)
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectStop = ZmqReconnectStop.HandshakeFailed);
        await using var events = new EventRecorder(dealer, Token);
        using var listener = new RawListener();
        var connecting = dealer.ConnectAsync(listener.Address, Token).AsTask();
        using (var peer = await listener.AcceptAsync(Token))
        {
            if (kind == "refuses")
                await peer.SendAsync([.. RawPeer.Greeting, 4, 9, 5, .. "ERROR"u8, 2, .. "no"u8]);
            else if (kind == "is no ZMTP")
                await peer.SendAsync("HTTP/1.1 400 Bad Request"u8.ToArray());
            if (kind != "closes")
                await peer.ReadToEndAsync();
        }
        await ThrowsAsync(ZmqError.HostUnreachable, () => connecting);
        await events.WaitForAsync(ZmqEventKind.Closed);
        Assert.DoesNotContain(ZmqEventKind.ConnectRetried, events.Kinds);
    }

    [Fact]
    public async Task What_was_queued_for_an_address_given_up_is_counted()
    {
        await using var dealer = Create<IDealerSocket>(static o => o.ReconnectStop = ZmqReconnectStop.HandshakeFailed);
        using var listener = new RawListener();
        dealer.Connect(listener.Address);
        await SendAsync(dealer, "1");
        await SendAsync(dealer, "2");
        (await listener.AcceptAsync(Token)).Dispose();
        await Until(() => Meter.Read("zmq.messages.dropped", "error.type", "closed") == 2);
        Assert.False(dealer.TrySend(ZmqMessage.Text("nobody")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_disconnect_no_connection_is_made_for_what_is_queued(bool wasConnected)
    {
        await using var dealer = Create<IDealerSocket>(static o => (o.ReconnectStop, o.Linger, o.ReconnectInterval) =
            (ZmqReconnectStop.AfterDisconnect, Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(1)));
        var address = AddressOfNobody();
        if (wasConnected)
        {
            using var listener = new RawListener(Port(address));
            dealer.Connect(address);
            (await listener.AcceptAsync("DEALER", Token)).Dispose();
            await Until(() => Core(dealer).PeerCount == 0);
        }
        else
        {
            dealer.Connect(address);
        }
        await SendAsync(dealer, "never");
        await dealer.DisconnectAsync(address, Token);
        Assert.Equal(1, Meter.Read("zmq.messages.dropped", "error.type", "closed"));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.ConnectTimeout))]
    public async Task An_attempt_that_takes_too_long_is_given_up_and_made_again()
    {
        var clock = new TestClock();
        var network = new SilentNetwork();
        (RuntimeOptions.TimeProvider, RuntimeOptions.ConnectionFactory) = (clock, network);
        await using var dealer = Create<IDealerSocket>(static o => (o.ConnectTimeout, o.ReconnectInterval) = (TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(100)));
        dealer.Connect("tcp://192.0.2.1:5555");
        await Until(() => network.Asked.Count == 1 && clock.Pending.Contains(TimeSpan.FromSeconds(7)));
        clock.Advance(TimeSpan.FromSeconds(7));
        await Until(() => clock.Pending.Any(static wait => wait >= TimeSpan.FromSeconds(100)));
        Assert.Contains(Log.Entries, static entry => entry.Id == 3001 && entry.Text.Contains("within 7 s", StringComparison.Ordinal));
        clock.Advance(TimeSpan.FromSeconds(125));
        await Until(() => network.Asked.Count == 2);
        Assert.All(network.Asked, static asked => Assert.Equal(new IPEndPoint(IPAddress.Parse("192.0.2.1"), 5555), asked));
    }

    [Fact]
    public async Task An_attempt_that_hangs_holds_up_no_other()
    {
        await using var peer = Create<IDealerSocket>();
        var address = await peer.BindAsync(FreeAddress(), Token);
        var network = new SilentNetwork { Reachable = address.Port };
        await using var other = new ZmqRuntime(new ZmqRuntimeOptions { ConnectionFactory = network, DefaultLinger = TimeSpan.Zero });
        await using var dealer = other.CreateSocket<IDealerSocket>();
        for (var i = 0; i < 50; i++)
            dealer.Connect($"tcp://10.255.255.{i}:1");
        await dealer.ConnectAsync($"{address}", Token);
        await Until(() => network.Asked.Count == 51);
    }

    private async Task GivesUpAsync(IDealerSocket dealer, string address)
    {
        await using var events = new EventRecorder(dealer, Token);
        await ThrowsAsync(ZmqError.HostUnreachable, () => dealer.ConnectAsync(address, Token).AsTask());
        Assert.Equal($"{ZmqAddress.Parse(address)}", $"{(await events.WaitForAsync(ZmqEventKind.Closed)).Address}");
        Assert.DoesNotContain(ZmqEventKind.ConnectRetried, events.Kinds);
        await ThrowsAsync(ZmqError.NotFound, () => dealer.DisconnectAsync(address, Token).AsTask());
    }

    private static string AddressOfNobody()
    {
        using var listener = new RawListener();
        return listener.Address;
    }

    private static int Port(string address) => ZmqAddress.Parse(address).Port!.Value;

    /// <summary>Attempts to connect never end, but to one port.</summary>
    private sealed class SilentNetwork : IConnectionFactory
    {
        internal System.Collections.Concurrent.ConcurrentQueue<EndPoint> Asked { get; } = new();

        internal int? Reachable { get; init; }

        public async ValueTask<ConnectionContext> ConnectAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
        {
            Asked.Enqueue(endpoint);
            if (endpoint is not IPEndPoint ip || ip.Port != Reachable)
                await Task.Delay(Timeout.Infinite, cancellationToken);
            var socket = new System.Net.Sockets.Socket(System.Net.Sockets.SocketType.Stream, System.Net.Sockets.ProtocolType.Tcp);
            await socket.ConnectAsync(endpoint, cancellationToken);
            var stream = new System.Net.Sockets.NetworkStream(socket, ownsSocket: true);
            return new DefaultConnectionContext(Guid.NewGuid().ToString("N"), new StreamPipe(stream), new StreamPipe(stream));
        }
    }

    private sealed class StreamPipe(Stream stream) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(stream);

        public PipeWriter Output { get; } = PipeWriter.Create(stream);
    }
}
