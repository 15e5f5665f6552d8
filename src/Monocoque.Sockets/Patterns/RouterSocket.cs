using System.Diagnostics.CodeAnalysis;
using Monocoque.Diagnostics;
using Monocoque.Peers;

namespace Monocoque.Patterns;

/// <summary>ROUTER (RFC 28): frame 0 names the peer, both ways. Never waits.</summary>
internal sealed class RouterSocket : SocketBase, IRouterSocket
{
    private readonly Dictionary<byte[], Pipe> _routes = new(RoutingIdComparer.Instance);
    private readonly Dictionary<byte[], Pipe>.AlternateLookup<ReadOnlySpan<byte>> _routesBySpan;
    private readonly GeneratedIds _ids = new();

    internal RouterSocket(ZmqRuntime runtime, string name, ZmqSocketOptions options)
        : base(runtime, name, options) => _routesBySpan = _routes.GetAlternateLookup<ReadOnlySpan<byte>>();

    public void ConnectAs(string address, ReadOnlySpan<byte> routingId)
    {
        if (routingId.Length is 0 or > byte.MaxValue || routingId[0] == 0)
            throw new ArgumentException("A routing id has 1 to 255 octets and does not begin with zero, as those that are made up do.", nameof(routingId));
        BeginConnectAs(address, routingId.ToArray());
    }

    protected override void NamePeer(Pipe pipe, byte[] routingId)
    {
        if (!_routes.TryAdd(routingId, pipe))
        {
            throw new ZmqException(
                ZmqError.InvalidState, $"ROUTER socket '{Name}' has a peer with the routing id 0x{Convert.ToHexString(routingId)} already. Choose another.");
        }
        pipe.RoutingId = routingId;
    }

    protected override bool TryAdmit(PeerConnection connection, ZmqPeer told, Pipe pipe)
    {
        if (pipe.RoutingId is null)
        {
            var id = told.Identity.IsEmpty ? _ids.Next(_routes) : told.Identity.ToArray();
            if (_routes.TryGetValue(id, out var holder) && !TryTakeOver(holder, connection, told))
                return false;
            pipe.RoutingId = id;
            _routes[id] = pipe;
        }
        connection.Admit(pipe.RoutingId, messagePrefix: pipe.RoutingId);
        return true;
    }

    protected override bool TrySendCore(in ZmqMessage message, uint requestId, out Outbox? flush)
    {
        flush = null;
        if (message.Count < 2)
            ThrowNoBody(message);
        if (!_routesBySpan.TryGetValue(message.First.Span, out var pipe))
        {
            if (Options.RouterMandatory)
                ThrowUnreachable();
            Drop(message, DropReason.NoRoute);
            return true;
        }
        if (pipe.Outbox.TryAppend(prefix: default, message.Skip(1), moves: true, out var mustFlush))
        {
            flush = mustFlush ? pipe.Outbox : null;
            return true;
        }
        if (Options.RouterMandatory)
            return false;
        Drop(message, DropReason.HighWaterMark);
        return true;
    }

    /// <summary>Only a mandatory message to a full peer could wait, and then all others would wait behind it.</summary>
    protected override void ThrowIfNeverWaiting() =>
        throw new ZmqException(ZmqError.WouldBlock, $"The queue of ROUTER socket '{Name}' to that peer is full. Send again later.");

    protected override void OnPipeRemoved(Pipe pipe)
    {
        if (pipe.RoutingId is { } id && _routes.TryGetValue(id, out var holder) && holder == pipe)
            _routes.Remove(id);
    }

    /// <summary>A second peer with a name in use: the newcomer goes, or with handover the holder.</summary>
    private bool TryTakeOver(Pipe holder, PeerConnection connection, ZmqPeer told)
    {
        if (!Options.RouterHandover)
        {
            Runtime.Log.DuplicateRoutingId(Name, Convert.ToHexString(told.Identity.Span), connection.RemoteEndPoint);
            Counters.AddDuplicateRoutingId();
            return false;
        }
        Runtime.Log.RoutingIdTakenOver(Name, Convert.ToHexString(told.Identity.Span), connection.RemoteEndPoint);
        holder.Connection?.Abort(new IOException("Another peer took over the routing id of this connection."));
        holder.RoutingId = null;
        return true;
    }

    private void Drop(in ZmqMessage message, DropReason reason)
    {
        message.Dispose();
        Counters.AddDropped(reason);
    }

    [DoesNotReturn]
    private static void ThrowNoBody(in ZmqMessage message) =>
        throw new ArgumentException("A ROUTER message needs the peer's routing id as frame 0 and at least one frame after it.", nameof(message));

    [DoesNotReturn]
    private void ThrowUnreachable() =>
        throw new ZmqException(ZmqError.HostUnreachable, $"ROUTER socket '{Name}' has no peer with that routing id.");
}
