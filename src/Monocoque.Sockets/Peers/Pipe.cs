using Monocoque.Diagnostics;
using Monocoque.Patterns;

namespace Monocoque.Peers;

/// <summary>
/// One peer as a pattern sees it: a queue each way. The pipe of a connection we make lives from <c>Connect</c> to <c>Disconnect</c>, through
/// all reconnects; the pipe of a connection we accepted lives as long as that connection.
/// </summary>
internal sealed class Pipe
{
    private readonly SocketBase _socket;

    internal Pipe(SocketBase socket, bool isConnector)
    {
        _socket = socket;
        IsConnector = isConnector;
        var options = socket.Options;
        OutlivesConnection = isConnector && !options.Immediate;
        WithoutPeerSince = socket.Runtime.Options.TimeProvider.GetTimestamp();
        Outbox = new Outbox(this, options.SendHighWaterMark, options.SendHighWaterMarkBytes, socket.Budget, options.Conflate);
        Inbox = new Inbox(this, options.ReceiveHighWaterMark, options.ReceiveHighWaterMarkBytes, socket.Budget, options.Conflate);
    }

    internal Outbox Outbox { get; }

    /// <summary>Who flushes when the caller does not.</summary>
    internal FlushQueue FlushQueue => _socket.FlushQueue;

    internal Inbox Inbox { get; }

    internal bool IsConnector { get; }

    /// <summary>
    /// The peer is one from the start, and what is queued for it waits for the next connection. Otherwise the pipe comes and goes with its connection:
    /// accepted ones, and with <see cref="ZmqSocketOptions.Immediate"/> all.
    /// </summary>
    internal bool OutlivesConnection { get; }

    /// <summary>We are disconnecting from there. Guarded by the socket's gate.</summary>
    internal bool IsLeaving { get; set; }

    /// <summary>Where the connector connects to.</summary>
    internal ZmqAddress? Address { get; init; }

    /// <summary>The connection after its handshake; null while there is none. Set by the connection itself.</summary>
    internal PeerConnection? Connection { get; set; }

    /// <summary>When the last connection ended; with none so far, when we began to connect. A timestamp. Guarded by the socket's gate.</summary>
    internal long WithoutPeerSince { get; set; }

    /// <summary>XPUB: the peer of the last connection. Guarded by the socket's gate.</summary>
    internal ZmqPeer? Peer { get; set; }

    /// <summary>ROUTER: what the application calls this peer. Set once, with the first handshake. Guarded by the socket's gate.</summary>
    internal byte[]? RoutingId { get; set; }

    /// <summary>SERVER, PEER: what the application calls this peer; 0 before it has a number. Guarded by the socket's gate.</summary>
    internal uint RoutingNumber { get; set; }

    /// <summary>Where the load balancer keeps this pipe; -1: it does not. Guarded by the socket's gate.</summary>
    internal int BalancerIndex { get; set; } = -1;

    /// <summary>There is room again after an append was refused.</summary>
    internal void OnWritable() => _socket.OnWritable(this);

    /// <summary>There is room in the budget for what is received.</summary>
    internal void OnReadable() => _socket.FairQueue.Recheck(Inbox);

    internal void OnHighWaterMark() => _socket.OnHighWaterMark(this);

    /// <summary>Newer messages took the place of these.</summary>
    internal void OnReplaced(int messages) => _socket.Counters.AddDropped(DropReason.Conflated, messages);

    internal void OnSent(int messages, long octets) => _socket.Counters.AddSent(messages, octets);

    /// <summary>Messages a connection had taken when it ended: they may or may not have arrived.</summary>
    internal void OnLost(int messages) => _socket.Counters.AddDropped(DropReason.ConnectionLost, messages);

    internal void OnWriteFailed(Exception exception) => Connection?.Abort(exception);
}
