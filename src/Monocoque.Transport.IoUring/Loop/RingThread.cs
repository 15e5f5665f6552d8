using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.IO.Pipelines;
using Microsoft.Extensions.ObjectPool;
using Monocoque.Transport.IoUring.Connections;
using Monocoque.Transport.IoUring.Diagnostics;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// A ring and the thread that owns it. One turn: deliver what has completed, flush what was received, run what others posted, submit, and wait
/// when there is nothing else to do.
/// </summary>
internal sealed partial class RingThread
{
    private readonly RingSettings _settings;
    private readonly IoUringLog _log;
    private readonly ConcurrentQueue<RingWork> _inbox = new();
    private readonly Queue<RingWork> _local = new();
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _started = new();
    private List<ICompletionTarget> _batch = [];
    private List<ICompletionTarget> _endedBatch = [];
    private Exception? _startFailure;
    private Ring? _ring;
    private BufferRing? _buffers;

    internal RingThread(int index, RingSettings settings, int maxSpinMicroseconds, MemoryPool<byte> pool, IoUringLog log)
    {
        Index = index;
        _settings = settings;
        _log = log;
        _spin = new AdaptiveSpin(maxSpinMicroseconds);
        Pool = pool;
        Scheduler = new RingScheduler(this);
        _thread = new Thread(Run) { IsBackground = true, Name = $"io_uring {index}" };
    }

    internal int Index { get; }

    /// <summary>What the connections of this ring buffer in.</summary>
    internal MemoryPool<byte> Pool { get; }

    /// <summary>What holds input and output together; kept here, so that connections without traffic need not.</summary>
    internal ObjectPool<InputSegment> InputSegments { get; } = CreateCache<InputSegment>();

    internal ObjectPool<OutputSegment> OutputSegments { get; } = CreateCache<OutputSegment>();

    /// <inheritdoc cref="Connections.LargeBlocks"/>
    internal ObjectPool<byte[]> LargeBlocks { get; } = Connections.LargeBlocks.CreatePool();

    /// <summary>Runs calls on this thread.</summary>
    internal PipeScheduler Scheduler { get; }

    /// <summary>Runs calls of the application on the thread pool, a batch at a time.</summary>
    internal PipeScheduler Dispatcher { get; } = new PoolDispatcher();

    internal OperationTable Targets { get; } = new();

    internal RingCounters Counters { get; } = new();

    /// <summary>The ring. For this thread; for others its counters only.</summary>
    internal Ring Ring => _ring!;

    internal BufferRing Buffers => _buffers!;

    internal bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Whether new operations would only be cancelled. For this thread.</summary>
    internal bool IsEnding { get; private set; }

    /// <summary>Whether the ring is gone: what is posted still runs, but nothing may touch the ring.</summary>
    internal bool HasEnded => Volatile.Read(ref _hasEnded);

    /// <summary>Starts the thread and waits until it has its ring.</summary>
    /// <exception cref="RingException">The kernel refused the ring.</exception>
    internal void Start()
    {
        _thread.Start();
        _started.Wait();
        if (_startFailure is { } failure)
            throw failure;
    }

    /// <summary>Makes a call on this thread, later; from any thread.</summary>
    internal void Post(Action<object?> action, object? state)
    {
        if (IsCurrent)
        {
            _local.Enqueue(new RingWork(action, state));
            return;
        }
        _inbox.Enqueue(new RingWork(action, state));
        WakeIfAsleep();
        if (HasEnded)
            RunRest();
    }

    /// <summary>Has <see cref="ICompletionTarget.OnBatchEnd"/> called when all that has completed was delivered. For this thread.</summary>
    internal void AtEndOfBatch(ICompletionTarget target) => _batch.Add(target);

    private static DefaultObjectPool<T> CreateCache<T>()
        where T : class, new() => new(new DefaultPooledObjectPolicy<T>(), maximumRetained: 1024);

    private void Run()
    {
        try
        {
            _ring = Ring.Create(_settings.SubmissionEntries, _settings.CompletionEntries);
            _buffers = new BufferRing(_ring.Descriptor, 0, _settings.BufferCount, _settings.BufferSize);
            PrepareWakes();
        }
        catch (Exception exception)
        {
            _startFailure = exception;
            _buffers?.Dispose();
            _ring?.Dispose();
            _ring = null;
            return;
        }
        finally
        {
            _started.Set();
        }
        try
        {
            while (!IsEnding)
                Turn();
            End();
        }
        catch (Exception exception)
        {
            // Only the ring itself throws here, and without it nothing can be completed any more.
            _log.RingFailed(Index, exception);
        }
        finally
        {
            Release();
        }
    }

    private void Turn()
    {
        _lastCallback = Stopwatch.GetTimestamp();
        DeliverCompletions();
        EndBatch();
        RunPosted();
        if (IsEnding)
            return;
        if (_local.Count == 0 && _batch.Count == 0)
            Wait();
        else
            _ring!.Submit();
    }

    // Not inlined: what was served last is not to stay reachable from the frame of a thread that sleeps.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void DeliverCompletions()
    {
        // Bounded, because callbacks submit and so may bring more.
        for (var left = _ring!.CompletionEntries; left > 0 && _ring.TryTake(out var completion); left--)
        {
            Counters.AddCompletion();
            if (completion.Id.Operation is RingOperation.Wake or RingOperation.Cancel)
                continue;
            if (completion.Id.Operation == RingOperation.Signal)
                OnSignal(completion);
            else
                Deliver(completion);
        }
    }

    private void Deliver(in Completion completion)
    {
        if (Targets.Find(completion.Id) is not { } target)
        {
            Discard(completion);
            return;
        }
        try
        {
            target.OnCompletion(completion);
        }
        catch (Exception exception) when (exception is not RingException)
        {
            _log.CallbackFailed(Index, exception);
        }
        MeasureCallback();
    }

    /// <summary>The completion of an owner that has gone. What came with it still has to go back.</summary>
    private void Discard(in Completion completion)
    {
        if (completion.HasBuffer)
            _buffers!.Recycle(completion.BufferId);
        if (completion is { Id.Operation: RingOperation.Accept, Result: >= 0 })
            _ = Interop.SocketSyscalls.Close(completion.Result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void EndBatch()
    {
        (_batch, _endedBatch) = (_endedBatch, _batch);
        foreach (var target in _endedBatch)
        {
            try
            {
                target.OnBatchEnd();
            }
            catch (Exception exception) when (exception is not RingException)
            {
                _log.CallbackFailed(Index, exception);
            }
            MeasureCallback();
        }
        _endedBatch.Clear();
    }

    // Only what is there now: what these calls post comes after the next completions.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RunPosted()
    {
        for (var left = _inbox.Count; left > 0 && _inbox.TryDequeue(out var work); left--)
            RunGuarded(work);
        for (var left = _local.Count; left > 0; left--)
            RunGuarded(_local.Dequeue());
    }

    private void RunGuarded(RingWork work)
    {
        try
        {
            work.Run();
        }
        catch (Exception exception) when (exception is not RingException)
        {
            _log.CallbackFailed(Index, exception);
        }
        MeasureCallback();
    }
}
