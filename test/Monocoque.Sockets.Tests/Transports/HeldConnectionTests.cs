using Microsoft.AspNetCore.Connections;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Connections that the application's middleware, or a transport, keeps to itself.</summary>
public sealed class HeldConnectionTests : SocketTest
{
    private readonly TestClock _clock = new();
    private readonly TaskCompletionSource _let = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _held;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Middleware_counts_against_the_handshake_timeout(bool watchesTheConnection)
    {
        RuntimeOptions.TimeProvider = _clock;
        HoldConnections(watchesTheConnection);
        await using var dealer = Create<IDealerSocket>(static o => o.HandshakeTimeout = TimeSpan.FromSeconds(7));
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await DialAsync(await dealer.BindAsync(FreeAddress(), Token));
        await Until(() => _held == 1);
        _clock.Advance(TimeSpan.FromSeconds(7));
        Assert.IsType<TimeoutException>((await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).Error);
        await peer.ReadToEndAsync();
        Assert.Equal(1, Meter.Read("zmq.handshakes.failed"));
        _let.TrySetResult();
        await dealer.DisposeAsync();
        Assert.Equal(0, Log.Count(1002));
        Assert.Equal(1, CountersOf(dealer).HandshakesFailed);
    }

    [Fact]
    public async Task The_handshake_gets_what_middleware_has_left_of_the_time()
    {
        RuntimeOptions.TimeProvider = _clock;
        HoldConnections(watchesTheConnection: false);
        await using var dealer = Create<IDealerSocket>(static o => o.HandshakeTimeout = TimeSpan.FromSeconds(7));
        await using var events = new EventRecorder(dealer, Token);
        using var peer = await DialAsync(await dealer.BindAsync(FreeAddress(), Token));
        await Until(() => _held == 1);
        _clock.Advance(TimeSpan.FromSeconds(5));
        _let.TrySetResult();
        await peer.ReadAsync(11);
        _clock.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<TimeoutException>((await events.WaitForAsync(ZmqEventKind.HandshakeFailed)).Error);
        await peer.ReadToEndAsync();
    }

    [Fact]
    public async Task A_connection_held_by_middleware_delays_nobody_and_does_not_hold_up_the_end()
    {
        HoldConnections(watchesTheConnection: true, most: 1);
        var dealer = Create<IDealerSocket>(static o => o.Linger = Timeout.InfiniteTimeSpan);
        var address = await dealer.BindAsync(FreeAddress(), Token);
        using var held = await DialAsync(address);
        await Until(() => _held == 1);
        using var peer = await DialAsync(address, "DEALER");
        await peer.SendMessageAsync("x");
        Assert.Equal("x", await ReceiveAsync(dealer));
        await dealer.DisposeAsync().AsTask().WaitAsync(Token);
        await held.ReadToEndAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transport_that_never_closes_does_not_hold_up_the_end(bool weConnect)
    {
        RuntimeOptions.TimeProvider = _clock;
        var network = new MemoryNetwork();
        RuntimeOptions.ConnectionFactory = network;
        RuntimeOptions.ListenerFactories.Add(network);
        await using var listening = Create<IDealerSocket>();
        await using var connecting = Create<IDealerSocket>();
        await JoinAsync(listening, connecting);
        var link = network.Links.Single();
        var gate = new TaskCompletionSource();
        (weConnect ? link.Connecting : link.Listening).DisposeGate = gate.Task;
        var closing = (weConnect ? connecting : listening).DisposeAsync().AsTask();
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return closing.IsCompleted;
        });
        Assert.Equal(1, Log.Count(3007));
        gate.SetResult();
    }

    private void HoldConnections(bool watchesTheConnection, int most = int.MaxValue) => RuntimeOptions.ConfigureConnection = builder => builder.Use(next => async connection =>
    {
        if (Interlocked.Increment(ref _held) <= most)
            await _let.Task.WaitAsync(watchesTheConnection ? connection.ConnectionClosed : CancellationToken.None);
        await next(connection);
    });
}
