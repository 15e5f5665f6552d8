using System.Net;
using System.Net.Sockets;
using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns.Drafts;

/// <summary>DGRAM: datagrams as they are, also with programs that know nothing of ZeroMQ.</summary>
public sealed class DgramTests : SocketTest
{
    [Theory]
    [InlineData("udp://127.0.0.1:0", "127.0.0.1")]
    [InlineData("udp://*:0", "127.0.0.1")]
    [InlineData("udp://[::1]:0", "[::1]")]
    public async Task A_message_goes_to_the_address_in_front_and_its_answer_comes_back(string bind, string host)
    {
        await using var asks = Create<IDgramSocket>();
        await using var answers = Create<IDgramSocket>();
        var asking = await asks.BindAsync(bind, Token);
        var answering = await answers.BindAsync(bind, Token);
        Assert.Equal(answering, Assert.Single(answers.BoundAddresses));

        await asks.SendAsync(ZmqMessage.Text($"{host}:{answering.Port}", "question"), Token);
        using var question = await answers.ReceiveAsync(Token);
        Assert.Equal((2, $"{host}:{asking.Port}", "question"), (question.Count, question.GetString(0), question.GetString(1)));
        Assert.Equal(IPEndPoint.Parse(question.GetString(0)), question.Peer!.RemoteEndPoint);
        Assert.Equal(ZmqSocketType.Dgram, question.Peer.SocketType);

        Assert.True(answers.TrySend(ZmqMessage.Text(question.GetString(0), "answer")));
        using var answer = await asks.ReceiveAsync(Token);
        Assert.Equal(($"{host}:{answering.Port}", "answer"), (answer.GetString(0), answer.GetString(1)));
        Assert.Equal((1, 1), (CountersOf(asks).Sent, CountersOf(answers).Sent));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task A_program_without_ZeroMQ_gets_the_body_alone_and_may_send_anything(string host)
    {
        var address = IPAddress.Parse(host);
        using var plain = new UdpClient(new IPEndPoint(address, 0));
        await using var dgram = Create<IDgramSocket>();
        var bound = await dgram.BindAsync($"udp://{new IPEndPoint(address, 0)}", Token);

        foreach (var body in new byte[][] { [], [0], [1, 2, 3], new byte[9000] })
        {
            await plain.SendAsync(body, new IPEndPoint(address, bound.Port!.Value), Token);
            using var message = await dgram.ReceiveAsync(Token);
            Assert.Equal($"{plain.Client.LocalEndPoint}", message.GetString(0));
            Assert.Equal(body, message[1].ToArray());

            await dgram.SendAsync(message.Share(), Token);
            var back = await plain.ReceiveAsync(Token);
            Assert.Equal(body, back.Buffer);
            Assert.Equal(bound.Port, back.RemoteEndPoint.Port);
        }
        Assert.Equal(0, CountersOf(dgram).ProtocolErrors);
    }

    [Fact]
    public async Task More_peers_than_are_remembered_are_all_answered()
    {
        await using var dgram = Create<IDgramSocket>();
        var bound = await dgram.BindAsync("udp://127.0.0.1:0", Token);
        var clients = Enumerable.Range(0, 300).Select(static _ => new UdpClient(new IPEndPoint(IPAddress.Loopback, 0))).ToList();
        for (var round = 0; round < 2; round++)
        {
            foreach (var client in clients)
            {
                await client.SendAsync("x"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, bound.Port!.Value), Token);
                using var message = await dgram.ReceiveAsync(Token);
                Assert.Equal($"{client.Client.LocalEndPoint}", message.GetString(0));
                await dgram.SendAsync(message.Share(), Token);
                await client.ReceiveAsync(Token);
            }
        }
        clients.ForEach(static client => client.Dispose());
    }

