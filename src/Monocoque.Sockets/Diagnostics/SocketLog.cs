using System.Net;
using Microsoft.Extensions.Logging;

namespace Monocoque.Diagnostics;

/// <summary>What happens to sockets. Ids 3000 to 3049; 3050 and up belong to hosting.</summary>
internal sealed partial class SocketLog(ILoggerFactory factory)
{
    private readonly ILogger _logger = factory.CreateLogger("Monocoque.Sockets");

    [LoggerMessage(3000, LogLevel.Debug, "{Type} socket '{Socket}' is bound to {Address}.")]
    internal partial void Listening(ZmqSocketType type, string socket, ZmqAddress address);

    [LoggerMessage(3001, LogLevel.Debug, "Socket '{Socket}' cannot connect to {Address}: {Reason}")]
    internal partial void ConnectFailed(string socket, ZmqAddress address, string reason);

    [LoggerMessage(3002, LogLevel.Debug, "Socket '{Socket}' connects to {Address} again in {Milliseconds:0} ms.")]
    internal partial void ReconnectIn(string socket, ZmqAddress address, double milliseconds);

    [LoggerMessage(3003, LogLevel.Error, "Socket '{Socket}' no longer accepts connections on {Address}.")]
    internal partial void AcceptFailed(string socket, ZmqAddress address, Exception exception);

    [LoggerMessage(3004, LogLevel.Warning,
        "ROUTER socket '{Socket}' closed a connection from {Remote}: its routing id 0x{RoutingId} is in use. Give each peer its own, or set RouterHandover.")]
    internal partial void DuplicateRoutingId(string socket, string routingId, EndPoint? remote);

    [LoggerMessage(3006, LogLevel.Warning, "Socket '{Socket}' gives up {Address}, as ReconnectInterval or ReconnectStop say.")]
    internal partial void GivenUp(string socket, ZmqAddress address);

    [LoggerMessage(3007, LogLevel.Error, "A connection of socket '{Socket}' on {Address} did not end in time and is left behind: its transport or its middleware hangs.")]
    internal partial void LeftBehind(string socket, ZmqAddress? address);

    [LoggerMessage(3005, LogLevel.Warning, "Socket '{Socket}' was closed with {Messages} messages unsent.")]
    internal partial void Unsent(string socket, long messages);

    [LoggerMessage(3020, LogLevel.Warning, "Socket '{Socket}', connection {ConnectionId}: {Option} could not be set: {Reason} The connection goes on without.")]
    internal partial void OptionNotApplied(string socket, string connectionId, string option, string reason);

    [LoggerMessage(3021, LogLevel.Warning, "Socket '{Socket}' closed a new connection from {Remote}: {Reason}")]
    internal partial void TooManyConnections(string socket, EndPoint? remote, string reason);

    [LoggerMessage(3024, LogLevel.Warning, "Socket '{Socket}' closed a new connection from {Remote}: {Reason}")]
    internal partial void ConnectionRefused(string socket, EndPoint? remote, string reason);

    [LoggerMessage(3022, LogLevel.Information,
        "ROUTER socket '{Socket}': {Remote} took over the routing id 0x{RoutingId}; the older connection is closed, as RouterHandover says.")]
    internal partial void RoutingIdTakenOver(string socket, string routingId, EndPoint? remote);

    [LoggerMessage(3031, LogLevel.Error, "The authenticator failed on a question that a ZAP client put to '{Socket}'. The answer is 500.")]
    internal partial void ZapAuthenticatorFailed(string socket, Exception exception);

    [LoggerMessage(3032, LogLevel.Warning, "'{Socket}' was asked by a ZAP client in a way that cannot be judged: {Reason}")]
    internal partial void BadZapRequest(string socket, string reason);

    [LoggerMessage(3033, LogLevel.Warning, "'{Socket}' received a message of {Frames} frames that is no request of ZAP and has no id to answer to.")]
    internal partial void UnanswerableZapRequest(string socket, int frames);

    [LoggerMessage(3034, LogLevel.Error,
        "The ZAP handler at {Endpoint} sent an answer to no question: {Reason} Whoever it was meant for is not let in. Correct the handler.")]
    internal partial void StrayZapReply(string endpoint, string reason);

    [LoggerMessage(3040, LogLevel.Error,
        "Socket '{Socket}': {Option} has changed ({Paths}) and cannot be read; new connections have what it was before: {Reason}")]
    internal partial void CertificateNotReloaded(string socket, string option, string paths, string reason);

    [LoggerMessage(3030, LogLevel.Warning,
        "'{Socket}' received a message of {Frames} frames and {Octets} octets that is no command for a proxy. "
        + "Commands are PAUSE, RESUME, STATISTICS, TERMINATE and KILL, in one frame.")]
    internal partial void UnknownProxyCommand(string socket, int frames, long octets);
}
