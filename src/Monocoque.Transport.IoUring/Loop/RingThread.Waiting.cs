using System.Diagnostics;
using Monocoque.Transport.IoUring.Interop;
using Monocoque.Transport.IoUring.Rings;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>
/// Sleeping and waking. Sleeper: set the flag, full fence, look into the inbox once more, sleep. Waker: enqueue, full fence, take the flag, wake only
/// if it was set. Either the sleeper sees the work or the waker sees the flag; a ring that is awake costs the others no system call.
/// </summary>
internal sealed partial class RingThread
{
    private static readonly long s_stallThreshold = Stopwatch.Frequency / 10;
    private static readonly OperationId s_wake = new(RingOperation.Wake, 0, 0);
    private static readonly OperationId s_signal = new(RingOperation.Signal, 0, 0);

    private readonly AdaptiveSpin _spin;
    private EventDescriptor? _signal;
    private long _lastCallback;
    private int _isAsleep;

    private void WakeIfAsleep()
    {
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isAsleep) == 0 || Interlocked.Exchange(ref _isAsleep, 0) == 0)
            return;
        Counters.AddWake();
        if (_signal is { } signal)
            signal.Signal();
        else
            _ring!.Descriptor.TryPost(s_wake);
    }

    /// <summary>Kernels before 6.13 cannot send a message to a ring from outside: they poll an eventfd instead.</summary>
    private void PrepareWakes()
    {
        if (!_settings.PrefersEventDescriptor && _ring!.Descriptor.TryPost(s_wake))
            return;
        _signal = new EventDescriptor();
        _ring!.PollReadable(_signal.FileDescriptor, s_signal);
    }

    private void OnSignal(in Completion completion)
    {
        if (!completion.HasMore && !IsEnding)
            _ring!.PollReadable(_signal!.FileDescriptor, s_signal);
    }

    private void Wait()
    {
        if (_ring!.HasCompletions || SpinHits())
        {
            _ring.Submit();
            return;
        }
        Interlocked.Exchange(ref _isAsleep, 1);
        if (_inbox.IsEmpty)
        {
            var start = Stopwatch.GetTimestamp();
            _ring.SubmitAndWait();
            _spin.Slept(Stopwatch.GetTimestamp() - start);
        }
        Volatile.Write(ref _isAsleep, 0);
    }

    private bool SpinHits()
    {
        var budget = _spin.Budget;
        if (budget == 0)
            return false;
        if (_ring!.HasSubmissions)
            _ring.Submit();
        var end = Stopwatch.GetTimestamp() + budget;
        do
        {
            if (_ring.HasCompletions || !_inbox.IsEmpty)
            {
                _spin.Hit();
                return true;
            }
            // Whoever is to bring the news may need this very core.
            _ = MemorySyscalls.Yield();
        }
        while (Stopwatch.GetTimestamp() < end);
        _spin.Miss();
        return false;
    }

    private void MeasureCallback()
    {
        var now = Stopwatch.GetTimestamp();
        var took = now - _lastCallback;
        _lastCallback = now;
        Counters.Took(took);
        if (took > s_stallThreshold && Counters.AddStall())
            _log.Stalled(Index, took * 1000.0 / Stopwatch.Frequency);
    }
}
