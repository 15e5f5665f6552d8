using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

public sealed class DealerSocketTests : SocketTest
{
    [Fact]
    public async Task Messages_go_to_the_peers_in_turn()
    {
        await using var dealer = Create<IDealerSocket>();
        var peers = Enumerable.Range(0, 3).Select(_ => Create<IDealerSocket>()).ToList();
        await JoinAsync(dealer, [.. peers]);
        for (var i = 0; i < 30; i++)
            await SendAsync(dealer, $"{i}");
        var seen = new List<int>();
        foreach (var peer in peers)
        {
            var first = int.Parse(await ReceiveAsync(peer), System.Globalization.CultureInfo.InvariantCulture);
            seen.Add(first);
            for (var i = 1; i < 10; i++)
                Assert.Equal($"{first + (3 * i)}", await ReceiveAsync(peer));
        }
        Assert.Equal([0, 1, 2], seen.Order());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Messages_of_all_shapes_arrive_unchanged_and_in_order(string transport)
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        two.Connect((await one.BindAsync(FreeAddress(transport), Token)).ToString());
        int[][] shapes = [[0], [1], [0, 0], [255, 256], [3, 0, 5], [32 * 1024], [100_000, 0, 200_000], [16 << 20]];
        var random = new Random(1);
        var bodies = shapes.Select(shape => shape.Select(size => RandomOctets(random, size)).ToList()).ToList();
        var sending = Task.Run(async () =>
        {
            foreach (var body in bodies)
                await two.SendAsync(ZmqMessage.Create([.. body.Select(frame => (ReadOnlyMemory<byte>)frame)]), Token);
        }, Token);
        foreach (var body in bodies)
        {
            using var message = await one.ReceiveAsync(Token);
            Assert.Equal(body.Count, message.Count);
            for (var i = 0; i < body.Count; i++)
                Assert.True(message[i].Span.SequenceEqual(body[i]));
        }
        await sending;
    }

    /// <summary>More pieces than a system call takes (IOV_MAX, 1024), small ones and such as are sent from where they are.</summary>
    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_message_of_thousands_of_frames_arrives_whole(string transport)
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        two.Connect((await one.BindAsync(FreeAddress(transport), Token)).ToString());
        var random = new Random(7);
        var frames = Enumerable.Range(0, 3000).Select(i => RandomOctets(random, i % 5 == 0 ? 9000 : i % 40)).ToList();
        frames[1500] = RandomOctets(random, 32 * 1024);
        await two.SendAsync(ZmqMessage.Create([.. frames.Select(static frame => (ReadOnlyMemory<byte>)frame)]), Token);
        using var message = await one.ReceiveAsync(Token);
        Assert.Equal(frames.Count, message.Count);
        for (var i = 0; i < frames.Count; i++)
            Assert.True(message[i].Span.SequenceEqual(frames[i]), $"frame {i}");
    }

    [Fact]
    public async Task Large_and_small_messages_keep_their_order()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinAsync(one, two);
        var sending = Task.Run(async () =>
        {
            for (var i = 0; i < 3000; i++)
                await two.SendAsync(ZmqMessage.Create([BitConverter.GetBytes(i), new byte[i % 100 == 0 ? 150_000 : i % 7]]), Token);
        }, Token);
        for (var i = 0; i < 3000; i++)
        {
            using var message = await one.ReceiveAsync(Token);
            Assert.Equal(i, BitConverter.ToInt32(message[0].Span));
            Assert.Equal(i % 100 == 0 ? 150_000 : i % 7, message[1].Length);
        }
        await sending;
    }

    [Fact]
    public async Task A_message_received_names_its_peer()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>(o => o.RoutingId = "two");
        await JoinAsync(one, two);
        await SendAsync(two, "x");
        using var message = await one.ReceiveAsync(Token);
        Assert.Equal(ZmqSocketType.Dealer, message.Peer!.SocketType);
        Assert.Equal("two", System.Text.Encoding.UTF8.GetString(message.Peer.Identity.Span));
        Assert.NotNull(message.Peer.RemoteEndPoint);
    }

    [Fact]
    public async Task An_empty_message_value_is_refused()
    {
        await using var dealer = Create<IDealerSocket>();
        await Assert.ThrowsAsync<ArgumentException>(() => dealer.SendAsync(default, Token).AsTask());
        Assert.Throws<ArgumentException>(() => dealer.TrySend(default));
    }

    [Fact]
    public async Task A_message_that_was_sent_before_is_refused()
    {
        await using var one = Create<IDealerSocket>();
        await using var two = Create<IDealerSocket>();
        await JoinAsync(one, two);
        var message = ZmqMessage.Text("once");
        await one.SendAsync(message, Token);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => one.SendAsync(message, Token).AsTask());
    }

    private static byte[] RandomOctets(Random random, int size)
    {
        var octets = new byte[size];
        random.NextBytes(octets);
        return octets;
    }
}
