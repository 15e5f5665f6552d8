using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>Sends to its peers in turn, as far as they have room; waits when none has.</summary>
internal abstract class BalancedSocket : SocketBase
{
    private readonly LoadBalancer _balancer = new();

    private protected BalancedSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush) =>
        TrySendInTurn(envelope: default, message, out _, out flush);

    protected override bool TrySendBodyCore(ReadOnlySpan<byte> body, out Outbox? flush)
    {
        var isSent = _balancer.TrySendBody(body, out var pipe, out var mustFlush);
        flush = mustFlush ? pipe!.Outbox : null;
        return isSent;
    }

    /// <summary>Sends to the next peer with room, <paramref name="envelope"/> (encoded frames) first.</summary>
    protected bool TrySendInTurn(ReadOnlySpan<byte> envelope, in ZmqMessage message, out Pipe? pipe, out Outbox? flush)
    {
        var isSent = _balancer.TrySend(envelope, message, out pipe, out var mustFlush);
        flush = mustFlush ? pipe!.Outbox : null;
        return isSent;
    }

    protected override bool HasRoom() => _balancer.HasRoom();

    protected override void OnPipeAdded(Pipe pipe) => _balancer.Add(pipe);

    protected override void OnPipeRemoved(Pipe pipe) => _balancer.Remove(pipe);

    protected override void OnPipeWritable(Pipe pipe)
    {
        if (pipe.BalancerIndex >= 0)
            _balancer.Activate(pipe);
    }
}
