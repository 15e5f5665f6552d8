using Microsoft.Extensions.Logging;

namespace Monocoque.Hosting;

/// <summary>Event ids 3100 to 3199. An id is never used for anything else again.</summary>
internal static partial class HostingLog
{
    internal const string Category = "Monocoque.Hosting";

    [LoggerMessage(3100, LogLevel.Information, "{Type} '{Socket}' listens on {Address}", EventName = "Listens")]
    internal static partial void Listens(ILogger logger, string type, string socket, ZmqAddress address);

    [LoggerMessage(3101, LogLevel.Information, "{Type} '{Socket}' connects to {Address}", EventName = "Connects")]
    internal static partial void Connects(ILogger logger, string type, string socket, string address);

    [LoggerMessage(3102, LogLevel.Warning, "The host stopped waiting before all sockets had sent what was queued; they were closed at once",
        EventName = "LingerCutShort")]
    internal static partial void LingerCutShort(ILogger logger);

    [LoggerMessage(3103, LogLevel.Warning,
        "AddAuthenticator<{Authenticator}>() is asked by no socket: none checks its peers without naming somebody else to ask. Set Security:Mechanism and AsServer, or"
        + " ZapDomain with NULL, on the sockets it is for", EventName = "NobodyAsks")]
    internal static partial void NobodyAsks(ILogger logger, string authenticator);

    [LoggerMessage(3104, LogLevel.Information, "{Socket} follows the new configuration: {Options}; connections that are there stay", EventName = "Reloaded")]
    internal static partial void Reloaded(ILogger logger, SocketPlan socket, string options);

    [LoggerMessage(3105, LogLevel.Warning, "{Socket} cannot follow the new configuration before the next start: {Options}", EventName = "NeedsRestart")]
    internal static partial void NeedsRestart(ILogger logger, SocketPlan socket, string options);

    [LoggerMessage(3107, LogLevel.Warning,
        "{Socket} has a section Tls, but none of its addresses is tls+tcp, so it encrypts nothing. Write tls+tcp:// instead of tcp://, or remove the section",
        EventName = "NothingInTls")]
    internal static partial void NothingInTls(ILogger logger, SocketPlan socket);

    [LoggerMessage(3108, LogLevel.Warning, "{Section} has new sockets, which are made at the next start: {Sockets}", EventName = "NewSockets")]
    internal static partial void NewSockets(ILogger logger, string section, string sockets);

    [LoggerMessage(3109, LogLevel.Warning, "{Socket} is gone from the configuration; it stays as it is until the next start", EventName = "SocketGone")]
    internal static partial void SocketGone(ILogger logger, SocketPlan socket);

    [LoggerMessage(3110, LogLevel.Error, "The new configuration would fail the next start: {Reason}", EventName = "SectionWrong")]
    internal static partial void SectionWrong(ILogger logger, string reason);

    [LoggerMessage(3106, LogLevel.Error, "{Socket} stays as it is, because its new configuration is wrong: {Reason}", EventName = "ReloadFailed")]
    internal static partial void ReloadFailed(ILogger logger, SocketPlan socket, string reason);
}
