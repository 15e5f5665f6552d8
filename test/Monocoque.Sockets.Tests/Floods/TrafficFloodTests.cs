using System.Buffers.Binary;
using System.Net.Sockets;
using Monocoque.Sockets.Tests.Soak;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Floods;

/// <summary>
/// Peers that came in and are hostile, in masses. What they make the socket hold is known to the octet for messages, from its pool, and from the heap for the rest;
/// others are served throughout.
/// </summary>
[Collection(SoakTests.Name)]
public sealed class TrafficFloodTests : SocketTest
{
    /// <summary>What the pool may have lent to a connection that announces everything and sends next to nothing.</summary>
    private const long MostForNothing = 64 * 1024;

    private long _most;

    // Its own pool, which lends to nobody else.
    public TrafficFloodTests()
        : base(TimeSpan.FromMinutes(8)) => RuntimeOptions.PoisonReturnedBuffers = true;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Endless_more_holds_no_more_than_a_few_times_the_largest_message(int octets)
    {
        const int Peers = 8;
        const int Largest = 1 << 20;
        await using var rep = Create<IRepSocket>(static o => o.MaxMessageSize = Largest);
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        byte[] frame = [1, (byte)octets, .. new byte[octets]];
        var piece = Enumerable.Repeat(frame, 32 * 1024).SelectMany(static octets => octets).ToArray();
        var flood = Task.WhenAll(Enumerable.Range(0, Peers).Select(_ => SendUntilClosedAsync(address, piece)));
        while (!flood.IsCompleted)
            await AssertServesAsync(rep, good);
        await flood;
        Report("endless MORE", Peers);

        Assert.InRange(_most, 0, Peers * 4L * Largest);
        await AssertGoneAsync(rep, good, protocolErrors: Peers);
    }

    [Fact]
    public async Task Empty_messages_count_against_the_mark_like_any_other_and_all_of_them_come()
    {
        const int Mark = 10;
        const int Messages = 100_000;
        await using var pull = Create<IPullSocket>(static o => o.ReceiveHighWaterMark = Mark);
        var address = await pull.BindAsync(FreeAddress(), Token);
        using var flood = await DialAsync(address, "PUSH");
        var sending = flood.SendAsync(new byte[2 * Messages]);
        await Until(() => Core(pull).FairQueue.Count == Mark);
        for (var i = 0; i < Messages; i++)
        {
            Assert.InRange(Core(pull).FairQueue.Count, 0, Mark);
            using var message = await pull.ReceiveAsync(Token);
            Assert.Equal((1, 0), (message.Count, message[0].Length));
        }
        await sending;
        Assert.Equal(0, Core(pull).FairQueue.Count);
    }

