using Monocoque.Patterns;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.OptionEffects;

/// <summary>Options that several patterns have, each on every one of them: what one implements another may forget.</summary>
public sealed class SharedOptionTests : SocketTest
{
    private const string Nobody = "tcp://127.0.0.1:1";

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(11);

    private readonly TestClock _clock = new();
    private readonly MemoryNetwork _network = new() { Capacity = 1024 };

    public SharedOptionTests() => RuntimeOptions.TimeProvider = _clock;

    public static TheoryData<ZmqSocketType> Immediate => With(nameof(ZmqSocketOptions.Immediate));

    /// <summary>PUB and XPUB wait for room only.</summary>
    public static TheoryData<ZmqSocketType> SendTimeout => With(nameof(ZmqSocketOptions.SendTimeout), ZmqSocketType.Pub, ZmqSocketType.XPub);

    public static TheoryData<ZmqSocketType> ReceiveTimeout => With(nameof(ZmqSocketOptions.ReceiveTimeout));

    /// <summary>All that send but XSUB, of which the same is not tried here.</summary>
    public static TheoryData<ZmqSocketType> Senders => [.. Sending()];

    /// <summary>REQ and REP have one message under way to a peer, whatever the mark.</summary>
    public static TheoryData<ZmqSocketType> Queuers => [.. Sending().Except([ZmqSocketType.Req, ZmqSocketType.Rep])];

    [Theory]
    [MemberData(nameof(Immediate))]
    public async Task Nothing_is_queued_for_an_address_where_nobody_is(ZmqSocketType type)
    {
        await using var usual = Open(type, static _ => { });
        await using var immediate = Open(type, static o => o.Immediate = true);
        usual.Connect(Nobody);
        immediate.Connect(Nobody);
        Assert.True(((IZmqSender)usual).TrySend(ZmqMessage.Text("x")));
        Assert.False(((IZmqSender)immediate).TrySend(ZmqMessage.Text("x")));
    }

    [Theory]
    [MemberData(nameof(SendTimeout))]
    public async Task A_send_without_a_peer_waits_that_long(ZmqSocketType type)
    {
        await using var socket = Open(type, static o => o.SendTimeout = s_time);
        await AssertTimesOutAsync(((IZmqSender)socket).SendAsync(ZmqMessage.Text("x"), Token).AsTask(), "SendTimeout");
    }

    [Theory]
    [InlineData(ZmqSocketType.Pub)]
    [InlineData(ZmqSocketType.XPub)]
    public async Task A_send_to_a_full_subscriber_waits_that_long(ZmqSocketType type)
    {
        var (socket, send) = await LinkAsync(type, static o => (o.SendTimeout, o.XPubNoDrop, o.SendHighWaterMark) = (s_time, true, 1));
        _network.Links.Single().Pause();
        await send(5000);
        await Until(() => Core(socket).Outboxes.All(static outbox => outbox.IsSending));
        await AssertTimesOutAsync(((IZmqSender)socket).SendAsync(ZmqMessage.Text("x"), Token).AsTask(), "SendTimeout");
    }

    [Theory]
    [MemberData(nameof(ReceiveTimeout))]
    public async Task A_receive_of_nothing_waits_that_long(ZmqSocketType type)
    {
        await using var socket = Open(type, static o => o.ReceiveTimeout = s_time);
        if (type == ZmqSocketType.Req)
        {
            // Only who has asked waits for an answer.
            socket.Connect(Nobody);
            await ((IZmqSender)socket).SendAsync(ZmqMessage.Text("q"), Token);
        }
        await AssertTimesOutAsync(((IZmqReceiver)socket).ReceiveAsync(Token).AsTask(), "ReceiveTimeout");
    }

