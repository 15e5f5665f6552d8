using System.Net;
using System.Text;
using Monocoque.Shared;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class StreamSocketTests : SocketTest
{
    [Theory]
    [InlineData("tcp")]
    [InlineData("ipc")]
    public async Task A_plain_client_is_announced_heard_answered_and_its_end_told(string transport)
    {
        await using var stream = Create<IStreamSocket>();
        var client = await DialAsync(await stream.BindAsync(FreeAddress(transport), Token));
        var (id, notice) = await ReceiveAsync(stream);
        Assert.Equal("", notice);
        Assert.Equal(5, id.Length);
        Assert.Equal(0, id[0]);
        await client.SendAsync("GET /\r\n"u8.ToArray());
        Assert.Equal("GET /\r\n", await ReceiveAsync(stream, id, 7));
        await SendAsync(stream, id, "HTTP/1.0 ");
        await SendAsync(stream, id, "200 OK");
        Assert.Equal("HTTP/1.0 200 OK", Encoding.ASCII.GetString(await client.ReadAsync(15)));
        client.Dispose();
        Assert.Equal("", (await ReceiveAsync(stream)).Text);
        await ThrowsAsync(ZmqError.HostUnreachable, () => SendAsync(stream, id, "too late"));
    }

    [Fact]
    public async Task An_empty_body_closes_the_connection_after_what_was_sent_before()
    {
        await using var stream = Create<IStreamSocket>();
        using var client = await DialAsync(await stream.BindAsync(FreeAddress(), Token));
        var (id, _) = await ReceiveAsync(stream);
        var body = new string('x', 100_000);
        await SendAsync(stream, id, body);
        await SendAsync(stream, id, "");
        Assert.Equal(body.Length, await client.ReadToEndAsync());
        Assert.Equal("", (await ReceiveAsync(stream)).Text);
    }

    [Fact]
    public async Task Closing_one_connection_leaves_the_others_alone()
    {
        await using var stream = Create<IStreamSocket>();
        var address = await stream.BindAsync(FreeAddress(), Token);
        using var one = await DialAsync(address);
        var (first, _) = await ReceiveAsync(stream);
        using var two = await DialAsync(address);
        var (second, _) = await ReceiveAsync(stream);
        Assert.NotEqual(first, second);
        await SendAsync(stream, first, "");
        await one.ReadToEndAsync();
        await SendAsync(stream, second, "still here");
        Assert.Equal("still here", Encoding.ASCII.GetString(await two.ReadAsync(10)));
    }

    [Fact]
    [ProvesOption(nameof(ZmqSocketOptions.StreamNotify))]
    public async Task Without_notices_only_octets_are_received()
    {
        await using var stream = Create<IStreamSocket>(o => o.StreamNotify = false);
        var address = await stream.BindAsync(FreeAddress(), Token);
        (await DialAsync(address)).Dispose();
        using var client = await DialAsync(address);
        await client.SendAsync("hello"u8.ToArray());
        Assert.StartsWith("h", (await ReceiveAsync(stream)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_we_make_is_made_again_under_the_same_id()
    {
        await using var stream = Create<IStreamSocket>(o => o.ReconnectInterval = TimeSpan.FromMilliseconds(1));
        using var listener = new RawListener();
        stream.Connect(listener.Address);
        var first = await listener.AcceptAsync(Token);
        var (id, _) = await ReceiveAsync(stream);
        first.Dispose();
        Assert.Equal(id, (await ReceiveAsync(stream)).Id);
        using var second = await listener.AcceptAsync(Token);
        var (again, notice) = await ReceiveAsync(stream);
        Assert.Equal((Convert.ToHexString(id), ""), (Convert.ToHexString(again), notice));
        await SendAsync(stream, id, "hello");
        Assert.Equal("hello", Encoding.ASCII.GetString(await second.ReadAsync(5)));
        await SendAsync(stream, id, "");
        Assert.Equal(0, await second.ReadToEndAsync());
        await ThrowsAsync(ZmqError.NotFound, () => stream.DisconnectAsync(listener.Address, Token).AsTask());
    }

    [Fact]
    public async Task Megabytes_arrive_unchanged_in_both_directions_between_two_streams()
    {
        await using var one = Create<IStreamSocket>(o => o.SendHighWaterMark = 0);
        await using var two = Create<IStreamSocket>(o => o.ReceiveHighWaterMark = 3);
        two.Connect((await one.BindAsync(FreeAddress(), Token)).ToString());
        var (toTwo, _) = await ReceiveAsync(one);
        await ReceiveAsync(two);
        var octets = new byte[5 << 20];
        new Random(4).NextBytes(octets);
        for (var i = 0; i < octets.Length; i += 70_000)
            await one.SendAsync(ZmqMessage.Create([toTwo, octets.AsMemory(i, Math.Min(70_000, octets.Length - i))]), Token);
        var received = 0;
        while (received < octets.Length)
        {
            using var message = await two.ReceiveAsync(Token);
            Assert.Equal(2, message.Count);
            Assert.True(message[1].Span.SequenceEqual(octets.AsSpan(received, message[1].Length)));
            received += message[1].Length;
        }
    }

    [Fact]
    public async Task The_end_is_told_however_full_the_queue_is_and_after_all_that_was_sent()
    {
        await using var stream = Create<IStreamSocket>(o => o.ReceiveHighWaterMark = 1);
        var client = await DialAsync(await stream.BindAsync(FreeAddress(), Token));
        await client.SendAsync([.. Enumerable.Repeat((byte)'x', 20_000)]);
        client.Dispose();
        await Until(() => Core(stream).FairQueue.Count >= 1);
        var (id, notice) = await ReceiveAsync(stream);
        Assert.Equal("", notice);
        Assert.Equal(20_000, (await ReceiveAsync(stream, id, 20_000)).Length);
        var (gone, end) = await ReceiveAsync(stream);
        Assert.Equal((Convert.ToHexString(id), ""), (Convert.ToHexString(gone), end));
    }

    [Fact]
    public async Task A_full_connection_refuses_and_nothing_is_lost()
    {
        var network = new MemoryNetwork { Capacity = 1024 };
        RuntimeOptions.ListenerFactories.Add(network);
        RuntimeOptions.ConnectionFactory = network;
        await using var stream = Create<IStreamSocket>(o => o.SendHighWaterMark = 3);
        await using var peer = Create<IStreamSocket>();
        peer.Connect((await stream.BindAsync(FreeAddress(), Token)).ToString());
        var (id, _) = await ReceiveAsync(stream);
        await ReceiveAsync(peer);
        network.Links.Single().Pause();
        var sent = 0;
        while (stream.TrySend(ZmqMessage.Create([id, new byte[700]])))
            sent += 700;
        await ThrowsAsync(ZmqError.WouldBlock, () => stream.SendAsync(ZmqMessage.Create([id, new byte[700]]), Token).AsTask());
        network.Links.Single().Resume();
        for (var received = 0; received < sent;)
        {
            using var message = await peer.ReceiveAsync(Token);
            received += message[1].Length;
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_message_has_two_frames(int frames)
    {
        await using var stream = Create<IStreamSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => SendAsync((IZmqSender)stream, [.. Enumerable.Repeat("x", frames)]));
    }

    [Fact]
    public async Task A_message_names_where_it_came_from()
    {
        await using var stream = Create<IStreamSocket>();
        using var client = await DialAsync(await stream.BindAsync(FreeAddress(), Token));
        using var message = await stream.ReceiveAsync(Token);
        Assert.Equal(ZmqSocketType.Stream, message.Peer!.SocketType);
        Assert.IsType<IPEndPoint>(message.Peer.RemoteEndPoint);
        Assert.Equal(message.First.ToArray(), message.Peer.RoutingId.ToArray());
    }

    [Fact]
    public async Task Speaking_zmtp_by_hand_a_stream_reaches_a_dealer()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var stream = Create<IStreamSocket>();
        stream.Connect((await dealer.BindAsync(FreeAddress(), Token)).ToString());
        var (id, _) = await ReceiveAsync(stream);
        await stream.SendAsync(ZmqMessage.Create([id, (byte[])[.. RawPeer.Greeting, .. RawPeer.Ready("ROUTER"), .. RawPeer.Encode("by hand")]]), Token);
        Assert.Equal("by hand", await ReceiveAsync((IZmqReceiver)dealer));
    }

    private async Task SendAsync(IStreamSocket stream, byte[] id, string text) =>
        await stream.SendAsync(ZmqMessage.Create([id, Encoding.ASCII.GetBytes(text)]), Token);

    private async Task<(byte[] Id, string Text)> ReceiveAsync(IStreamSocket stream)
    {
        using var message = await stream.ReceiveAsync(Token);
        Assert.Equal(2, message.Count);
        return (message.First.ToArray(), message.GetString(1));
    }

    /// <summary>Where a stream is cut means nothing, so this joins what comes.</summary>
    private async Task<string> ReceiveAsync(IStreamSocket stream, byte[] id, int length)
    {
        var text = "";
        while (text.Length < length)
        {
            var (from, piece) = await ReceiveAsync(stream);
            Assert.Equal(id, from);
            text += piece;
        }
        return text;
    }
}
