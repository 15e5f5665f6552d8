using System.Net.WebSockets;

namespace Monocoque.Transports;

/// <summary>The peer of a WebSocket did not answer a ping in time.</summary>
internal sealed class ZwsSilenceException(Exception cause) : TimeoutException("The peer did not answer a WebSocket ping in time.", cause)
{
    /// <summary>The WebSocket itself finds silence out, and then aborts itself for a fault of its own.</summary>
    internal static bool IsSilence(Exception exception) =>
        exception is OperationCanceledException { InnerException: AggregateException faults }
            && faults.InnerExceptions.Any(static fault => fault is WebSocketException { WebSocketErrorCode: WebSocketError.Faulted });
}
