using Microsoft.AspNetCore.Connections;
using Monocoque.Patterns;
using Monocoque.Peers;

namespace Monocoque.Transports;

/// <summary>
/// The handshake timeout of an accepted connection while it is still in its TLS handshake or with the application's middleware. When ZMTP begins, the connection itself
/// goes on with the same moment.
/// </summary>
internal sealed class AcceptDeadline(SocketBase socket, ZmqAddress address, ConnectionContext connection) : Deadline
{
    private int _isReported;

    /// <summary>What comes before ZMTP took too long.</summary>
    internal bool HasPassed { get; private set; }

    /// <summary>ZMTP never began on this connection.</summary>
    internal bool IsWaiting { get; private set; } = true;

    /// <summary>The connection is in its TLS handshake, and not with middleware.</summary>
    internal bool IsInTls { get; set; } = address.IsTls && !socket.Runtime.Options.InMemory;

    /// <summary>When it passes; null if the socket sets no limit.</summary>
    internal TimeSpan? Moment { get; private set; }

    internal void Start()
    {
        var timeout = socket.Options.HandshakeTimeout;
        if (timeout == Timeout.InfiniteTimeSpan)
            return;
        Moment = socket.Runtime.Deadlines.Now + timeout;
        socket.Runtime.Deadlines.Set(this, Moment.Value);
    }

    /// <summary>ZMTP begins, or the connection is done.</summary>
    internal void End()
    {
        IsWaiting = false;
        socket.Runtime.Deadlines.End(this);
    }

    internal override void OnDue(TimeSpan due, TimeSpan now)
    {
        HasPassed = true;
        var obstacle = IsInTls ? "the peer was too slow in the TLS handshake" : "middleware held the connection";
        var reason = new TimeoutException($"The handshake did not begin in time: {obstacle}.");
        Report(reason);
        connection.Abort(new ConnectionAbortedException(reason.Message, reason));
    }

    /// <summary>There will be no ZMTP on this connection. Told once: both the time and what it was given for may end it.</summary>
    internal void Report(Exception reason)
    {
        if (Interlocked.Exchange(ref _isReported, 1) != 0)
            return;
        socket.Counters.AddHandshakeFailed();
        socket.Runtime.ConnectionLog.HandshakeFailed(connection.ConnectionId, connection.RemoteEndPoint, socket.Name, reason.Message);
        socket.Events.Publish(ZmqEventKind.HandshakeFailed, address, peer: null, reason, connection);
    }
}
