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

    [LoggerMessage(1003, LogLevel.Debug, "Connection {ConnectionId} of socket '{Socket}' is closed because {Remote} does not go on with a message: {Reason}")]
    internal partial void MessageStalled(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(2000, LogLevel.Debug, "Connection {ConnectionId} of socket '{Socket}': handshake with {Peer} done.")]
    internal partial void HandshakeSucceeded(string connectionId, string socket, ZmqPeer peer);

    [LoggerMessage(2001, LogLevel.Debug, "Connection {ConnectionId} from {Remote} to socket '{Socket}' failed in the handshake: {Reason}")]
    internal partial void HandshakeFailed(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(2003, LogLevel.Information, "Connection {ConnectionId} from {Remote} to socket '{Socket}' is refused with {Status}: {Reason}")]
    internal partial void AuthenticationFailed(string connectionId, EndPoint? remote, string socket, int status, string reason);

    [LoggerMessage(2004, LogLevel.Error, "Connection {ConnectionId} to socket '{Socket}' is refused with 500: the authenticator failed.")]
    internal partial void AuthenticatorFailed(string connectionId, string socket, Exception exception);

    [LoggerMessage(2006, LogLevel.Information, "Connection {ConnectionId} from {Remote} to socket '{Socket}' is refused with {Status}: {Reason}")]
    internal partial void AuthorizationFailed(string connectionId, EndPoint? remote, string socket, int status, string reason);

    [LoggerMessage(2007, LogLevel.Error, "Connection {ConnectionId} to socket '{Socket}' is refused with 500: the policy failed.")]
    internal partial void AuthorizationFaulted(string connectionId, string socket, Exception exception);

    [LoggerMessage(2008, LogLevel.Information,
        "Connection {ConnectionId} from {Remote} to socket '{Socket}' ended before the policy had answered: the peer left, or HandshakeTimeout passed.")]
    internal partial void AuthorizationUnanswered(string connectionId, EndPoint? remote, string socket);

    [LoggerMessage(2005, LogLevel.Error,
        "Socket '{Socket}' may not connect to {Address}: the authenticator there refused our credentials with {Status}. It is not tried again.")]
    internal partial void Denied(string socket, ZmqAddress address, string status);

    [LoggerMessage(2002, LogLevel.Warning, "Socket '{Socket}' was refused by {Address}: {Reason} It is tried again, ever more slowly.")]
    internal partial void RefusedByPeer(string socket, ZmqAddress address, string reason);

    [LoggerMessage(2009, LogLevel.Error,
        "Connection {ConnectionId} from {Remote} to socket '{Socket}' is closed; the answer of the ZAP handler cannot be understood. {Reason} Correct the handler.")]
    internal partial void ZapReplyMisunderstood(string connectionId, EndPoint? remote, string socket, string reason);

    [LoggerMessage(2010, LogLevel.Warning, "Socket '{Socket}' has no TLS with {Address}: {Reason} It is tried again, ever more slowly.")]
    internal partial void NoTls(string socket, ZmqAddress address, string reason);

    [LoggerMessage(2011, LogLevel.Error, "Connection {ConnectionId} is refused: the {Option} of its socket failed.")]
    internal partial void TlsCallbackFailed(string connectionId, string option, Exception exception);
}
