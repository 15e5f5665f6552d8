using Microsoft.Extensions.Logging;

namespace Monocoque.Proxies;

/// <summary>Event ids 4100 to 4199. An id is never used for anything else again.</summary>
internal static partial class ProxyLog
{
    internal const string Category = "Monocoque.Proxies";

    [LoggerMessage(4100, LogLevel.Information, "The {Proxy} forwards", EventName = "ProxyRunning")]
    internal static partial void Running(ILogger logger, ProxyMapping proxy);

    [LoggerMessage(4101, LogLevel.Information, "The {Proxy} has ended, as it was told", EventName = "ProxyEnded")]
    internal static partial void Ended(ILogger logger, ProxyMapping proxy);

    [LoggerMessage(4102, LogLevel.Error, "The {Proxy} has ended and forwards nothing more", EventName = "ProxyFailed")]
    internal static partial void Failed(ILogger logger, Exception exception, ProxyMapping proxy);
}