    [Fact]
    public async Task The_largest_datagram_passes_and_one_octet_more_is_refused()
    {
        await using var one = Create<IDgramSocket>();
        await using var two = Create<IDgramSocket>();
        await one.BindAsync("udp://127.0.0.1:0", Token);
        var target = $"127.0.0.1:{(await two.BindAsync("udp://127.0.0.1:0", Token)).Port}";

        await one.SendAsync(ZmqMessage.Text(target, new string('x', 65_507)), Token);
        using var received = await two.ReceiveAsync(Token);
        Assert.Equal(65_507, received[1].Length);

        using var tooLong = ZmqMessage.Text(target, new string('x', 65_508));
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => one.SendAsync(tooLong, Token).AsTask());
        Assert.Contains("at most 65507 octets, and has 65508", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, tooLong.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:0")]
    [InlineData("127.0.0.1:65536")]
    [InlineData("localhost:5555")]
    [InlineData("::1")]
    [InlineData("udp://127.0.0.1:5555")]
    [InlineData("127.0.0.1:5555\n")]
    [InlineData("ü:5555")]
    public async Task What_is_no_address_is_refused_and_the_message_stays_the_callers(string target)
    {
        await using var dgram = Create<IDgramSocket>();
        await dgram.BindAsync("udp://127.0.0.1:0", Token);
        using var message = ZmqMessage.Text(target, "x");
        var exception = Assert.Throws<ArgumentException>(() => dgram.TrySend(message));
        Assert.Contains($"'{target}', which is no address to send to. Use an address and a port", exception.Message, StringComparison.Ordinal);
        Assert.Equal(2, message.Count);
    }

    [Fact]
    public async Task An_address_may_end_with_NUL_as_libzmq_has_it()
    {
        await using var dgram = Create<IDgramSocket>();
        var port = (await dgram.BindAsync("udp://127.0.0.1:0", Token)).Port;
        await dgram.SendAsync(ZmqMessage.Text($"127.0.0.1:{port}\0", "to myself"), Token);
        using var message = await dgram.ReceiveAsync(Token);
        Assert.Equal(($"127.0.0.1:{port}", "to myself"), (message.GetString(0), message.GetString(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_message_has_two_frames(int frames)
    {
        await using var dgram = Create<IDgramSocket>();
        await dgram.BindAsync("udp://127.0.0.1:0", Token);
        using var message = ZmqMessage.Create([.. Enumerable.Repeat<ReadOnlyMemory<byte>>("127.0.0.1:5555"u8.ToArray(), frames)]);
        var exception = Assert.Throws<ArgumentException>(() => dgram.TrySend(message));
        Assert.Contains($"has two frames, the address of the receiver and the body, not {frames}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_socket_drops_what_comes_and_counts_it()
    {
        await using var dgram = Create<IDgramSocket>(static o => o.ReceiveHighWaterMark = 3);
        using var plain = new UdpClient("127.0.0.1", (await dgram.BindAsync("udp://127.0.0.1:0", Token)).Port!.Value);
        for (var i = 0; i < 5; i++)
            plain.Send([(byte)('0' + i)]);
        await Until(() => CountersOf(dgram).GetDropped(DropReason.HighWaterMark) == 2);
        for (var i = 0; i < 3; i++)
        {
            using var message = await dgram.ReceiveAsync(Token);
            Assert.Equal($"{i}", message.GetString(1));
        }
    }

    [Fact]
    public async Task What_is_longer_than_allowed_or_from_elsewhere_is_dropped_and_counted()
    {
        await using var dgram = Create<IDgramSocket>(static o =>
        {
            o.MaxMessageSize = 3;
            o.AllowFrom.Add(IPNetwork.Parse("127.0.0.1/32"));
        });
        var to = new IPEndPoint(IPAddress.Loopback, (await dgram.BindAsync("udp://127.0.0.1:0", Token)).Port!.Value);
        using var friend = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        using var stranger = new UdpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        await friend.SendAsync("1234"u8.ToArray(), to, Token);
        await stranger.SendAsync("123"u8.ToArray(), to, Token);
        await Until(() => CountersOf(dgram).GetDropped(DropReason.Unexpected) == 1 && CountersOf(dgram).GetDropped(DropReason.Refused) == 1);
        await friend.SendAsync("123"u8.ToArray(), to, Token);
        using var message = await dgram.ReceiveAsync(Token);
        Assert.Equal("123", message.GetString(1));
    }

    [Fact]
    public async Task What_the_system_does_not_take_is_lost_and_counted_and_nobody_waits()
    {
        await using var dgram = Create<IDgramSocket>();
        await dgram.BindAsync("udp://127.0.0.1:0", Token);
        // From the loopback interface there is no way to elsewhere.
        Assert.True(dgram.TrySend(ZmqMessage.Text("192.0.2.1:5555", "x")));
        Assert.Equal((0, 1), (CountersOf(dgram).Sent, CountersOf(dgram).GetDropped(DropReason.NoRoute)));
    }

    [Fact]
    public async Task It_binds_once_to_udp_and_connects_to_nobody()
    {
        await using var dgram = Create<IDgramSocket>();
        await ThrowsAsync(ZmqError.NotSupported, () => dgram.BindAsync("tcp://127.0.0.1:0", Token).AsTask());
        await ThrowsAsync(ZmqError.NotSupported, () => dgram.BindAsync("inproc://x", Token).AsTask());
        Throws(ZmqError.NotSupported, () => dgram.Connect("udp://127.0.0.1:5555"));
        Throws(ZmqError.NotSupported, () => dgram.Connect("tcp://127.0.0.1:5555"));
        await ThrowsAsync(ZmqError.NotSupported, () => dgram.ConnectAsync("udp://127.0.0.1:5555", Token).AsTask());
        await ThrowsAsync(ZmqError.AddressNotAvailable, () => dgram.BindAsync("udp://239.192.7.7:0", Token).AsTask());
        Throws(ZmqError.InvalidState, () => dgram.TrySend(ZmqMessage.Text("127.0.0.1:5555", "x")));

        var bound = await dgram.BindAsync("udp://127.0.0.1:0", Token);
        var exception = await ThrowsAsync(ZmqError.InvalidState, () => dgram.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        Assert.Contains($"is bound to {bound}", exception.Message, StringComparison.Ordinal);
        Throws(ZmqError.AddressNotAvailable, () => dgram.TrySend(ZmqMessage.Text("[::1]:5555", "x")));

        await dgram.UnbindAsync(bound.ToString(), Token);
        Throws(ZmqError.InvalidState, () => dgram.TrySend(ZmqMessage.Text("127.0.0.1:5555", "x")));
        await dgram.BindAsync(bound.ToString(), Token);
        await ThrowsAsync(ZmqError.AddressInUse, () => Create<IDgramSocket>().BindAsync(bound.ToString(), Token).AsTask());
    }

    [Fact]
    public async Task Closing_ends_it_and_frees_the_address()
    {
        var dgram = Create<IDgramSocket>();
        var bound = await dgram.BindAsync("udp://127.0.0.1:0", Token);
        var receiving = dgram.ReceiveAsync(Token);
        await dgram.DisposeAsync();
        await ThrowsAsync(ZmqError.Terminated, () => receiving.AsTask());
        Throws(ZmqError.Terminated, () => dgram.TrySend(ZmqMessage.Text("127.0.0.1:5555", "x")));
        Assert.False(await dgram.WaitToReceiveAsync(Token));
        await using var next = Create<IDgramSocket>();
        await next.BindAsync(bound.ToString(), Token);
    }

    [Fact]
    public async Task Binding_is_told_to_who_watches()
    {
        await using var dgram = Create<IDgramSocket>();
        await using var events = new EventRecorder(dgram, Token);
        var bound = await dgram.BindAsync("udp://127.0.0.1:0", Token);
        await ThrowsAsync(ZmqError.InvalidState, () => dgram.BindAsync("udp://127.0.0.1:0", Token).AsTask());
        await dgram.UnbindAsync(bound.ToString(), Token);
        await events.WaitForAsync(ZmqEventKind.Listening);
        await events.WaitForAsync(ZmqEventKind.BindFailed);
        await events.WaitForAsync(ZmqEventKind.Closed);
    }

    [Fact]
    public async Task Many_send_at_once()
    {
        // Together they fit the buffer of the system, however late the receiver comes.
        const int Senders = 8;
        const int Each = 20;
        await using var one = Create<IDgramSocket>();
        await using var two = Create<IDgramSocket>();
        await one.BindAsync("udp://127.0.0.1:0", Token);
        var target = $"127.0.0.1:{(await two.BindAsync("udp://127.0.0.1:0", Token)).Port}";
        await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(() => SendAllAsync(sender), Token)));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (seen.Count < Senders * Each)
        {
            using var message = await two.ReceiveAsync(Token);
            Assert.True(seen.Add(message.GetString(1)));
        }

        async Task SendAllAsync(int sender)
        {
            for (var i = 0; i < Each; i++)
                await one.SendAsync(ZmqMessage.Text(target, $"{sender}/{i}"), Token);
        }
    }

    [Fact]
    public async Task In_memory_there_is_no_udp()
    {
        RuntimeOptions.InMemory = true;
        await using var dgram = Create<IDgramSocket>();
        await ThrowsAsync(ZmqError.NotSupported, () => dgram.BindAsync("udp://127.0.0.1:0", Token).AsTask());
    }
}
