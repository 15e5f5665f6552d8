using System.Collections.Concurrent;
using System.Diagnostics;

namespace Monocoque.Peers;

/// <summary>
/// The outboxes of one socket that a pool thread is to flush, and when the socket last sent: a message that follows another of the same socket closely, to
/// whichever peer, belongs to a burst, and what goes to one peer in a burst leaves together.
/// </summary>
internal sealed class FlushQueue : IThreadPoolWorkItem
{
    /// <summary>20 µs: a send so soon after the last flush belongs to a burst.</summary>
    private static readonly long s_hotTicks = Stopwatch.Frequency / 50_000;

    /// <summary>More workers than this would only get in each other's way.</summary>
    private static readonly int s_mostWorkers = Math.Max(1, Environment.ProcessorCount / 2);

    private readonly ConcurrentQueue<Outbox> _outboxes = new();
    private long _lastFlush;
    private int _workers;

    /// <summary>Whether a send now follows another closely.</summary>
    internal bool IsHot => Stopwatch.GetTimestamp() - Volatile.Read(ref _lastFlush) < s_hotTicks;

    /// <summary>A flush has ended now.</summary>
    internal void OnFlushed() => Volatile.Write(ref _lastFlush, Stopwatch.GetTimestamp());

    /// <summary>Has a pool thread flush <paramref name="outbox"/>. An outbox is in here once at most.</summary>
    internal void Add(Outbox outbox)
    {
        _outboxes.Enqueue(outbox);
        RequestWorker();
    }

    void IThreadPoolWorkItem.Execute()
    {
        while (_outboxes.TryDequeue(out var outbox))
        {
            // A flush takes system calls; others may help with the rest.
            if (!_outboxes.IsEmpty)
                RequestWorker();
            outbox.FlushScheduled();
        }
        Interlocked.Decrement(ref _workers);
        // Whoever added one before that and saw all places taken relied on us.
        if (!_outboxes.IsEmpty)
            RequestWorker();
    }

    private void RequestWorker()
    {
        var workers = Volatile.Read(ref _workers);
        while (workers < s_mostWorkers)
        {
            var seen = Interlocked.CompareExchange(ref _workers, workers + 1, workers);
            if (seen == workers)
            {
                ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
                return;
            }
            workers = seen;
        }
    }
}
