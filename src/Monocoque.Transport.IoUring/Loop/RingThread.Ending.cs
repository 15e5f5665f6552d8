using System.Diagnostics;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// The end, in the order that leaves no operation with memory that is gone: targets end their own, then everything is cancelled, then what is in flight
/// is reaped, and only then are buffers and ring released.
/// </summary>
internal sealed partial class RingThread
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    /// <summary>Memory the kernel may still write to, kept for the life of the process: the alternative is corruption.</summary>
    private static readonly List<object> s_abandoned = [];

    private readonly Lock _rest = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _hasEnded;

    /// <summary>Ends all connections and listeners of this ring, then the ring. From any thread but this.</summary>
    internal Task StopAsync()
    {
        if (_ring is null)
            return Task.CompletedTask;
        Post(static ring => ((RingThread)ring!).IsEnding = true, this);
        return _ended.Task;
    }

    private void End()
    {
        foreach (var target in Targets.Snapshot())
        {
            try
            {
                target.OnRingEnding();
            }
            catch (Exception exception)
            {
                _log.CallbackFailed(Index, exception);
            }
        }
        TurnUntil(() => Targets.Count == 0);
        _ring!.CancelEverything();
        TurnUntil(() => _ring.InFlight == 0);
    }

    private void TurnUntil(Func<bool> condition)
    {
        var start = Stopwatch.GetTimestamp();
        while (!condition() && Stopwatch.GetElapsedTime(start) < s_patience)
        {
            DeliverCompletions();
            EndBatch();
            RunPosted();
            if (condition())
                return;
            // Posts do not wake here, they are looked for.
            _ring!.SubmitAndWait(_local.Count == 0 && _inbox.IsEmpty ? s_look : TimeSpan.Zero);
        }
    }

    private void Release()
    {
        IsEnding = true;
        var left = Targets.Snapshot();
        if (_ring!.InFlight != 0)
        {
            _log.EndedInFlight(Index, _ring.InFlight);
            lock (s_abandoned)
                s_abandoned.AddRange([_buffers!, .. left]);
        }
        else
        {
            _buffers!.Dispose();
        }
        _ring.Dispose();
        _signal?.Dispose();
        Volatile.Write(ref _hasEnded, true);
        foreach (var target in left)
            RunGuarded(new RingWork(static target => ((ICompletionTarget)target!).OnRingLost(), target));
        RunRest();
        _ended.SetResult();
    }

    /// <summary>What is posted after the end runs on whoever posts it: it only tidies up, but somebody may wait for that.</summary>
    private void RunRest()
    {
        lock (_rest)
        {
            while (_inbox.TryDequeue(out var work) || _local.TryDequeue(out work))
                RunGuarded(work);
        }
    }
}
