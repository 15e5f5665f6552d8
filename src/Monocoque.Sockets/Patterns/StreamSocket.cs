using System.Diagnostics.CodeAnalysis;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>STREAM: each connection under a routing id, its octets as they come.</summary>
internal sealed class StreamSocket : SocketBase, IStreamSocket
{
    private readonly Dictionary<byte[], Pipe> _routes = new(RoutingIdComparer.Instance);
    private readonly Dictionary<byte[], Pipe>.AlternateLookup<ReadOnlySpan<byte>> _routesBySpan;
    private readonly GeneratedIds _ids = new();

    internal StreamSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) => _routesBySpan = _routes.GetAlternateLookup<ReadOnlySpan<byte>>();

    protected override void NamePeer(Pipe pipe, byte[] routingId)
    {
        if (!_routes.TryAdd(routingId, pipe))
        {
            throw new ZmqException(
                ZmqError.InvalidState, $"STREAM socket '{Name}' has a connection with the routing id 0x{Convert.ToHexString(routingId)} already. Choose another.");
        }
        pipe.RoutingId = routingId;
    }

    protected override bool TryAdmit(PeerConnection connection, ZmqPeer told, Pipe pipe)
    {
        if (pipe.RoutingId is null)
        {
            pipe.RoutingId = _ids.Next(_routes);
            _routes[pipe.RoutingId] = pipe;
        }
        connection.Admit(pipe.RoutingId, messagePrefix: pipe.RoutingId);
        Notify(pipe, connection.Peer);
        return true;
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        if (message.Count != 2)
            ThrowNotTwoFrames(message);
        if (!_routesBySpan.TryGetValue(message.First.Span, out var pipe) || pipe.Connection is not { } connection)
            throw new ZmqException(ZmqError.HostUnreachable, $"STREAM socket '{Name}' has no connection with that routing id.");
        var octets = message.Last.Span;
        if (octets.IsEmpty)
        {
            _ = CloseAsync(pipe, connection);
        }
        else
        {
            // No framing: the octets are the message on the wire.
            if (!pipe.Outbox.TryAppend(prefix: octets, message: default, moves: false, out var mustFlush))
                return false;
            flush = mustFlush ? pipe.Outbox : null;
        }
        message.Dispose();
        return true;
    }

    /// <summary>All others would wait behind it.</summary>
    protected override void ThrowIfNeverWaiting() =>
        throw new ZmqException(ZmqError.WouldBlock, $"The queue of STREAM socket '{Name}' to that connection is full. Send again later.");

    protected override void OnDisconnected(Pipe pipe)
    {
        // What was meant for this stream of octets means nothing in the middle of the next.
        Counters.AddDropped(Diagnostics.DropReason.ConnectionLost, pipe.Outbox.Clear());
        Notify(pipe, pipe.Peer);
    }

    protected override void OnPipeRemoved(Pipe pipe)
    {
        if (pipe.RoutingId is { } id)
            _routes.Remove(id);
    }

    private void Notify(Pipe pipe, ZmqPeer? peer)
    {
        pipe.Peer = peer;
        if (Options.StreamNotify)
            FairQueue.Deliver(pipe.Inbox, [ZmqSubscription.Copy([pipe.RoutingId, ReadOnlyMemory<byte>.Empty], peer)]);
    }

    /// <summary>An address that we connected to is given up, or it would be connected again.</summary>
    private async Task CloseAsync(Pipe pipe, PeerConnection connection)
    {
        if (!pipe.IsConnector)
        {
            await pipe.Outbox.WhenDrained().ConfigureAwait(false);
            connection.Stop();
            return;
        }
        await DisconnectAsync(pipe).ConfigureAwait(false);
    }

    [DoesNotReturn]
    private static void ThrowNotTwoFrames(in ZmqMessage message) =>
        throw new ArgumentException("A STREAM message has two frames: the routing id of a connection, and the octets; none close it.", nameof(message));
}
