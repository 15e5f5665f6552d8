using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Loop;

/// <summary>Runs what a pipe has to say to the transport on the ring's thread, never within the call that caused it.</summary>
internal sealed class RingScheduler(RingThread ring) : PipeScheduler
{
    public override void Schedule(Action<object?> action, object? state) => ring.Post(action, state);
}
