using Microsoft.Extensions.Logging;
using Monocoque.Hosting;

namespace Monocoque.Running;

/// <summary>Event ids 4000 to 4999. An id is never used for anything else again.</summary>
internal static partial class HandlerLog
{
    internal const string Category = "Monocoque.Handlers";

    [LoggerMessage(4000, LogLevel.Error, "The handler of {Endpoint} failed", EventName = "HandlerFailed")]
    internal static partial void HandlerFailed(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(4001, LogLevel.Debug, "A message of peer {Peer} does not fit the handler of {Endpoint}", EventName = "BadMessage")]
    internal static partial void BadMessage(ILogger logger, Exception exception, ZmqPeer peer, string endpoint);

    [LoggerMessage(4002, LogLevel.Debug, "The handler of {Endpoint} was cancelled by the end of the host", EventName = "HandlerCancelled")]
    internal static partial void HandlerCancelled(ILogger logger, string endpoint);

    [LoggerMessage(4003, LogLevel.Error, "OnError of {Endpoint} failed itself", EventName = "OnErrorFailed")]
    internal static partial void OnErrorFailed(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(4004, LogLevel.Debug, "SUB '{Socket}' received a message no mapped topic takes; it was dropped", EventName = "NoTopicTakesMessage")]
    internal static partial void NoTopicTakesMessage(ILogger logger, string socket);

    [LoggerMessage(4005, LogLevel.Critical, "Receiving on '{Socket}' failed; its handlers get no more messages", EventName = "ReceiveFailed")]
    internal static partial void ReceiveFailed(ILogger logger, Exception exception, string socket);

    [LoggerMessage(4006, LogLevel.Debug, "The empty reply of {Endpoint} could not be sent", EventName = "EmptyReplyFailed")]
    internal static partial void EmptyReplyFailed(ILogger logger, Exception exception, string endpoint);

    [LoggerMessage(4007, LogLevel.Warning, "The host stopped waiting for {Count} running handlers; their Aborted token fired", EventName = "HandlersAborted")]
    internal static partial void HandlersAborted(ILogger logger, int count);

    [LoggerMessage(4009, LogLevel.Debug, "The handler of {Endpoint} was cancelled: its peer {Peer} has gone", EventName = "PeerGone")]
    internal static partial void PeerGone(ILogger logger, string endpoint, ZmqPeer peer);

    [LoggerMessage(4010, LogLevel.Warning,
        "{Socket} is mapped, but has no address, so nobody reaches it. Give it one: Bind or Connect in its section, or BindTo or ConnectTo where it is mapped",
        EventName = "NoAddress")]
    internal static partial void NoAddress(ILogger logger, SocketPlan socket);

    [LoggerMessage(4008, LogLevel.Error, "Ending a message of {Endpoint} failed: a service of its scope could not be disposed", EventName = "ScopeFailed")]
    internal static partial void ScopeFailed(ILogger logger, Exception exception, string endpoint);
}
