using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>DEALER (RFC 28): round robin out, fair queue in, nothing added to the messages; requests beside them.</summary>
internal sealed class DealerSocket : BalancedSocket, IDealerSocket
{
    private readonly RequestTable _requests = new();

    internal DealerSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    public ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default) =>
        Requests.RunAsync(this, _requests, request, timeout, cancellationToken);

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => base.OnReceived(pipe, _requests.Divert(Counters, batch));

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        Span<byte> envelope = stackalloc byte[RequestTable.EnvelopeSize];
        var size = RequestTable.WriteEnvelope(envelope, requestId, isRequest: requestId != 0);
        var isSent = TrySendInTurn(envelope[..size], message, out var pipe, out flush);
        if (isSent && requestId != 0)
            _requests.OnSent(requestId, pipe!);
        return isSent;
    }

    protected override void OnPipeRemoved(Pipe pipe)
    {
        base.OnPipeRemoved(pipe);
        _requests.OnPeerGone(this, pipe, isQueueKept: false);
    }

    protected override void OnDisconnected(Pipe pipe) => _requests.OnPeerGone(this, pipe, isQueueKept: pipe.OutlivesConnection);

    protected override void OnClosed(Exception reason) => _requests.FailAll(reason);
}
