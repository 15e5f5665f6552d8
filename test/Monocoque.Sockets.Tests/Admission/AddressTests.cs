using System.Net;
using System.Net.Sockets;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Admission;

/// <summary>From where peers may come, seen from outside.</summary>
public sealed class AddressTests : AdmissionTest
{
    private static readonly IPNetwork s_one = IPNetwork.Parse("127.0.0.1/32");
    private static readonly IPNetwork s_two = IPNetwork.Parse("127.0.0.2/32");

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.AllowFrom))]
    public async Task Who_is_not_allowed_is_closed_before_a_word_is_said_and_told_and_counted()
    {
        await using var rep = Create<IRepSocket>(static o => o.AllowFrom.Add(s_two));
        await using var events = new EventRecorder(rep, Token);
        var address = await rep.BindAsync(FreeAddress(), Token);
        for (var i = 0; i < 5; i++)
        {
            await AssertClosedAsync(address);
            var refused = await events.WaitForAsync(ZmqEventKind.AcceptFailed);
            Assert.Equal(ZmqError.Refused, Assert.IsType<ZmqException>(refused.Error).Error);
            Assert.Contains("not in AllowFrom", refused.Error!.Message, StringComparison.Ordinal);
            Assert.Equal(IPAddress.Loopback, Assert.IsType<IPEndPoint>(refused.RemoteEndPoint).Address);
        }

        Assert.DoesNotContain(ZmqEventKind.Accepted, events.Kinds);
        Assert.Equal(5, Meter.Read("zmq.connections.refused", "error.type", "address"));
        Assert.Equal(5, Meter.Read("zmq.connections.refused"));
        Assert.Equal(1, Log.Count(3024));
        await AssertServesAsync(rep, address, "127.0.0.2");
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.DenyFrom))]
    public async Task Who_is_denied_does_not_come_in_though_allowed()
    {
        await using var rep = Create<IRepSocket>(static o =>
        {
            o.AllowFrom.Add(IPNetwork.Parse("127.0.0.0/8"));
            o.DenyFrom.Add(s_one);
        });
        var address = await rep.BindAsync(FreeAddress(), Token);
        await AssertClosedAsync(address);
        await AssertServesAsync(rep, address, "127.0.0.2");
    }

    [Fact]
    public async Task Peers_of_ours_that_are_refused_go_on_trying_and_come_in_when_they_may()
    {
        await using var rep = Create<IRepSocket>(static o => o.DenyFrom.Add(s_one));
        await using var req = Create<IReqSocket>(static o => o.ReconnectInterval = TimeSpan.FromMilliseconds(10));
        req.Connect((await rep.BindAsync(FreeAddress(), Token)).ToString());
        await Until(() => Meter.Read("zmq.connections.refused") > 1);

        rep.ChangeOptions(static o => o.DenyFrom.Clear());
        await SendAsync(req, "let in");
        Assert.Equal("let in", await ReceiveAsync(rep));
        rep.ChangeOptions(static o => o.DenyFrom.Add(s_one));
        await SendAsync(rep, "who is in stays in");
        Assert.Equal("who is in stays in", await ReceiveAsync(req));
    }

    [Fact]
    public async Task IPv4_that_comes_by_a_listener_of_both_families_is_IPv4()
    {
        await using var rep = Create<IRepSocket>(static o => o.AllowFrom.Add(s_two));
        var bound = await rep.BindAsync("tcp://*:0", Token);
        var address = ZmqAddress.Parse($"tcp://127.0.0.1:{bound.Port}");
        await AssertClosedAsync(address);
        await AssertClosedAsync(ZmqAddress.Parse($"tcp://[::1]:{bound.Port}"));
        await AssertServesAsync(rep, address, "127.0.0.2");
    }

    [Theory]
    [InlineData("ipc")]
    [InlineData("inproc")]
    public async Task What_has_no_address_is_not_concerned(string transport)
    {
        await using var rep = Create<IRepSocket>(static o =>
        {
            o.AllowFrom.Add(s_two);
            o.DenyFrom.Add(IPNetwork.Parse("0.0.0.0/0"));
        });
        await using var req = Create<IReqSocket>();
        await req.ConnectAsync((await rep.BindAsync(FreeAddress(transport), Token)).ToString(), Token);
        await SendAsync(req, "served");
        Assert.Equal("served", await ReceiveAsync(rep));
    }

    [Fact]
    public async Task A_stream_socket_takes_them_no_more_than_others()
    {
        await using var stream = Create<IStreamSocket>(static o => o.DenyFrom.Add(s_one));
        var address = await stream.BindAsync(FreeAddress(), Token);
        await AssertClosedAsync(address);
        using var friend = await RawPeer.ConnectAsync(address, Token, "127.0.0.2");
        await Until(() => Core(stream).PeerCount == 1);
    }

    [Fact]
    public async Task Connections_that_we_make_are_not_concerned()
    {
        await using var rep = Create<IRepSocket>();
        await using var req = Create<IReqSocket>(static o => o.DenyFrom.Add(s_one));
        await JoinAsync(rep, req);
        Assert.Equal(0, Meter.Read("zmq.connections.refused"));
    }

    [Fact]
    public async Task A_socket_closes_while_strangers_knock()
    {
        var rep = Create<IRepSocket>(static o => o.DenyFrom.Add(s_one));
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var done = new CancellationTokenSource();
        var knocking = Task.Run(() => KnockAsync(address, done.Token), Token);
        await Until(() => CountersOf(rep).GetRefused(Monocoque.Admission.RefusalReason.Address) > 20);
        await rep.DisposeAsync().AsTask().WaitAsync(Token);
        await done.CancelAsync();
        await knocking;
    }

    [Fact]
    public async Task Datagrams_from_elsewhere_are_dropped_and_counted()
    {
        await using var dish = Create<IDishSocket>(static o => o.AllowFrom.Add(s_two));
        dish.Join("g");
        var bound = await dish.BindAsync("udp://127.0.0.1:0", Token);
        byte[] datagram = [1, (byte)'g', .. "hello"u8];
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var friend = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        var to = new IPEndPoint(IPAddress.Loopback, bound.Port!.Value);
        await stranger.SendAsync(datagram, to, Token);
        await Until(() => Meter.Read("zmq.messages.dropped", "error.type", "refused") == 1);
        await friend.SendAsync(datagram, to, Token);

        Assert.Equal("hello", await ReceiveAsync(dish));
    }

    private async Task KnockAsync(ZmqAddress address, CancellationToken done)
    {
        try
        {
            while (!done.IsCancellationRequested)
            {
                await AssertClosedAsync(address);
            }
        }
        catch (Exception exception) when (exception is SocketException { SocketErrorCode: SocketError.ConnectionRefused } or OperationCanceledException)
        {
            // Nobody is there any more.
        }
    }
}
