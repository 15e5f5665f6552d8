using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>
/// Decides who sends. A response to the last request that has arrived goes out at once, on the thread that flushed it: no wake, no hop. While there is more to answer, or
/// on the ring's thread, it is put off to the end of the ring's turn, so that pipelined responses leave together.
/// </summary>
internal sealed class SendScheduler(IoUringConnection connection) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state)
    {
        if (connection.IsInputConsumed && !connection.Ring.IsCurrent)
            action(state);
        else
            connection.Ring.Post(action, state);
    }
}
