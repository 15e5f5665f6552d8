using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>Peers under numbers that we give out (RFC 41, RFC 51). A number is never on the wire, never 0, and not used twice before all were.</summary>
internal abstract class NumberedSocket : SocketBase
{
    private readonly Dictionary<uint, Pipe> _peers = [];
    private uint _last = (uint)Random.Shared.NextInt64(uint.MaxValue);

    private protected NumberedSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    public bool TrySend(uint routingId, ZmqMessage message) => TrySend(message, CheckId(routingId));

    public ValueTask SendAsync(uint routingId, ZmqMessage message, CancellationToken cancellationToken = default) =>
        SendAsync(message, CheckId(routingId), cancellationToken);

    protected override bool TryAdmit(PeerConnection connection, ZmqPeer told, Pipe pipe)
    {
        GiveNumber(pipe);
        connection.Admit(told.Identity, messagePrefix: default, pipe.RoutingNumber);
        return true;
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        var outbox = Find(requestId).Outbox;
        if (!outbox.TryAppend(prefix: default, message, moves: true, out var mustFlush))
            return false;
        flush = mustFlush ? outbox : null;
        return true;
    }

    /// <summary>All others would wait behind it.</summary>
    protected override void ThrowIfNeverWaiting() =>
        throw new ZmqException(ZmqError.WouldBlock, $"The queue of socket '{Name}' to that peer is full. Send again later.");

    /// <summary>A peer we connect to has its number from the start.</summary>
    protected override void OnPipeAdded(Pipe pipe) => GiveNumber(pipe);

    protected override void OnPipeRemoved(Pipe pipe) => _peers.Remove(pipe.RoutingNumber);

    /// <summary>The gate is held.</summary>
    protected Pipe Find(uint routingId) => _peers.TryGetValue(routingId, out var pipe)
        ? pipe
        : throw new ZmqException(ZmqError.HostUnreachable, $"Socket '{Name}' has no peer with the routing id {routingId}.");

    private static uint CheckId(uint routingId) =>
        routingId != 0 ? routingId : throw new ArgumentOutOfRangeException(nameof(routingId), "0 is nobody's routing id. Take RoutingId of a message received.");

    private void GiveNumber(Pipe pipe)
    {
        if (pipe.RoutingNumber != 0)
            return;
        do
            unchecked { _last++; }
        while (_last == 0 || _peers.ContainsKey(_last));
        pipe.RoutingNumber = _last;
        _peers.Add(_last, pipe);
    }
}
