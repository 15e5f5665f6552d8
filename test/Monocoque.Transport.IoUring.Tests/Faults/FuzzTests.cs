using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>
/// Clients and servers that send, read, pause, end and abort as a seed says. An echo that goes on to its end is whole; whatever else happens, nothing is left.
/// </summary>
[Collection(RunAlone.Name)]
public class FuzzTests
{
    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public Task Random_ends_and_pauses_lose_nothing(TransportKind kind) => RunAsync(kind, TimeSpan.FromSeconds(1.5));

    [Theory]
    [Trait("Category", "Long")]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public Task Random_ends_and_pauses_lose_nothing_for_minutes(TransportKind kind) => RunAsync(kind, TimeSpan.FromMinutes(2));

    private static async Task RunAsync(TransportKind kind, TimeSpan time)
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("MONOCOQUE_TEST_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper!.WriteLine($"MONOCOQUE_TEST_SEED={seed}");
        var settings = new ServerSettings
        {
            MaxReadBufferSize = 20_000,
            MaxWriteBufferSize = 20_000,
            Configure = options =>
            {
                options.RingCount = 2;
                options.QueueDepth = 64;
                options.CompletionQueueDepth = 64;
                options.ReceiveBufferCount = 16;
                options.ReceiveBufferSize = 1024;
            },
        };
        var count = 0;
        await using var scene = await FaultScene.StartAsync(kind, connection => ServeAsync(connection, new Random(seed + Interlocked.Increment(ref count))), settings);

        var start = Stopwatch.GetTimestamp();
        var whole = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async client =>
        {
            var random = new Random(seed ^ (client * 7919));
            while (Stopwatch.GetElapsedTime(start) < time)
            {
                if (await TalkAsync(scene.Server, random))
                    Interlocked.Increment(ref whole);
            }
        }));

        await scene.AssertNothingLeftAsync();
        Assert.NotEqual(0, whole);
        // A machine under load may keep the ring's thread from running for that long: that is said, and no fault.
        Assert.DoesNotContain(scene.Server.Log.Loud, entry => entry.Category == "Monocoque.IoUring" && entry.Id.Name != "Stalled");
    }

    /// <summary>Echoes, in pieces of its own choice; sometimes it stops in the middle.</summary>
    private static async Task ServeAsync(ConnectionContext connection, Random random)
    {
        var end = random.Next(6) == 0 ? random.Next(100_000) : long.MaxValue;
        var (input, output) = (connection.Transport.Input, connection.Transport.Output);
        try
        {
            for (long echoed = 0; ;)
            {
                var result = await input.ReadAsync();
                var some = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, 1 + random.Next(20_000)));
                foreach (var segment in some)
                    await output.WriteAsync(segment);
                echoed += some.Length;
                var isLast = result.IsCompleted && some.Length == result.Buffer.Length;
                input.AdvanceTo(some.End);
                if (isLast || echoed > end)
                    break;
                if (random.Next(10) == 0)
                    await Task.Delay(random.Next(5));
            }
        }
        catch (Exception exception) when (exception is ConnectionResetException or ConnectionAbortedException)
        {
            return;
        }
        if (end != long.MaxValue && random.Next(2) == 0)
            connection.Abort();
    }

    /// <returns>Whether everything came back.</returns>
    private static async Task<bool> TalkAsync(TestServer server, Random random)
    {
        using var socket = await server.ConnectAsync();
        var sent = Peer.RandomBytes(random.Next(1, 200_000));
        var leaveAt = random.Next(4) == 0 ? random.Next(sent.Length) : int.MaxValue;
        // Who leaves early does so here; the server may also.
        try
        {
            var sending = SendAsync(socket, sent, random.Next(), leaveAt);
            var received = await ReceiveAsync(socket, sent, random, leaveAt);
            if (leaveAt != int.MaxValue && random.Next(2) == 0)
                socket.Reset();
            else
                socket.Close();
            await Record.ExceptionAsync(() => sending);
            return received == sent.Length;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> data, int seed, int leaveAt)
    {
        var random = new Random(seed);
        for (var sent = 0; !data.IsEmpty && sent < leaveAt;)
        {
            var length = Math.Min(data.Length, 1 + random.Next(30_000));
            await socket.SendAllAsync(data[..length]);
            data = data[length..];
            sent += length;
            if (random.Next(20) == 0)
                await Task.Delay(random.Next(5));
        }
        if (data.IsEmpty)
            socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>What comes is a beginning of what was sent, always.</summary>
    private static async Task<int> ReceiveAsync(Socket socket, ReadOnlyMemory<byte> sent, Random random, int leaveAt)
    {
        var buffer = new byte[40_000];
        var got = 0;
        while (got < leaveAt && await socket.ReceiveAsync(buffer.AsMemory(0, 1 + random.Next(buffer.Length)), TestContext.Current.CancellationToken).InTime() is var more and > 0)
        {
            Assert.True(got + more <= sent.Length && sent.Span.Slice(got, more).SequenceEqual(buffer.AsSpan(0, more)), "Something else came back.");
            got += more;
            if (random.Next(20) == 0)
                await Task.Delay(random.Next(5));
        }
        return got;
    }
}