    /// <summary>The runtime's own linger is none here.</summary>
    [Theory]
    [MemberData(nameof(Senders))]
    public async Task Closing_waits_that_long_for_a_peer_that_reads_nothing(ZmqSocketType type)
    {
        var (socket, send) = await LinkAsync(type, static o => o.Linger = s_time);
        _network.Links.Single().Pause();
        await send(5000);
        await Until(() => Core(socket).Outboxes.All(static outbox => outbox.IsSending));
        var closing = socket.DisposeAsync().AsTask();
        await Until(() => _clock.Pending.Contains(s_time));
        Assert.False(closing.IsCompleted);
        await Until(() =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return closing.IsCompleted;
        });
    }

    [Theory]
    [MemberData(nameof(Queuers))]
    public async Task As_many_messages_wait_for_a_peer_as_the_mark_allows(ZmqSocketType type)
    {
        var (socket, send) = await LinkAsync(type, static o => o.SendHighWaterMark = 3);
        _network.Links.Single().Pause();
        await send(5000);
        await Until(() => Core(socket).Outboxes.All(static outbox => outbox.IsSending));
        for (var i = 0; i < 10; i++)
            await send(10);
        Assert.Equal(3, Core(socket).SendQueueLength);
    }

    private static IEnumerable<ZmqSocketType> Sending() => Enum.GetValues<ZmqSocketType>().Where(static type => type.HasSendQueues() && type != ZmqSocketType.XSub);

    private static TheoryData<ZmqSocketType> With(string name, params ZmqSocketType[] but)
    {
        var option = SocketOptionTable.All.Single(option => option.Name == name);
        return [.. Enum.GetValues<ZmqSocketType>().Where(option.AppliesTo).Except(but)];
    }

    private async Task AssertTimesOutAsync(Task waiting, string option)
    {
        _clock.Advance(s_time * 0.9);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(s_time * 0.2);
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(Token));
        Assert.Contains(option, exception.Message, StringComparison.Ordinal);
    }

    private IZmqSocket Open(ZmqSocketType type, Action<ZmqSocketOptions> configure)
    {
        var options = new ZmqSocketOptions { Type = type };
        configure(options);
        return Runtime.CreateSocket($"{type}", options);
    }

    /// <summary>A socket with one peer over a link that can be paused, and how to send so many octets to that peer; what finds no room is dropped.</summary>
    private async Task<(IZmqSocket Socket, Func<int, Task> Send)> LinkAsync(ZmqSocketType type, Action<ZmqSocketOptions> configure)
    {
        RuntimeOptions.ListenerFactories.Add(_network);
        RuntimeOptions.ConnectionFactory = _network;
        var socket = Open(type, configure);
        switch (socket)
        {
            case IPeerSocket peer:
                var other = Create<IPeerSocket>();
                await other.SendAsync(await other.ConnectPeerAsync((await peer.BindAsync(FreeAddress(), Token)).ToString(), Token), ZmqMessage.Text("here"), Token);
                return (socket, await ReplyAsync(peer));
            case IServerSocket server:
                var client = Create<IClientSocket>();
                await JoinAsync(server, client);
                await client.SendAsync(ZmqMessage.Text("here"), Token);
                return (socket, await ReplyAsync(server));
            case IRadioSocket radio:
                var dish = Create<IDishSocket>();
                dish.Join("g");
                await JoinAsync(radio, dish);
                await Until(() => ((RadioSocket)radio).GroupCount == 1);
                return (socket, size => radio.SendAsync("g", ZmqMessage.Copy(Body(size)), Token).AsTask());
            case IRouterSocket or IRepSocket or IStreamSocket:
                return (socket, await AnswerAsync((IZmqSender)socket));
            case IXPubSocket or IPubSocket:
                var sub = Create<ISubSocket>(static o => o.Subscribe.Add(""));
                await JoinAsync(socket, sub);
                await Until(() => ((PublisherSocket)socket).TopicCount == 1);
                break;
            default:
                await JoinAsync(Open(Counterpart(type), static _ => { }), socket);
                break;
        }
        return (socket, size => TrySend(((IZmqSender)socket).TrySend, ZmqMessage.Copy(Body(size))));
    }

    private async Task<Func<int, Task>> ReplyAsync(IServerSocket socket)
    {
        using var message = await socket.ReceiveAsync(Token);
        var id = message.RoutingId;
        return size => TrySend(reply => socket.TrySend(id, reply), ZmqMessage.Copy(Body(size)));
    }

    /// <summary>To whom a message came from, by the frames that stand before its last.</summary>
    private async Task<Func<int, Task>> AnswerAsync(IZmqSender socket)
    {
        var peer = Open(Counterpart(((IZmqSocket)socket).Type), static _ => { });
        await JoinAsync(socket, peer);
        if (peer is not IStreamSocket)
            await SendAsync((IZmqSender)peer, "here");
        using var message = await ((IZmqReceiver)socket).ReceiveAsync(Token);
        byte[][] envelope = [.. Enumerable.Range(0, message.Count - 1).Select(i => message[i].ToArray())];
        return size => TrySend(socket.TrySend, ZmqMessage.Create([.. envelope, Body(size)]));
    }

    private static byte[] Body(int size) => [.. Enumerable.Repeat((byte)'x', size)];

    private static Task TrySend(Func<ZmqMessage, bool> trySend, ZmqMessage message)
    {
        if (!trySend(message))
            message.Dispose();
        return Task.CompletedTask;
    }

    private static ZmqSocketType Counterpart(ZmqSocketType type) => type switch
    {
        ZmqSocketType.Req => ZmqSocketType.Rep,
        ZmqSocketType.Rep => ZmqSocketType.Req,
        ZmqSocketType.Router => ZmqSocketType.Dealer,
        ZmqSocketType.Push => ZmqSocketType.Pull,
        ZmqSocketType.Client => ZmqSocketType.Server,
        ZmqSocketType.Scatter => ZmqSocketType.Gather,
        _ => type,
    };
}
