using System.IO.Pipelines;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>The octets of one direction; when they end, the messages of the <see cref="Lane"/> follow, if that is open.</summary>
internal sealed class LaneReader(InprocLink link, PipeReader octets, MessageLane lane) : PipeReader
{
    internal MessageLane Lane => lane;

    public override bool TryRead(out ReadResult result)
    {
        link.ThrowIfAborted();
        return octets.TryRead(out result);
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        link.ThrowIfAborted();
        var result = await octets.ReadAsync(cancellationToken).ConfigureAwait(false);
        link.ThrowIfAborted();
        return result;
    }

    public override void AdvanceTo(SequencePosition consumed) => octets.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => octets.AdvanceTo(consumed, examined);

    public override void CancelPendingRead()
    {
        octets.CancelPendingRead();
        lane.Signal();
    }

    public override void Complete(Exception? exception = null)
    {
        lane.CloseReader();
        octets.Complete(exception);
    }
}
