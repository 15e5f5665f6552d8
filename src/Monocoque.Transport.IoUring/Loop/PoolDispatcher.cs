using System.Collections.Concurrent;
using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// Runs the application on the thread pool. One request to the pool serves all that was scheduled until it runs, so that a batch of completions
/// wakes one worker; a worker that finds more asks for another before it starts, so that a callback that blocks holds up none.
/// </summary>
internal sealed class PoolDispatcher : PipeScheduler, IThreadPoolWorkItem
{
    /// <summary>After this a worker goes back to the pool, for fairness to its other work.</summary>
    private const long QuantumMilliseconds = 15;

    private readonly ConcurrentQueue<RingWork> _work = new();
    private int _isRequested;

    public override void Schedule(Action<object?> action, object? state)
    {
        _work.Enqueue(new RingWork(action, state));
        RequestWorker();
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before the queue is looked at: what is added from now on requests a worker itself.
        Interlocked.Exchange(ref _isRequested, 0);
        if (!_work.TryDequeue(out var work))
            return;
        if (!_work.IsEmpty)
            RequestWorker();
        var end = Environment.TickCount64 + QuantumMilliseconds;
        do
        {
            work.Run();
            if (Environment.TickCount64 > end)
            {
                if (!_work.IsEmpty)
                    RequestWorker();
                return;
            }
        }
        while (_work.TryDequeue(out work));
    }

    private void RequestWorker()
    {
        if (Volatile.Read(ref _isRequested) == 0 && Interlocked.Exchange(ref _isRequested, 1) == 0)
            System.Threading.ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
