using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

public sealed class InprocTests : SocketTest
{
    [Fact]
    public async Task Who_connects_first_waits_for_the_name()
    {
        var senders = Enumerable.Range(0, 10).Select(_ => Create<IDealerSocket>()).ToList();
        foreach (var (i, sender) in senders.Index())
        {
            sender.Connect("inproc://late");
            await SendAsync(sender, $"{i}");
        }
        await using var receiver = Create<IDealerSocket>();
        Assert.Equal("inproc://late", (await receiver.BindAsync("inproc://late", Token)).ToString());
        var seen = new List<string>();
        for (var i = 0; i < senders.Count; i++)
            seen.Add(await ReceiveAsync(receiver));
        Assert.Equal(Enumerable.Range(0, 10).Select(static i => $"{i}"), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_name_in_use_says_so_and_the_holder_stays()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        await one.BindAsync("inproc://taken", Token);
        var exception = await ThrowsAsync(ZmqError.AddressInUse, () => two.BindAsync("inproc://taken", Token).AsTask());
        Assert.Equal(
            "inproc://taken cannot be bound: a socket of this runtime is bound to that name. Unbind it or choose another name.", exception.Message);
        await ThrowsAsync(ZmqError.AddressInUse, () => one.BindAsync("inproc://taken", Token).AsTask());
        await peer.ConnectAsync("inproc://taken", Token);
        await SendAsync(peer, "x");
        Assert.Equal("x", await ReceiveAsync(one));
    }

    [Fact]
    public async Task Unbinding_detaches_the_peers_and_frees_the_name()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await using var peer = Create<IDealerSocket>();
        await one.BindAsync("inproc://moving", Token);
        await peer.ConnectAsync("inproc://moving", Token);
        await Until(() => Core(one).PeerCount == 1);
        await one.UnbindAsync("inproc://moving", Token);
        Assert.Equal(0, Core(one).PeerCount);
        await two.BindAsync("inproc://moving", Token);
        await Until(() => Core(two).PeerCount == 1);
        await SendAsync(peer, "x");
        Assert.Equal("x", await ReceiveAsync(two));
    }

    [Fact]
    public async Task A_name_is_free_again_when_its_socket_is_disposed()
    {
        for (var i = 0; i < 20; i++)
        {
            await using var socket = Create<IDealerSocket>();
            await socket.BindAsync("inproc://again", Token);
            await using var peer = Create<IDealerSocket>();
            await peer.ConnectAsync("inproc://again", Token);
        }
    }

