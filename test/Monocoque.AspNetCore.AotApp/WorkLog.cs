namespace Monocoque.AspNetCore.AotApp;

internal static partial class WorkLog
{
    [LoggerMessage(1, LogLevel.Information, "Work: {Text}")]
    internal static partial void WorkReceived(this ILogger logger, string text);
}
