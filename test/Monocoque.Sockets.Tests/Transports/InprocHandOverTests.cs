using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Transports;

/// <summary>Large messages change hands inside a process as they are.</summary>
public sealed class InprocHandOverTests : SocketTest
{
    private const int Large = 64 * 1024;

    [Fact]
    public async Task A_large_message_arrives_without_a_copy()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinInprocAsync(one, two);
        var body = new byte[Large];
        var sent = ZmqMessage.Wrap(body);
        await two.SendAsync(sent, Token);
        Assert.Throws<ObjectDisposedException>(() => sent.Count);
        using var received = await one.ReceiveAsync(Token);
        Assert.True(received[0].Span.Overlaps(body));
        Assert.Equal(Large, received.Length);
        Assert.Equal(ZmqSocketType.Dealer, received.Peer!.SocketType);
    }

    [Fact]
    public async Task A_small_message_does_not_hold_the_senders_memory()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinInprocAsync(one, two);
        var body = new byte[100];
        await two.SendAsync(ZmqMessage.Wrap(body), Token);
        using var received = await one.ReceiveAsync(Token);
        Assert.False(received[0].Span.Overlaps(body));
    }

    [Fact]
    public async Task Every_subscriber_shares_the_octets_of_a_large_message()
    {
        await using var pub = Create<IPubSocket>();
        var subscribers = Enumerable.Range(0, 3).Select(_ => Create<ISubSocket>(o => o.Subscribe.Add(""))).ToList();
        await JoinInprocAsync(pub, [.. subscribers]);
        var body = new byte[Large];
        await Until(() => ((Monocoque.Patterns.PubSocket)pub).TopicCount == 1 && Core(pub).PeerCount == 3);
        var seen = 0;
        while (seen < 3)
        {
            // The subscriptions come one by one.
            seen = 0;
            await pub.SendAsync(ZmqMessage.Wrap(body), Token);
            foreach (var subscriber in subscribers)
            {
                if (!subscriber.TryReceive(out var message))
                    continue;
                Assert.True(message[0].Span.Overlaps(body));
                message.Dispose();
                seen++;
            }
        }
    }

    [Fact]
    public async Task The_envelopes_of_request_and_reply_go_before_a_large_body()
    {
        await using var rep = Create<IRepSocket>();
        await using var req = Create<IReqSocket>();
        await JoinInprocAsync(rep, req);
        var (question, answer) = (new byte[Large], new byte[Large]);
        await req.SendAsync(ZmqMessage.Create(["q"u8.ToArray(), question]), Token);
        using (var asked = await rep.ReceiveAsync(Token))
        {
            Assert.Equal(2, asked.Count);
            Assert.Equal("q", asked.GetString(0));
            Assert.Equal(Large, asked[1].Length);
        }
        await rep.SendAsync(ZmqMessage.Wrap(answer), Token);
        using var reply = await req.ReceiveAsync(Token);
        Assert.Equal(1, reply.Count);
        Assert.True(reply[0].Span.Overlaps(answer));
    }

    [Fact]
    public async Task A_router_puts_the_id_before_a_large_body_and_passes_it_on()
    {
        await using var front = Create<IRouterSocket>();
        await using var back = Create<IDealerSocket>();
        await using var client = Create<IDealerSocket>(o => o.RoutingId = "client");
        await using var worker = Create<IRouterSocket>();
        await JoinInprocAsync(front, client);
        await JoinInprocAsync(worker, back);
        var body = new byte[Large];
        await client.SendAsync(ZmqMessage.Wrap(body), Token);
        await back.SendAsync(await front.ReceiveAsync(Token), Token);
        var job = await worker.ReceiveAsync(Token);
        Assert.Equal(3, job.Count);
        Assert.Equal("client", job.GetString(1));
        Assert.True(job[2].Span.Overlaps(body));
        using (var copy = job.Share())
            Assert.Equal("client", copy.GetString(1));
        await worker.SendAsync(job, Token);
        await front.SendAsync(await back.ReceiveAsync(Token), Token);
        using var returned = await client.ReceiveAsync(Token);
        Assert.Equal(1, returned.Count);
        Assert.True(returned[0].Span.Overlaps(body));
    }

    [Fact]
    public async Task Request_ids_go_before_a_large_body()
    {
        await using var dealer = Create<IDealerSocket>();
        await using var router = Create<IRouterSocket>();
        await JoinInprocAsync(router, dealer);
        var answering = Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await router.SendAsync(await router.ReceiveAsync(Token), Token);
        }, Token);
        var replies = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            dealer.RequestAsync(ZmqMessage.Copy(new byte[Large + i]), TimeSpan.FromSeconds(30), Token).AsTask()));
        await answering;
        for (var i = 0; i < 10; i++)
            Assert.Equal(Large + i, replies[i].Last.Length);
    }

    [Fact]
    public async Task The_largest_message_is_a_limit_here_too()
    {
        await using var one = Create<IDealerSocket>(o => o.MaxMessageSize = Large);
        await using var two = Create<IDealerSocket>();
        await JoinInprocAsync(one, two);
        await two.SendAsync(ZmqMessage.Copy(new byte[Large]), Token);
        Assert.Equal(Large, (await one.ReceiveAsync(Token)).Length);
        await two.SendAsync(ZmqMessage.Copy(new byte[Large + 1]), Token);
        await Until(() => CountersOf(one).ProtocolErrors == 1);
        await two.SendAsync(ZmqMessage.Text("after it"), Token);
        Assert.Equal("after it", await ReceiveAsync(one));
    }

    [Fact]
    public async Task Messages_that_a_publisher_is_sent_are_dropped_and_counted()
    {
        await using var pub = Create<IPubSocket>();
        await using var sub = Create<ISubSocket>();
        await JoinInprocAsync(pub, sub);
        var outbox = Core(sub).Outboxes.Single();
        Assert.True(outbox.TryAppend(prefix: default, ZmqMessage.Copy(Enumerable.Repeat((byte)7, Large).ToArray()), moves: true, out _));
        await Until(() => CountersOf(pub).GetDropped(Diagnostics.DropReason.Unexpected) == 1);
        Assert.Equal(1, Core(pub).PeerCount);
    }

    [Fact]
    public async Task Middleware_sees_the_octets_of_every_message()
    {
        var octets = 0L;
        RuntimeOptions.ConfigureConnection = builder => builder.Use(next => async connection =>
        {
            connection.Transport = new Counted(connection.Transport, count => Interlocked.Add(ref octets, count));
            await next(connection);
        });
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinInprocAsync(one, two);
        await two.SendAsync(ZmqMessage.Copy(new byte[Large]), Token);
        Assert.Equal(Large, (await one.ReceiveAsync(Token)).Length);
        Assert.True(Interlocked.Read(ref octets) > Large);
        await one.SendAsync(ZmqMessage.Text("back"), Token);
        Assert.Equal("back", await ReceiveAsync(two));
    }

    private async Task JoinInprocAsync(IZmqSocket binds, params IZmqSocket[] connect)
    {
        var address = (await binds.BindAsync(FreeAddress("inproc"), Token)).ToString();
        foreach (var socket in connect)
            await socket.ConnectAsync(address, Token);
        await Until(() => Core(binds).PeerCount >= connect.Length);
    }

    /// <summary>What connection logging and TLS do: a duplex of their own before that of the transport.</summary>
    private sealed class Counted(IDuplexPipe inner, Action<long> count) : IDuplexPipe
    {
        public PipeReader Input { get; } = PipeReader.Create(new CountingStream(inner.Input.AsStream(), count));

        public PipeWriter Output { get; } = PipeWriter.Create(inner.Output.AsStream());
    }

    private sealed class CountingStream(Stream inner, Action<long> count) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await inner.ReadAsync(buffer, cancellationToken);
            count(read);
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
