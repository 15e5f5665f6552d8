using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>
/// Exactly one peer at a time (RFC 31, RFC 52). An address it connects to has the place from <c>Connect</c> to <c>Disconnect</c>, through all reconnects;
/// otherwise who came first has it until it goes. Others are refused meanwhile.
/// </summary>
internal abstract class ExclusiveSocket : SocketBase
{
    private Pipe? _peer;
    private Pipe? _next;

    private protected ExclusiveSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options)
    {
    }

    /// <summary>What one peer sent is given out before what the next sends.</summary>
    internal override bool TakesInTurn => false;

    internal override bool HasPlaceFor(Pipe pipe)
    {
        using (EnterGate())
            return _peer is null || _peer == pipe;
    }

    protected override bool TryAdmit(PeerConnection connection, ZmqPeer told, Pipe pipe) =>
        (_peer is null || _peer == pipe) && base.TryAdmit(connection, told, pipe);

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        if (_peer is not { } peer || !peer.Outbox.TryAppend(prefix: default, message, moves: true, out var mustFlush))
            return false;
        flush = mustFlush ? peer.Outbox : null;
        return true;
    }

    protected override bool TrySendBodyCore(ReadOnlySpan<byte> body, out Outbox? flush)
    {
        flush = null;
        if (_peer is not { } peer || !peer.Outbox.TryAppendBody(body, out var mustFlush))
            return false;
        flush = mustFlush ? peer.Outbox : null;
        return true;
    }

    protected override bool HasRoom() => _peer is { } peer && peer.Outbox.MayAppend();

    protected override void CheckMayConnect(ZmqAddress address)
    {
        if (HasConnectors)
        {
            throw new ZmqException(
                ZmqError.InvalidState,
                $"{Type.ToString().ToUpperInvariant()} socket '{Name}' cannot connect to {address}: it has one peer, and is connected already. Disconnect first.");
        }
    }

    /// <summary>While somebody who connected to us has the place, an address we connect to waits for it.</summary>
    protected override void OnPipeAdded(Pipe pipe)
    {
        if (_peer is null)
            _peer = pipe;
        else if (pipe.IsConnector)
            _next = pipe;
    }

    protected override void OnPipeRemoved(Pipe pipe)
    {
        if (_next == pipe)
            _next = null;
        if (_peer != pipe)
            return;
        _peer = _next;
        _next = null;
        if (_peer is not null)
            ServeSenders();
    }
}
