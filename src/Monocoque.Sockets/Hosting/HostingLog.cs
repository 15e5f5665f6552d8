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
}
