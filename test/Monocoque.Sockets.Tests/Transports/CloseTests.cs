using System.Collections.Concurrent;
using Monocoque.Diagnostics;
using Monocoque.Patterns;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class CloseTests : SocketTest
{
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(30);

    private readonly TestClock _clock = new();
    private readonly MemoryNetwork _network = new() { Capacity = 1024 };

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Connect_send_dispose_delivers(string transport)
    {
        await using var receiver = Create<IDealerSocket>();
        var address = (await receiver.BindAsync(FreeAddress(transport), Token)).ToString();
        for (var i = 0; i < 20; i++)
        {
            await using (var sender = Create<IDealerSocket>(o => o.Linger = s_long))
            {
                sender.Connect(address);
                await SendAsync(sender, $"{i}");
            }
            Assert.Equal($"{i}", await ReceiveAsync(receiver));
        }
        Assert.Equal(0, Log.Count(3005));
    }

    [Fact]
    public async Task What_is_queued_reaches_a_listener_that_comes_within_the_linger()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IDealerSocket>(o => o.Linger = s_long);
        await using var receiver = Create<IDealerSocket>();
        sender.Connect("tcp://127.0.0.1:1001");
        await SendAsync(sender, "x");
        var closing = sender.DisposeAsync().AsTask();
        await receiver.BindAsync(FreeAddress(), Token);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(100));
            return closing.IsCompleted;
        });
        Assert.Equal("x", await ReceiveAsync(receiver));
    }

    [Fact]
    public async Task Closing_waits_for_a_slow_peer()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IDealerSocket>(o => o.Linger = s_long);
        await using var receiver = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        _network.Links.Single().Pause();
        for (var i = 0; i < 100; i++)
            await sender.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
        var closing = sender.DisposeAsync().AsTask();
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(closing.IsCompleted);
        _network.Links.Single().Resume();
        for (var i = 0; i < 100; i++)
            (await receiver.ReceiveAsync(Token)).Dispose();
        await closing.WaitAsync(Token);
        Assert.Equal(0, Log.Count(3005));
    }

    [Fact]
    public async Task The_linger_holds_for_what_the_transport_has_taken_where_the_peer_cannot_be_asked()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IRadioSocket>(o => o.Linger = s_long);
        await using var receiver = Create<IDishSocket>();
        receiver.Join("");
        await JoinAsync(receiver, sender);
        await Until(() => ((RadioSocket)sender).GroupCount == 1);
        _network.Links.Single().Pause();
        await sender.SendAsync("", ZmqMessage.Text("small enough for the transport's buffer"), Token);
        await Until(() => Core(sender).SendQueueLength == 0);
        var closing = sender.DisposeAsync().AsTask();
        await Until(() => _network.Links.Single().Connecting.IsDisposed);
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.False(closing.IsCompleted);
        _network.Links.Single().Resume();
        Assert.Equal("small enough for the transport's buffer", await ReceiveAsync(receiver));
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task After_the_linger_the_rest_is_dropped_counted_and_logged()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IDealerSocket>(o => o.Linger = TimeSpan.FromSeconds(5));
        await using var receiver = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        _network.Links.Single().Pause();
        await sender.SendAsync(ZmqMessage.Copy(new byte[5000]), Token);
        await Until(() => Core(sender).Outboxes.All(static outbox => outbox.IsSending));
        for (var i = 0; i < 99; i++)
            await sender.SendAsync(ZmqMessage.Copy(new byte[500]), Token);
        var closing = sender.DisposeAsync().AsTask();
        await Until(() => _clock.Pending.Contains(TimeSpan.FromSeconds(5)));
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return closing.IsCompleted;
        });
        Assert.Equal(99, CountersOf(sender).GetDropped(DropReason.Closed));
        Assert.Equal(1, CountersOf(sender).GetDropped(DropReason.ConnectionLost));
        Assert.Equal(1, Log.Count(3005));
    }

    [Fact]
    public async Task Messages_lost_long_before_are_not_reported_as_unsent()
    {
        var router = CreateInMemory<IRouterSocket>();
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "d");
        await JoinAsync(router, dealer);
        _network.Links.Single().Pause();
        // The first is on its way and stuck; the others queue behind it.
        await router.SendAsync(ZmqMessage.Create(["d"u8.ToArray(), new byte[5000]]), Token);
        await Until(() => Core(router).Outboxes.All(static outbox => outbox.IsSending));
        for (var i = 0; i < 49; i++)
            await router.SendAsync(ZmqMessage.Create(["d"u8.ToArray(), new byte[500]]), Token);
        await dealer.DisposeAsync();
        _network.Links.Single().Cut();
        await Until(() => CountersOf(router).GetDropped(DropReason.Closed) > 0 && Core(router).PeerCount == 0);
        await router.DisposeAsync();
        Assert.Equal(0, Log.Count(3005));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.Linger))]
    public async Task Without_linger_what_is_queued_is_dropped_at_once()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IDealerSocket>(o => o.Linger = TimeSpan.Zero);
        sender.Connect("tcp://127.0.0.1:1");
        await SendAsync(sender, "x");
        await sender.DisposeAsync().AsTask().WaitAsync(Token);
        Assert.Equal(1, CountersOf(sender).GetDropped(DropReason.Closed));
        Assert.Equal(1, Log.Count(3005));
    }

    [Fact]
    public async Task Dispose_ends_a_linger_that_is_under_way()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sender = CreateInMemory<IDealerSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
        sender.Connect("tcp://127.0.0.1:1");
        await SendAsync(sender, "x");
        var closing = sender.DisposeAsync().AsTask();
        Assert.False(closing.IsCompleted);
        sender.Dispose();
        sender.Dispose();
        await closing.WaitAsync(Token);
        await sender.DisposeAsync();
        Assert.Equal(1, CountersOf(sender).GetDropped(DropReason.Closed));
    }

    [Fact]
    public async Task A_subscriber_does_not_linger()
    {
        RuntimeOptions.TimeProvider = _clock;
        var sub = CreateInMemory<ISubSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
        sub.Subscribe("x"u8);
        sub.Connect("tcp://127.0.0.1:1");
        await sub.DisposeAsync().AsTask().WaitAsync(Token);
    }

    [Fact]
    public async Task Closing_does_not_wait_for_messages_that_nobody_takes()
    {
        await using var receiver = Create<IDealerSocket>(o => (o.ReceiveHighWaterMark, o.Linger) = (1, s_long));
        await using var sender = Create<IDealerSocket>();
        await JoinAsync(receiver, sender);
        for (var i = 0; i < 100; i++)
            await SendAsync(sender, "x");
        await Until(() => Core(receiver).FairQueue.Count == 1);
        await receiver.DisposeAsync().AsTask().WaitAsync(Token);
        await Until(() => Core(sender).PeerCount == 0);
    }

    [Fact]
    public async Task Whoever_waits_learns_of_the_end_at_once_even_while_the_socket_lingers()
    {
        RuntimeOptions.TimeProvider = _clock;
        var socket = CreateInMemory<IDealerSocket>(o => (o.Linger, o.SendHighWaterMark) = (s_long, 1));
        socket.Connect("tcp://127.0.0.1:1");
        await SendAsync(socket, "queued");
        var receiving = socket.ReceiveAsync(Token).AsTask();
        var watching = socket.WaitToReceiveAsync(Token).AsTask();
        using var message = ZmqMessage.Text("waits");
        var sending = socket.SendAsync(message, Token).AsTask();
        var closing = socket.DisposeAsync().AsTask();
        await ThrowsAsync(ZmqError.Terminated, () => receiving.WaitAsync(Token));
        await ThrowsAsync(ZmqError.Terminated, () => sending.WaitAsync(Token));
        Assert.False(await watching.WaitAsync(Token));
        Assert.Equal("waits", message.GetString(0));
        socket.Dispose();
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task Use_after_the_end_says_so()
    {
        var socket = Create<IDealerSocket>();
        var sub = Create<ISubSocket>();
        await socket.DisposeAsync();
        await sub.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => SendAsync(socket, "x"));
        await ThrowsAsync(ZmqError.Terminated, () => ReceiveAsync(socket));
        await ThrowsAsync(ZmqError.Terminated, () => socket.BindAsync(FreeAddress(), Token).AsTask());
        await ThrowsAsync(ZmqError.Terminated, () => socket.ConnectAsync("tcp://127.0.0.1:1", Token).AsTask());
        await ThrowsAsync(ZmqError.Terminated, () => socket.UnbindAsync("tcp://127.0.0.1:1", Token).AsTask());
        await ThrowsAsync(ZmqError.Terminated, () => socket.DisconnectAsync("tcp://127.0.0.1:1", Token).AsTask());
        Throws(ZmqError.Terminated, () => socket.Connect("tcp://127.0.0.1:1"));
        Throws(ZmqError.Terminated, () => socket.TrySend(ZmqMessage.Text("x")));
        Throws(ZmqError.Terminated, () => socket.TryReceive(out _));
        Throws(ZmqError.Terminated, () => sub.Subscribe("x"u8));
        Throws(ZmqError.Terminated, () => sub.Unsubscribe("x"u8));
        Assert.False(await socket.WaitToReceiveAsync(Token));
        Assert.Empty(socket.BoundAddresses);
        await foreach (var _ in socket.MonitorAsync(Token))
            Assert.Fail("A closed socket has no events.");
    }

    [Fact]
    public async Task Closing_needs_no_turn_of_the_callers_synchronization_context()
    {
        await using var socket = Create<IDealerSocket>();
        await socket.BindAsync(FreeAddress(), Token);
        var before = SynchronizationContext.Current;
        Task closing;
        SynchronizationContext.SetSynchronizationContext(new StuckContext());
        try
        {
            closing = socket.DisposeAsync().AsTask();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        await closing.WaitAsync(Token);
    }

    [Fact]
    public async Task A_transport_that_fails_to_close_does_not_stop_the_end()
    {
        var one = CreateInMemory<IDealerSocket>();
        var two = Create<IDealerSocket>();
        await JoinAsync(one, two);
        _network.Links.Single().Connecting.DisposeFault = new InvalidOperationException("broken transport");
        _network.Links.Single().Listening.DisposeFault = new InvalidOperationException("broken transport");
        await one.DisposeAsync();
        await two.DisposeAsync();
        Assert.Empty(Runtime.Sockets);
    }

    [Fact]
    public async Task Closing_the_runtime_closes_its_sockets()
    {
        var socket = Create<IDealerSocket>();
        await Runtime.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => SendAsync(socket, "x"));
        Assert.Throws<ObjectDisposedException>(() => Create<IDealerSocket>());
    }

    private TSocket CreateInMemory<TSocket>(Action<ZmqSocketOptions>? configure = null)
        where TSocket : class, IZmqSocket
    {
        RuntimeOptions.ListenerFactories.Add(_network);
        RuntimeOptions.ConnectionFactory = _network;
        return Create<TSocket>(configure);
    }

    private sealed class StuckContext : SynchronizationContext
    {
        private readonly ConcurrentQueue<SendOrPostCallback> _never = new();

        public override void Post(SendOrPostCallback d, object? state) => _never.Enqueue(d);
    }
}