    [Fact]
    public async Task Gigantic_lengths_cost_nothing_before_their_octets_come()
    {
        const int Peers = 200;
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var liars = new List<RawPeer>();
        for (var i = 0; i < Peers; i++)
        {
            liars.Add(await DialAsync(address, "REQ"));
            await liars[i].SendAsync([1, 0, .. Header(new ZmqSocketOptions().MaxMessageSize / 2), .. new byte[10]]);
            Note();
        }
        await AssertServesAsync(rep, good);
        Report("announced 32 MiB each", Peers);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, Peers * MostForNothing);
        Assert.InRange(_most, 0, Peers * MostForNothing);
        liars.ForEach(static peer => peer.Dispose());
        await AssertGoneAsync(rep, good, protocolErrors: 0);
    }

    [Theory]
    [InlineData((64L << 20) + 1)]
    [InlineData(1L << 40)]
    [InlineData(long.MaxValue)]
    [InlineData(-1)]
    public async Task Length_over_the_limit_ends_the_connection_at_once(long length)
    {
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        using var liar = await DialAsync(address, "REQ");
        await liar.SendAsync([1, 0, .. Header(length)]);
        await liar.ReadToEndAsync();

        await AssertGoneAsync(rep, good, protocolErrors: 1);
    }

    [Fact]
    public Task Three_hundred_resets_amid_a_frame_leave_nothing() => ResetAsync(300);

    [Fact]
    [Trait("Category", "Long")]
    public Task Twenty_thousand_resets_amid_a_frame_leave_nothing() => ResetAsync(20_000);

    [Fact]
    public Task Ten_peers_that_subscribe_to_ten_times_too_much_are_shown_out() => SubscribeAsync(peers: 10, most: 2000);

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_peers_that_subscribe_to_a_million_topics_each_are_shown_out() => SubscribeAsync(peers: 10, most: 100_000);

    /// <summary>Peers with as many subscriptions as they may have, in all a million in the long form, and then each goes on to ten times as many.</summary>
    private async Task SubscribeAsync(int peers, int most)
    {
        // A subscription of eight octets, shared by nobody: its node, its place in the peer's list, and the growth of tables.
        const long MostPerTopic = 1024;
        await using var pub = Create<IPubSocket>(o => o.MaxSubscriptionsPerPeer = most);
        var address = await pub.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "SUB");
        await good.SendMessageAsync("\u0001good");
        await pub.WaitForSubscriberAsync("good", cancellationToken: Token);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var greedy = new List<RawPeer>();
        for (var i = 0; i < peers; i++)
        {
            greedy.Add(await DialAsync(address, "SUB"));
            await greedy[i].SendAsync(Topics(i, from: 0, most));
            await pub.WaitForSubscriberAsync(Topic(i, most - 1), cancellationToken: Token);
            await PublishAsync(pub, good);
        }
        var full = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{(long)peers * most:N0} topics: {full / 1024:N0} KiB, {full / ((long)peers * most)} octets each.");
        Assert.InRange(full, 0, peers * (long)most * MostPerTopic);

        await Task.WhenAll(greedy.Select(async (peer, i) =>
        {
            try
            {
                for (var ten = 1; ten < 10; ten++)
                    await peer.SendAsync(Topics(i, from: ten * most, most));
            }
            catch (IOException)
            {
                // It was closed while we sent.
            }
            await peer.ReadToEndAsync();
        }));
        await Until(() => Core(pub).PeerCount == 1);
        await PublishAsync(pub, good);
        Assert.Equal(peers, Meter.Read("zmq.protocol.errors"));
        greedy.ForEach(static peer => peer.Dispose());
        greedy.Clear();
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{left / 1024:N0} KiB are left.");
        Assert.InRange(left, long.MinValue, 8 << 20);
    }

    private async Task PublishAsync(IPubSocket pub, RawPeer subscriber)
    {
        await SendAsync(pub, "good news");
        Assert.Equal("good news", await subscriber.ReadMessageAsync());
    }

    private static string Topic(int peer, int number) => $"{peer:D2}{number:D7}";

    private static byte[] Topics(int peer, int from, int count) =>
        [.. Enumerable.Range(from, count).SelectMany(number => RawPeer.Encode($"\u0001{Topic(peer, number)}"))];

    private async Task ResetAsync(int count)
    {
        const int AtOnce = 25;
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        byte[] half = [1, 0, .. Header(1 << 20), .. new byte[100_000]];
        for (var i = 0; i < count; i += AtOnce)
        {
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                using var peer = await DialAsync(address, "REQ");
                peer.ResetsAtTheEnd();
                await peer.SendAsync(half);
            }));
            Note();
            await AssertServesAsync(rep, good);
        }
        Report("resets amid a frame", AtOnce);
        await AssertGoneAsync(rep, good, protocolErrors: 0);
    }

    private async Task SendUntilClosedAsync(ZmqAddress address, byte[] piece)
    {
        using var peer = await DialAsync(address, "REQ");
        try
        {
            // Fifty times what may be held is enough to see that it is not held.
            for (var i = 0; i < 1000; i++)
            {
                await peer.SendAsync(piece);
                Note();
            }
        }
        catch (IOException exception) when (exception.InnerException is SocketException)
        {
            return;
        }
        Assert.Fail("Nobody ended it.");
    }

    /// <summary>Nothing is held any more, and who behaves is still there.</summary>
    private async Task AssertGoneAsync(IRepSocket rep, RawPeer good, int protocolErrors)
    {
        await Until(() => Core(rep).PeerCount == 1);
        await AssertServesAsync(rep, good);
        await Until(() => CountersOf(rep).ProtocolErrors == protocolErrors);
        await Until(() => Runtime.Pool.BytesOut <= MostForNothing);
    }

    private void Note()
    {
        var now = Runtime.Pool.BytesOut;
        for (var most = Volatile.Read(ref _most); now > most; most = Volatile.Read(ref _most))
            Interlocked.CompareExchange(ref _most, now, most);
    }

    private void Report(string what, int peers) =>
        TestContext.Current.TestOutputHelper?.WriteLine($"{what}, {peers} peers: at most {_most / 1024:N0} KiB of messages were held.");

    private static byte[] Header(long length)
    {
        var header = new byte[9];
        header[0] = 2;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(1), length);
        return header;
    }
}
