using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>Runs the application where the connection says: on the thread pool, or on the thread that has news for it.</summary>
internal sealed class ApplicationScheduler(IoUringConnection connection) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state)
    {
        if (connection.PrefersInlineScheduling)
            action(state);
        else
            connection.Ring.Dispatcher.Schedule(action, state);
    }
}
