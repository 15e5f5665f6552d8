using System.Diagnostics;
using System.Globalization;
using System.Text;
using Monocoque.Diagnostics;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Patterns;

/// <summary>A publisher with a hundred subscribers of which one has stopped reading, beside a publisher whose subscribers all read.</summary>
public sealed class StoppedSubscriberTests : SocketTest
{
    private const int Readers = 99;
    private const int Batch = 250;
    private const int Size = 1000;
    private const int Mark = 2 * Batch * Size;

    /// <summary>Far more than the mark, the connection and the kernel hold for one that does not read.</summary>
    private const int MostBatches = 100;

    private const int Rounds = 12;

    /// <summary>
    /// The stopped subscriber is a hundredth of the work at most, and the fastest of twelve rounds, taken in turn with the other publisher's, differ by some
    /// per cent also on a machine that is busy. A publisher that waits a fifth of a millisecond for each message that it drops is far beyond this.
    /// </summary>
    private const double MostSlowdown = 2;

    [Fact]
    public async Task One_subscriber_of_a_hundred_that_does_not_read_costs_the_others_nothing()
    {
        await using var burdened = Create<IPubSocket>(static o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes) = (0, Mark));
        await using var free = Create<IPubSocket>(static o => (o.SendHighWaterMark, o.SendHighWaterMarkBytes) = (0, Mark));
        var counters = CountersOf(burdened);
        using var stopped = await GatherAsync(burdened, 1);
        using var readers = await GatherAsync(burdened, Readers);
        using var freeReaders = await GatherAsync(free, Readers);

        long before;
        do
        {
            Assert.True(readers.Sent < MostBatches * Batch, $"{readers.Sent - counters.TotalDropped} messages are kept for a subscriber that does not read.");
            before = counters.TotalDropped;
            await readers.PlayAsync();
        }
        while (counters.TotalDropped - before < Batch);
        var (fastest, fastestFree) = (TimeSpan.MaxValue, TimeSpan.MaxValue);
        for (var i = 0; i < Rounds; i++)
        {
            fastest = Min(fastest, await readers.PlayAsync());
            fastestFree = Min(fastestFree, await freeReaders.PlayAsync());
        }
        Assert.InRange(fastest / fastestFree, 0, MostSlowdown);
        Assert.All(Core(burdened).Outboxes, static queue => Assert.InRange(queue.Octets, 0, Mark + Size + 256 * 1024));
        Assert.Equal(0, CountersOf(free).TotalDropped);

        // The readers had everything, so all that was dropped was its; what was not dropped it gets, in order and whole.
        Assert.Equal(counters.GetDropped(DropReason.HighWaterMark), counters.TotalDropped);
        Assert.InRange(counters.TotalDropped - before, Rounds * Batch / 2, (Rounds + 1) * Batch);
        await stopped.ReadSomeAsync(readers.Sent - counters.TotalDropped, readers.Sent);
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private async Task<Audience> GatherAsync(IPubSocket pub, int count)
    {
        var address = pub.BoundAddresses.Count > 0 ? pub.BoundAddresses[0] : await pub.BindToAsync(FreeAddress(), Token);
        var before = Core(pub).PeerCount;
        var peers = new List<RawPeer>();
        for (var i = 0; i < count; i++)
        {
            peers.Add(await DialAsync(address, "SUB"));
            await peers[i].SendAsync([4, 10, 9, .. "SUBSCRIBE"u8]);
        }
        await pub.WaitForSubscriberAsync(before + count, Token);
        return new Audience(pub, peers);
    }

    /// <summary>Those who read what a publisher sends.</summary>
    private sealed class Audience(IPubSocket pub, List<RawPeer> peers) : IDisposable
    {
        private static readonly string s_body = new('x', Size);
        private static readonly byte[] s_bodyFrame = RawPeer.Encode(s_body);
        private static readonly int s_encodedSize = Encode(0).Length;

        internal int Sent { get; private set; }

        public void Dispose() => peers.ForEach(static peer => peer.Dispose());

        /// <summary>Sends a batch and has everybody read it; a publisher waits for nobody. Says how long it took.</summary>
        internal async Task<TimeSpan> PlayAsync()
        {
            var expected = new byte[Batch * s_encodedSize];
            for (var i = 0; i < Batch; i++)
                Encode(Sent + i).CopyTo(expected, i * s_encodedSize);
            var found = new byte[expected.Length];
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < Batch; i++)
            {
                var sending = pub.SendAsync(ZmqMessage.Text(NameOf(Sent++), s_body), CancellationToken.None);
                Assert.True(sending.IsCompletedSuccessfully);
                await sending;
            }
            foreach (var peer in peers)
            {
                await peer.ReadExactlyAsync(found);
                Assert.True(found.AsSpan().SequenceEqual(expected), "A subscriber that reads did not get what was sent.");
            }
            return Stopwatch.GetElapsedTime(start);
        }

        /// <summary>Reads this many of the messages below a number, each whole and later than the one before.</summary>
        internal async Task ReadSomeAsync(long count, int below)
        {
            var last = -1;
            for (var i = 0; i < count; i++)
            {
                var found = await peers[0].ReadAsync(s_encodedSize);
                var number = int.Parse(found.AsSpan(2, NameOf(0).Length), NumberStyles.None, CultureInfo.InvariantCulture);
                Assert.InRange(number, last + 1, below - 1);
                Assert.True(found.AsSpan().SequenceEqual(Encode(number)), $"Message {number} is not whole.");
                last = number;
            }
        }

        private static string NameOf(int number) => number.ToString("D6", CultureInfo.InvariantCulture);

        private static byte[] Encode(int number) => [.. RawPeer.Encode(Encoding.UTF8.GetBytes(NameOf(number)), more: true), .. s_bodyFrame];
    }
}
