namespace Monocoque.Transport.IoUring.Loop;

/// <summary>A call to be made on a ring's thread or on the pool.</summary>
internal readonly struct RingWork(Action<object?> action, object? state)
{
    internal void Run() => action(state);
}
