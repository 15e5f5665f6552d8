using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Monocoque.Sockets.Tests.Soak;
using Monocoque.Sockets.Tests.Support;

namespace Monocoque.Sockets.Tests.Floods;

/// <summary>Strangers in masses. What they cost is measured on the process, in which they are themselves, so no other test may run meanwhile.</summary>
[Collection(SoakTests.Name)]
public sealed class HandshakeFloodTests() : SocketTest(TimeSpan.FromMinutes(8))
{
    /// <summary>
    /// The bound: what a connection in its handshake may cost on the managed heap, both of its ends together, whatever it sends.
    /// </summary>
    private const int MostPerHandshake = 32 * 1024;

    /// <summary>What is left when they have gone: caches of the framework and of the test.</summary>
    private const int MostLeft = 8 << 20;

    private const int Addresses = 5;

    [Fact]
    public Task Two_thousand_strangers_in_waves_cost_bounded_memory_and_peers_nothing() => FloodAsync(total: 2000, wave: 500, max: 300);

    [Fact]
    [Trait("Category", "Long")]
    public Task Fifty_thousand_strangers_in_waves_cost_bounded_memory_and_peers_nothing() => FloodAsync(total: 50_000, wave: 2500, max: 1500);

    [Fact]
    public Task Three_hundred_peers_come_back_through_a_narrow_door() => ReturnAsync(peers: 300, static o => (o.MaxHandshakes, o.MaxHandshakesPerAddress) = (16, 8));

    [Fact]
    public Task Hundred_peers_come_back_at_the_rate_of_their_address() => ReturnAsync(peers: 100, static o => o.MaxHandshakeRatePerAddress = 50);

    [Fact]
    [Trait("Category", "Long")]
    public Task Ten_thousand_peers_come_back_through_the_door_of_the_defaults() => ReturnAsync(Math.Min(10_000, MostPeers), static _ => { });

    [Fact]
    public async Task Peers_that_trickle_their_greeting_have_no_more_time_than_silent_ones()
    {
        const int Count = 200;
        var clock = new TestClock();
        RuntimeOptions.TimeProvider = clock;
        await using var rep = Create<IRepSocket>();
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        var slow = new List<RawPeer>();
        for (var i = 0; i < Count; i++)
            slow.Add(await RawPeer.ConnectAsync(address, Token));
        await Until(() => Core(rep).Entrance.Gate.Count == Count);
        for (var second = 0; second < 30; second++)
        {
            Assert.Equal(Count, Core(rep).Entrance.Gate.Count);
            foreach (var peer in slow)
                await peer.SendAsync(RawPeer.Greeting[second..(second + 1)]);
            await AssertServesAsync(rep, good);
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        await Until(() => Core(rep).Entrance.Gate.Count == 0);
        await AssertServesAsync(rep, good);
        slow.ForEach(static peer => peer.Dispose());
    }

    /// <summary>Waves of strangers, each from an address of its own, stopped at all points of the handshake; each wave stays until the next is there.</summary>
    private async Task FloodAsync(int total, int wave, int max)
    {
        await using var rep = Create<IRepSocket>(o => (o.MaxHandshakes, o.MaxHandshakesPerAddress) = (max, max / 2));
        var address = await rep.BindAsync(FreeAddress(), Token);
        using var good = await DialAsync(address, "REQ");
        await AssertServesAsync(rep, good);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var (peak, most, served) = (before, 0, 0);
        var strangers = new List<Socket>();
        for (var begun = 0; begun < total; begun += wave)
        {
            var next = await BeginAsync(address, $"127.0.0.{2 + (begun / wave % Addresses)}", wave, async () =>
            {
                await AssertServesAsync(rep, good);
                served++;
                most = Math.Max(most, Core(rep).Entrance.Gate.Count);
            });
            strangers.ForEach(static stranger => stranger.Dispose());
            strangers = next;
            peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true));
        }
        strangers.ForEach(static stranger => stranger.Dispose());
        await Until(() => Core(rep).Entrance.Gate.Count == 0);
        await AssertServesAsync(rep, good);
        var left = GC.GetTotalMemory(forceFullCollection: true) - before;
        var refused = Meter.Read("zmq.connections.refused");
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{total} connections: {refused} refused, {CountersOf(rep).HandshakesFailed} failed, at most {most} of {max} in the handshake at once,"
            + $" {served} questions answered meanwhile,"
            + $" memory at most {(peak - before) / 1024:N0} KiB more ({(peak - before) / max:N0} octets for each that may be there), {left / 1024:N0} KiB left.");

        Assert.InRange(most, max / 4, max);
        Assert.InRange(refused, total / 10, total);
        Assert.InRange(peak - before, 0, (long)max * MostPerHandshake);
        Assert.InRange(left, long.MinValue, MostLeft);
        Assert.Equal(1, Core(rep).PeerCount);
        Assert.Equal(0, CountersOf(rep).ProtocolErrors);
        Assert.InRange(Log.Count(3024), 1, 50);
    }

    private async Task<List<Socket>> BeginAsync(ZmqAddress address, string from, int count, Func<Task> meanwhile)
    {
        const int AtOnce = 50;
        byte[] all = [.. RawPeer.Greeting, .. RawPeer.Ready("REQ")];
        var strangers = new List<Socket>();
        for (var i = 0; i < count; i += AtOnce)
        {
            var batch = Enumerable.Range(i, Math.Min(AtOnce, count - i)).Select(number => BeginAsync(address, from, all.AsMemory(0, number % all.Length)));
            strangers.AddRange(await Task.WhenAll(batch));
            await meanwhile();
        }
        return strangers;
    }

    private async Task<Socket> BeginAsync(ZmqAddress address, string from, ReadOnlyMemory<byte> beginning)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, address.Port!.Value, Token);
            await socket.SendAsync(beginning, Token);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown)
        {
            // It was closed at once.
        }
        return socket;
    }

    /// <summary>All peers of a server that was restarted come at once, and again as libzmq does when they are closed: after 100 ms.</summary>
    private async Task ReturnAsync(int peers, Action<ZmqSocketOptions> configure)
    {
        await using var router = Create<IRouterSocket>(configure);
        var address = await router.BindAsync(FreeAddress(), Token);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var back = await Task.WhenAll(Enumerable.Range(0, peers).Select(_ => ReturnAsync(address)));
        await Until(() => Core(router).PeerCount == peers);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{peers} peers were back after {watch.Elapsed.TotalSeconds:N1} s; {Meter.Read("zmq.connections.refused")} attempts were refused.");
        Assert.Equal(0, Core(router).Entrance.Gate.Count);
        foreach (var peer in back)
            peer.Dispose();
        await Until(() => Core(router).PeerCount == 0);
    }

    private async Task<RawPeer> ReturnAsync(ZmqAddress address)
    {
        while (true)
        {
            RawPeer? peer = null;
            try
            {
                peer = await RawPeer.ConnectAsync(address, Token);
                await peer.ShakeHandsAsync("DEALER");
                return peer;
            }
            catch (Exception exception) when (exception is IOException or SocketException)
            {
                peer?.Dispose();
                await Task.Delay(100, Token);
            }
        }
    }

    /// <summary>Both ends of each are descriptors of this process, which on some machines may have 20 000.</summary>
    private static int MostPeers
    {
        get
        {
            var limit = File.ReadLines("/proc/self/limits").Single(static line => line.StartsWith("Max open files", StringComparison.Ordinal));
            var soft = limit.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3];
            return int.TryParse(soft, CultureInfo.InvariantCulture, out var files) ? (files - 1000) / 2 : int.MaxValue;
        }
    }
}
