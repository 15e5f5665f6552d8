using System.Buffers;
using System.IO.Pipelines;

namespace Monocoque.Transport.IoUring.Connections;

/// <summary>The application's input, which also knows whether the application has consumed all of it.</summary>
internal sealed class InputReader(PipeReader inner) : PipeReader
{
    /// <summary>
    /// A hint for <see cref="SendScheduler"/>: what arrives meanwhile may make it outdated, which costs a system call or a hop and nothing else.
    /// </summary>
    internal bool IsConsumed { get; private set; } = true;

    /// <summary>How often the application has taken something. Also a hint.</summary>
    internal int Count { get; private set; }

    public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => inner.ReadAsync(cancellationToken);

    protected override ValueTask<ReadResult> ReadAtLeastAsyncCore(int minimumSize, CancellationToken cancellationToken) =>
        inner.ReadAtLeastAsync(minimumSize, cancellationToken);

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        Count++;
        // Before the segment goes back to the pool.
        IsConsumed = consumed.GetObject() is not ReadOnlySequenceSegment<byte> segment
            || (segment.Next is null && consumed.GetInteger() == segment.Memory.Length);
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null)
    {
        IsConsumed = true;
        inner.Complete(exception);
    }
}
