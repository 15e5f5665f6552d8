namespace CustomProtocol;

internal static partial class ConnectionLog
{
    [LoggerMessage(1, LogLevel.Debug, "The client of connection {Connection} has gone, or the server stops")]
    internal static partial void ClientGone(this ILogger logger, string connection);
}
