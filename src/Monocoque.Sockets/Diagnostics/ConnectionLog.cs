using System.Net;
using Microsoft.Extensions.Logging;

namespace Monocoque.Diagnostics;

/// <summary>What happens on connections. Ids 1000: connections; 2000: handshakes. Peer misbehaviour is Debug, our fault Error.</summary>
internal sealed partial class ConnectionLog(ILoggerFactory factory)
{
    private readonly ILogger _logger = factory.CreateLogger("Monocoque.Zmtp");

    [LoggerMessage(1000, LogLevel.Debug, "Connection {ConnectionId} of socket '{Socket}' with {Remote} ended: {Reason}")]
    internal partial void Disconnected(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(1001, LogLevel.Debug, "Connection {ConnectionId} of socket '{Socket}' is closed because {Remote} broke the protocol: {Reason}")]
    internal partial void ProtocolError(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(1002, LogLevel.Error, "Connection {ConnectionId} failed unexpectedly; only this connection is closed.")]
    internal partial void ConnectionFaulted(string connectionId, Exception exception);

    [LoggerMessage(2000, LogLevel.Debug, "Connection {ConnectionId} of socket '{Socket}': handshake with {Peer} done.")]
    internal partial void HandshakeSucceeded(string connectionId, string socket, ZmqPeer peer);

    [LoggerMessage(2001, LogLevel.Debug, "Connection {ConnectionId} from {Remote} to socket '{Socket}' failed in the handshake: {Reason}")]
    internal partial void HandshakeFailed(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "Socket '{Socket}' was refused by {Address}: {Reason} It is tried again, ever more slowly.")]
    internal partial void RefusedByPeer(string socket, ZmqAddress address, string reason);
}
