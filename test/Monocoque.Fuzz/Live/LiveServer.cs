using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Monocoque.Fuzz.Engine;
using Monocoque.Fuzz.Targets;

namespace Monocoque.Fuzz.Live;

/// <summary>
/// Running sockets of all types over tcp. Strangers come and go with inputs of the target <c>session</c>, in pieces, and leave politely or by a reset; one good peer has
/// to get what it asks for all the while, and memory has to be there again when they have gone.
/// </summary>
internal sealed class LiveServer(int seed, Corpus corpus, TextWriter log)
{
    private const int Strangers = 4;
    private const long MostKept = 64L << 20;

    /// <summary>The octets of an input that choose a scene and are not for the wire.</summary>
    private const int Head = 2;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly SessionTarget _target = new();

    internal static string Header => "| Socket | Connections | Octets | Exchanges | Slowest | Kept |\n|---|---:|---:|---:|---:|---:|";

    /// <summary>Each type for so long. False: something was found.</summary>
    internal async Task<bool> RunAsync(TimeSpan duration, CancellationToken cancellation)
    {
        var isGood = true;
        foreach (var make in LiveScene.All)
        {
            await using var runtime = new ZmqRuntime(new ZmqRuntimeOptions { DefaultLinger = TimeSpan.Zero });
            await using var scene = make(runtime);
            try
            {
                await RunAsync(scene, duration, cancellation);
            }
#pragma warning disable CA1031 // Whatever is thrown is what we are looking for.
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
#pragma warning restore CA1031
            {
                isGood = false;
                await log.WriteLineAsync($"{scene.Name}: FOUND with seed {seed}{Environment.NewLine}{exception}");
            }
        }
        return isGood;
    }

    private async Task RunAsync(LiveScene scene, TimeSpan duration, CancellationToken cancellation)
    {
        var address = await scene.StartAsync(cancellation);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var serving = Task.Run(() => scene.ServeAsync(end.Token), CancellationToken.None);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        time.CancelAfter(duration == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : duration);
        var counts = new long[2];
        var strangers = Task.WhenAll(Enumerable.Range(0, Strangers).Select(
            i => Task.Run(() => DisturbAsync(address, new Random(seed + i), counts, time.Token), CancellationToken.None)));
        var (exchanges, slowest) = (0L, TimeSpan.Zero);
        while (!strangers.IsCompleted)
        {
            var clock = Stopwatch.StartNew();
            using var patience = new CancellationTokenSource(s_patience);
            await scene.AskAsync(patience.Token);
            Finding.Unless(!serving.IsCompleted, $"the server ended: {serving.Exception?.InnerException}");
            exchanges++;
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }
        await strangers;
        await end.CancelAsync();
        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        Finding.Unless(kept < MostKept, $"{kept} octets kept");
        await Console.Out.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"| {scene.Name} | {counts[0]:N0} | {counts[1]:N0} | {exchanges:N0} | {slowest.TotalMilliseconds:F0} ms | {Math.Max(kept, 0) / 1024.0:N0} KiB |"));
    }

    private async Task DisturbAsync(ZmqAddress address, Random random, long[] counts, CancellationToken end)
    {
        var scratch = new byte[4096];
        while (!end.IsCancellationRequested)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port!.Value), CancellationToken.None);
                Interlocked.Increment(ref counts[0]);
                Interlocked.Add(ref counts[1], await SayAsync(socket, Next(random), random));
                if (random.Next(2) == 0)
                    socket.LingerState = new LingerOption(enable: true, seconds: 0);
                else if (socket.Available > 0)
                    await socket.ReceiveAsync(scratch, CancellationToken.None);
            }
            catch (SocketException)
            {
                // Shown out.
            }
        }
    }

    private byte[] Next(Random random)
    {
        lock (corpus)
        {
            var input = corpus.Count == 0 || random.Next(3) == 0 ? _target.Make(random) : corpus.Pick(random);
            if (random.Next(2) == 0)
                input = _target.Vary(input, _target.Make(random), random);
            return input.Length > Head ? input[Head..] : [];
        }
    }

    private static async Task<int> SayAsync(Socket socket, ReadOnlyMemory<byte> octets, Random random)
    {
        var said = 0;
        while (said < octets.Length)
        {
            var piece = octets.Slice(said, Math.Min(random.Next(1, 200), octets.Length - said));
            said += await socket.SendAsync(piece, CancellationToken.None);
        }
        return said;
    }
}
