using System.Buffers;
using Microsoft.AspNetCore.Connections;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>The rings with their threads and memory, from first use to the end of the host.</summary>
internal sealed class RingEngine
{
    private readonly List<RingThread> _threads = [];
    private readonly List<MemoryPool<byte>> _pools = [];

    private RingEngine() => Rings = new RingSet(_threads);

    internal RingSet Rings { get; }

    /// <summary>Probes and starts.</summary>
    /// <param name="options">Validated.</param>
    /// <param name="pools">Where the connections' memory comes from.</param>
    /// <param name="settings">What connections have in common.</param>
    /// <param name="obstacle">Why there is none, when there is none.</param>
    internal static RingEngine? TryStart(IoUringTransportOptions options, IMemoryPoolFactory<byte> pools, ConnectionSettings settings, out string? obstacle)
    {
        var ringSettings = new RingSettings(options.QueueDepth, options.CompletionQueueDepth, options.ReceiveBufferCount, options.ReceiveBufferSize);
        obstacle = options.FindObstacle(ringSettings);
        if (obstacle is not null)
            return null;
        var engine = new RingEngine();
        try
        {
            engine.Start(options, ringSettings, pools, settings.Log);
            return engine;
        }
        catch (RingException exception)
        {
            obstacle = RingProbe.Explain(exception, disabledSetting: null);
            // Those that did start have nothing to wait for.
            _ = engine.StopAsync();
            return null;
        }
    }

    /// <summary>Ends connections and rings, then releases the memory.</summary>
    internal async Task StopAsync()
    {
        await Task.WhenAll(_threads.Select(thread => thread.StopAsync())).ConfigureAwait(false);
        foreach (var pool in _pools)
            pool.Dispose();
    }

    private static int ChooseCount(IoUringTransportOptions options)
    {
        var processors = Environment.ProcessorCount;
        return options.RingCount ?? Math.Clamp(options.UnsafePreferInlineScheduling ? processors : processors / 4, 1, 16);
    }

    private void Start(IoUringTransportOptions options, RingSettings ringSettings, IMemoryPoolFactory<byte> pools, IoUringLog log)
    {
        var count = ChooseCount(options);
        for (var i = 0; i < count; i++)
        {
            var pool = pools.Create(new MemoryPoolOptions { Owner = "io_uring" });
            _pools.Add(pool);
            var thread = new RingThread(i, ringSettings, options.BusyPollMicroseconds, pool, log);
            _threads.Add(thread);
            thread.Start();
        }
        var ring = _threads[0].Ring;
        log.Serving(count, ring.SubmissionEntries, ring.CompletionEntries);
    }
}
