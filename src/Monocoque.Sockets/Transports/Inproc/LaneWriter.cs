using System.IO.Pipelines;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>The octets of one direction, up to the moment when its <see cref="MessageLane"/> opens; that ends them for good.</summary>
internal sealed class LaneWriter(InprocLink link, PipeWriter octets, MessageLane lane) : PipeWriter
{
    /// <summary>The lane, if somebody reads it: no middleware stands between the two ends.</summary>
    internal MessageLane? Lane => lane.HasReader ? lane : null;

    /// <summary>What comes after the octets written so far is taken out of <paramref name="source"/> by the other end itself.</summary>
    internal void Open(Outbox source)
    {
        lane.Open(source);
        octets.Complete();
    }

    public override Memory<byte> GetMemory(int sizeHint = 0) => octets.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => octets.GetSpan(sizeHint);

    public override void Advance(int bytes) => octets.Advance(bytes);

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        link.ThrowIfAborted();
        var result = await octets.FlushAsync(cancellationToken).ConfigureAwait(false);
        link.ThrowIfAborted();
        return result;
    }

    public override void CancelPendingFlush() => octets.CancelPendingFlush();

    public override void Complete(Exception? exception = null)
    {
        octets.Complete(exception);
        lane.CloseWriter();
    }
}
