using Monocoque.Transport.IoUring.Support;

namespace Monocoque.Transport.IoUring.Faults;

/// <summary>Queues that overflow and callbacks that hold the thread: everything waits, and nothing is lost.</summary>
[Collection(RunAlone.Name)]
public class ScarcityTests
{
    [Theory]
    [MemberData(nameof(Transports.Ours), MemberType = typeof(Transports))]
    public async Task More_completions_than_the_queue_holds_are_counted_and_all_delivered(TransportKind kind)
    {
        const int Connections = 100;
        var settings = new ServerSettings
        {
            Configure = options =>
            {
                options.RingCount = 1;
                options.QueueDepth = 64;
                options.CompletionQueueDepth = 64;
                // A completion for each 64 octets: the kernel delivers for a few connections at a time, so each of them has to bring many.
                options.ReceiveBufferCount = 4096;
                options.ReceiveBufferSize = 64;
            },
        };
        await using var scene = await FaultScene.StartAsync(kind, Handlers.EchoAsync, settings);
        using var clients = new Clients();
        for (var i = 0; i < Connections; i++)
        {
            clients.Add(await scene.Server.ConnectAsync());
            await clients[^1].SendAllAsync(new byte[1]);
            await clients[^1].ReceiveAsync(1);
        }
        using var release = new ManualResetEventSlim();
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ring = scene.Server.Rings[0];
        ring.Post(
            _ =>
            {
                held.SetResult();
                release.Wait(Eventually.Patience);
            },
            null);
        await held.Task.InTime();

        // All of them while the ring looks at nothing.
        var payloads = clients.Select((_, i) => Peer.RandomBytes(5000 + i)).ToList();
        for (var i = 0; i < Connections; i++)
            await clients[i].SendAllAsync(payloads[i]);
        release.Set();

        for (var i = 0; i < Connections; i++)
            Assert.Equal(payloads[i], await clients[i].ReceiveAsync(payloads[i].Length));
        Assert.NotEqual(0, scene.Server.Measure("io_uring.completions.overflows"));
        await scene.AssertNothingLeftAsync(clients);
    }

    [Fact]
    public async Task Handler_that_blocks_the_ring_stalls_the_others_until_it_is_done_and_is_logged_once()
    {
        using var release = new ManualResetEventSlim();
        var blocking = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var scene = await FaultScene.StartAsync(
            TransportKind.IoUringInline,
            async connection =>
            {
                while (await connection.Transport.Input.ReadAsync().ConfigureAwait(false) is { IsCompleted: false } result)
                {
                    var isBlocker = result.Buffer.FirstSpan[0] == 'b' && Thread.CurrentThread.Name?.StartsWith("io_uring", StringComparison.Ordinal) == true;
                    connection.Transport.Input.AdvanceTo(result.Buffer.End);
                    if (isBlocker && blocking.TrySetResult())
                        release.Wait(Eventually.Patience);
                    await connection.Transport.Output.WriteAsync(new byte[1]).ConfigureAwait(false);
                }
            },
            new ServerSettings { Configure = options => options.RingCount = 1 });
        using var others = new Clients();
        for (var i = 0; i < 20; i++)
        {
            others.Add(await scene.Server.ConnectAsync());
            await others[i].SendAllAsync("a"u8.ToArray());
            await others[i].ReceiveAsync(1);
        }
        using var blocker = await scene.Server.ConnectAsync();
        // The first read continues on the pool, and so do those that find their data there already.
        while (!blocking.Task.IsCompleted)
        {
            await blocker.SendAllAsync("b"u8.ToArray());
            await Task.WhenAny(blocking.Task, blocker.ReceiveAsync(1)).InTime();
        }

        var answers = others.Select(async other =>
        {
            await other.SendAllAsync("a"u8.ToArray());
            await other.ReceiveAsync(1);
        }).ToList();
        // Longer than what counts as a stall; nobody is answered meanwhile.
        await Task.Delay(150, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(answers, answer => answer.IsCompleted);
        release.Set();

        await Task.WhenAll(answers).InTime();
        Assert.Single(scene.Server.Log.Entries, entry => entry.Id.Id == 5004);
        Assert.NotEqual(0, scene.Server.Measure("io_uring.stalls"));
        Assert.InRange(scene.Server.Measure("io_uring.callback.longest"), 0.1, Eventually.Patience.TotalSeconds);
        await scene.AssertNothingLeftAsync([blocker, others]);
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Garbage_collections_without_end_disturb_nobody(TransportKind kind)
    {
        await using var scene = await FaultScene.StartAsync(kind, Handlers.EchoAsync);
        using var done = new CancellationTokenSource();
        var collecting = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
                    // A breath: else everybody is suspended again before anybody has run.
                    Thread.Sleep(1);
                }
            },
            CancellationToken.None);

        var echoes = Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
        {
            using var client = await scene.Server.ConnectAsync();
            for (var round = 0; round < 20; round++)
            {
                var sent = Peer.RandomBytes(i * 999 + round * 77 + 1);
                var sending = client.SendAllAsync(sent);
                Assert.Equal(sent, await client.ReceiveAsync(sent.Length));
                await sending;
            }
        }));
        // Whatever came of them, the collections must end before the test does.
        await Task.WhenAny(echoes);
        await done.CancelAsync();
        await collecting;
        await echoes;
        await scene.AssertNothingLeftAsync();
    }

    [Theory]
    [MemberData(nameof(Transports.All), MemberType = typeof(Transports))]
    public async Task Connections_that_have_ended_are_no_longer_reachable(TransportKind kind)
    {
        var connections = new List<WeakReference>();
        await using var scene = await FaultScene.StartAsync(kind, connection =>
        {
            lock (connections)
                connections.Add(new WeakReference(connection));
            return Handlers.EchoAsync(connection);
        });
        for (var i = 0; i < 50; i++)
        {
            using var client = await scene.Server.ConnectAsync();
            await client.SendAllAsync(new byte[10]);
            await client.ReceiveAsync(10);
            if (i % 2 == 0)
                client.Reset();
        }
        await scene.AssertNothingLeftAsync();

        await Eventually.TrueAsync(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                // The last may still be in a register or a slot of whoever served it.
                return connections.Count(connection => connection.IsAlive) <= 3;
            },
            () => $"Still reachable: {string.Join(", ", connections.Select((connection, i) => connection.IsAlive ? i : -1).Where(i => i >= 0))}.");
    }
}
