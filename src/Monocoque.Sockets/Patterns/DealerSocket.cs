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

    public async ValueTask<ZmqMessage> RequestAsync(ZmqMessage request, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        using var pending = _requests.Begin(this, timeout, cancellationToken);
        return await pending.RunAsync(SendAsync(request, pending.Id, pending.Token)).ConfigureAwait(false);
    }

    internal override void OnReceived(Pipe pipe, Span<ZmqMessage> batch) => base.OnReceived(pipe, _requests.Divert(Counters, batch));

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        Span<byte> envelope = stackalloc byte[RequestTable.EnvelopeSize];
        var size = RequestTable.WriteEnvelope(envelope, requestId, isRequest: requestId != 0);
        return TrySendInTurn(envelope[..size], message, out flush);
    }

    protected override void OnClosed(Exception reason) => _requests.FailAll(reason);
}
