using System.Net.WebSockets;

namespace Monocoque.Transports;

/// <summary>The peer of a WebSocket did not answer a ping in time.</summary>
internal sealed class ZwsSilenceException(Exception cause) : TimeoutException("The peer did not answer a WebSocket ping in time.", cause)
{
    /// <summary>The WebSocket itself finds silence out, and tells it as the one fault it has of its own.</summary>
    internal static ZwsSilenceException? Find(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted, InnerException: null })
                return new ZwsSilenceException(exception);
        }
        return null;
    }
}
