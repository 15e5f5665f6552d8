using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using Monocoque.Transport.IoUring.Interop;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// Runs the application on the thread pool. One request to the pool serves all that was scheduled until it runs, so that a batch of completions
/// wakes one worker; a worker that finds more asks for another before it starts, so that a callback that blocks holds up none. One that finds no more looks
/// again for a moment before it goes.
/// </summary>
internal sealed class PoolDispatcher : PipeScheduler, IThreadPoolWorkItem
{
    /// <summary>After this a worker goes back to the pool, for fairness to its other work.</summary>
    private const long QuantumMilliseconds = 15;

    /// <summary>20 µs: going to sleep and being woken costs more.</summary>
    private static readonly long s_patience = Stopwatch.Frequency / 50_000;

    private readonly ConcurrentQueue<RingWork> _work = new();
    private int _isRequested;

    public override void Schedule(Action<object?> action, object? state)
    {
        _work.Enqueue(new RingWork(action, state));
        RequestWorker();
    }

    void IThreadPoolWorkItem.Execute()
    {
        var end = Environment.TickCount64 + QuantumMilliseconds;
        do
        {
            // Before the queue is looked at: what is added from now on requests a worker itself.
            Interlocked.Exchange(ref _isRequested, 0);
            if (!RunAll(end))
                return;
        }
        while (IsMoreComing());
    }

    /// <returns>Whether this worker may stay.</returns>
    private bool RunAll(long end)
    {
        while (_work.TryDequeue(out var work))
        {
            if (!_work.IsEmpty)
                RequestWorker();
            work.Run();
            if (Environment.TickCount64 > end)
            {
                if (!_work.IsEmpty)
                    RequestWorker();
                return false;
            }
        }
        return true;
    }

    /// <summary>Looks for a moment whether there is more, as the worker that the next call would request.</summary>
    private bool IsMoreComing()
    {
        if (Interlocked.Exchange(ref _isRequested, 1) != 0)
            return false;
        var end = Stopwatch.GetTimestamp() + s_patience;
        do
        {
            if (!_work.IsEmpty)
                return true;
            _ = MemorySyscalls.Yield();
        }
        while (Stopwatch.GetTimestamp() < end);
        Interlocked.Exchange(ref _isRequested, 0);
        return !_work.IsEmpty && Interlocked.Exchange(ref _isRequested, 1) == 0;
    }

    private void RequestWorker()
    {
        if (Volatile.Read(ref _isRequested) == 0 && Interlocked.Exchange(ref _isRequested, 1) == 0)
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
