using System.Diagnostics;
using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// Decides who sends. A response to the last request that has arrived goes out at once, on the thread that flushed it: no wake, no hop. While there is more to answer, or
/// on the ring's thread, it is put off to the end of the ring's turn, so that pipelined responses leave together. So is a flush that follows another closely although
/// nothing has arrived between the two: the streams of an HTTP/2 connection answer one by one what came in one piece.
/// </summary>
internal sealed class SendScheduler(IoUringConnection connection) : PipeScheduler
{
    /// <summary>20 µs: a flush so soon after the last one belongs to a burst.</summary>
    private static readonly long s_burst = Stopwatch.Frequency / 50_000;

    private long _lastFlush;
    private int _lastInput;

    public override void Schedule(Action<object?> action, object? state)
    {
        if (connection.IsInputConsumed && !connection.Ring.IsCurrent && !IsBurst())
            action(state);
        else
            connection.Ring.Post(action, state);
    }

    private bool IsBurst()
    {
        var now = Stopwatch.GetTimestamp();
        var input = connection.InputCount;
        var isBurst = input == _lastInput && now - _lastFlush < s_burst;
        _lastFlush = now;
        _lastInput = input;
        return isBurst;
    }
}
