namespace Monocoque.Transport.IoUring.Connections;

/// <summary>A continuation of the application, or nothing.</summary>
internal readonly struct Wakeup(Action<object?>? action, object? state)
{
    internal bool IsNone => action is null;

    /// <summary>One that asks for the execution context it was given in; compilers do not, they keep it themselves.</summary>
    internal static Wakeup InContext(Action<object?> action, object? state) =>
        ExecutionContext.Capture() is { } context
            ? new Wakeup(static captured => ((Captured)captured!).Run(), new Captured(context, action, state))
            : new Wakeup(action, state);

    /// <summary>Runs it where the application of the connection runs.</summary>
    internal void Schedule(IoUringConnection connection)
    {
        if (action is not null)
            connection.Schedule(action, state);
    }

    private sealed class Captured(ExecutionContext context, Action<object?> action, object? state)
    {
        internal void Run() => ExecutionContext.Run(context, action.Invoke, state);
    }
}