    [Fact]
    public async Task Two_runtimes_never_meet()
    {
        await using var other = new ZmqRuntime(new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero });
        await using var here = Create<IDealerSocket>();
        await using var there = other.CreateSocket<IDealerSocket>();
        await here.BindAsync("inproc://home", Token);
        await there.BindAsync("inproc://home", Token);
        await using var peer = other.CreateSocket<IDealerSocket>();
        await peer.ConnectAsync("inproc://home", Token);
        await SendAsync(peer, "x");
        Assert.Equal("x", await ReceiveAsync(there));
        Assert.Equal(0, Core(here).PeerCount);
    }

    [Fact]
    public async Task A_socket_that_waits_for_a_name_can_be_closed()
    {
        var socket = Create<IDealerSocket>(o => o.Linger = TimeSpan.FromMilliseconds(1));
        var connecting = socket.ConnectAsync("inproc://never", Token).AsTask();
        await SendAsync(socket, "lost");
        await socket.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => connecting);
        Assert.Equal(1, CountersOf(socket).GetDropped(DropReason.Closed));
    }

    [Fact]
    public async Task A_connect_can_be_taken_back_before_anybody_binds()
    {
        await using var socket = Create<IDealerSocket>();
        socket.Connect("inproc://never");
        await socket.DisconnectAsync("inproc://never", Token);
        await using var late = Create<IDealerSocket>();
        await late.BindAsync("inproc://never", Token);
        Assert.Equal(0, Core(late).PeerCount);
    }

    [Fact]
    public async Task Binding_and_connecting_at_once_always_meet()
    {
        for (var i = 0; i < 100; i++)
        {
            var address = FreeAddress("inproc");
            await using var binds = Create<IDealerSocket>();
            await using var connects = Create<IDealerSocket>();
            var binding = Task.Run(() => binds.BindAsync(address, Token).AsTask(), Token);
            var connecting = Task.Run(() => connects.ConnectAsync(address, Token).AsTask(), Token);
            await Task.WhenAll(binding, connecting);
            await SendAsync(connects, "x");
            Assert.Equal("x", await ReceiveAsync(binds));
        }
    }

    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(10, 25, false)]
    [InlineData(25, 10, true)]
    [InlineData(1000, 1000, false)]
    public async Task The_marks_of_both_sides_add_up(int send, int receive, bool senderBinds)
    {
        await using var sender = Create<IDealerSocket>(o => o.SendHighWaterMark = send);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = receive);
        var address = FreeAddress("inproc");
        await (senderBinds ? sender : receiver).BindAsync(address, Token);
        await (senderBinds ? receiver : sender).ConnectAsync(address, Token);
        await Until(() => Core(sender).PeerCount == 1 && Core(receiver).PeerCount == 1);
        var sent = 0;
        while (sent < send + receive)
        {
            if (sender.TrySend(ZmqMessage.Text($"{sent}")))
                sent++;
            else
                await Task.Yield();
            Token.ThrowIfCancellationRequested();
        }
        await Until(() => Core(receiver).FairQueue.Count == receive);
        Assert.False(sender.TrySend(ZmqMessage.Text("too many")));
        Assert.Equal(send, Core(sender).SendQueueLength);
        for (var i = 0; i < sent; i++)
            Assert.Equal($"{i}", await ReceiveAsync(receiver));
        await SendAsync(sender, "room again");
        Assert.Equal("room again", await ReceiveAsync(receiver));
    }

    [Fact]
    public async Task Without_a_mark_everything_is_taken()
    {
        await using var sender = Create<IDealerSocket>(o => o.SendHighWaterMark = 0);
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 1);
        await receiver.BindAsync("inproc://endless", Token);
        await sender.ConnectAsync("inproc://endless", Token);
        for (var i = 0; i < 20_000; i++)
            Assert.True(sender.TrySend(ZmqMessage.Text($"{i}")));
        for (var i = 0; i < 20_000; i++)
            Assert.Equal($"{i}", await ReceiveAsync(receiver));
    }

    [Fact]
    public async Task A_peer_says_where_it_is_and_what()
    {
        await using var router = Create<IRouterSocket>();
        await using var dealer = Create<IDealerSocket>(o => o.RoutingId = "me");
        await router.BindAsync("inproc://here", Token);
        await dealer.ConnectAsync("inproc://here", Token);
        await SendAsync(dealer, "x");
        using var message = await router.ReceiveAsync(Token);
        Assert.Equal("me", message.GetString(0));
        Assert.Equal(ZmqSocketType.Dealer, message.Peer!.SocketType);
        Assert.Equal("inproc://here", message.Peer.RemoteEndPoint!.ToString());
    }

    [Fact]
    public async Task Patterns_that_do_not_talk_are_refused_as_on_the_wire()
    {
        await using var pub = Create<IPubSocket>();
        await using var dealer = Create<IDealerSocket>();
        await pub.BindAsync("inproc://mismatch", Token);
        dealer.Connect("inproc://mismatch");
        await Until(() => CountersOf(pub).HandshakesFailed > 0 && CountersOf(dealer).HandshakesFailed > 0);
        Assert.Equal(0, Core(pub).PeerCount);
    }

    [Fact]
    public async Task Connections_that_come_and_go_lose_no_message_that_was_lingered_for()
    {
        await using var receiver = Create<IDealerSocket>();
        await receiver.BindAsync("inproc://churn", Token);
        var sending = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < 50; i++)
            {
                await using var sender = Create<IDealerSocket>(o => o.Linger = Timeout.InfiniteTimeSpan);
                sender.Connect("inproc://churn");
                for (var n = 0; n < 10; n++)
                    await sender.SendAsync(ZmqMessage.Copy(new byte[n * 2000]), Token);
            }
        }, Token)).ToList();
        for (var i = 0; i < 4 * 50 * 10; i++)
            (await receiver.ReceiveAsync(Token)).Dispose();
        await Task.WhenAll(sending);
        Assert.False(receiver.TryReceive(out _));
    }

    [Fact]
    public async Task A_name_that_comes_and_goes_under_load_loses_nothing_silently_and_repeats_nothing()
    {
        const int Messages = 20_000;
        await using var sender = Create<IDealerSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        await using var receiver = Create<IDealerSocket>();
        sender.Connect("inproc://flicker");
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < Messages; i++)
                await sender.SendAsync(ZmqMessage.Create([BitConverter.GetBytes(i), new byte[i % 50 == 0 ? 20_000 : i % 7]]), Token);
        }, Token);
        var flickering = Task.Run(async () =>
        {
            while (!sending.IsCompleted)
            {
                await receiver.BindAsync("inproc://flicker", Token);
                await Until(() => Core(receiver).PeerCount == 1 || sending.IsCompleted);
                await receiver.UnbindAsync("inproc://flicker", Token);
            }
            await receiver.BindAsync("inproc://flicker", Token);
        }, Token);
        var ending = Task.Run(async () =>
        {
            await Task.WhenAll(sending, flickering);
            await sender.SendAsync(ZmqMessage.Copy(BitConverter.GetBytes(int.MaxValue)), Token);
        }, Token);
        // Each connection is a peer of its own to the receiver, which takes from them in turn; so the order holds within one only.
        var seen = new HashSet<int>();
        while (!ending.IsCompleted || Core(receiver).FairQueue.Count > 0 || !seen.Contains(int.MaxValue))
        {
            using var message = await receiver.ReceiveAsync(Token);
            var number = BitConverter.ToInt32(message.First.Span);
            Assert.True(seen.Add(number));
            if (number == int.MaxValue)
                await ending;
            else
                Assert.Equal(number % 50 == 0 ? 20_000 : number % 7, message.Last.Length);
        }
        Assert.InRange(seen.Count - 1 + CountersOf(sender).GetDropped(DropReason.ConnectionLost), Messages, long.MaxValue);
    }

    [Fact]
    public async Task A_sender_that_gives_up_on_a_receiver_that_never_takes_is_not_held_up()
    {
        await using var receiver = Create<IDealerSocket>(o => o.ReceiveHighWaterMark = 5);
        await receiver.BindAsync("inproc://full", Token);
        for (var i = 0; i < 20; i++)
        {
            var sender = Create<IDealerSocket>(o => o.Linger = TimeSpan.FromMilliseconds(1));
            await sender.ConnectAsync("inproc://full", Token);
            for (var n = 0; n < 100; n++)
                await SendAsync(sender, "x");
            await sender.DisposeAsync();
            Assert.Equal(0, Core(sender).PeerCount);
        }
        await Until(() => Core(receiver).PeerCount == 0);
    }
}
