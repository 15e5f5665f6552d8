using Microsoft.Extensions.Logging;
using Monocoque.Hosting;

namespace Monocoque.Sniffing;

/// <summary>Event ids 4200 to 4299. An id is never used for anything else again.</summary>
internal static partial class SniffingLog
{
    internal const string Category = "Monocoque.Sniffing";

    [LoggerMessage(4200, LogLevel.Information,
        "{Socket} asks for {Security}, so ports that are shared without naming a socket do not lead to it", EventName = "NotShared")]
    internal static partial void NotShared(ILogger logger, SocketPlan socket, string security);

    [LoggerMessage(4201, LogLevel.Warning,
        "{Socket} asks for {Security}, so ports that are shared without naming a socket do not lead to it, and nothing else does: no peer can reach it. Name it on an"
        + " endpoint of its own by listen.UseZmtp(\"{Name}\"), or give it an address", EventName = "Unreachable")]
    internal static partial void Unreachable(ILogger logger, SocketPlan socket, string security, string name);
}
