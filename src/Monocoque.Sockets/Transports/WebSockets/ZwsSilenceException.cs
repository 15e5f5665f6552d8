using System.Net.WebSockets;

namespace Monocoque.Transports;

/// <summary>The peer of a WebSocket did not answer a ping in time.</summary>
internal sealed class ZwsSilenceException(Exception cause) : TimeoutException("The peer did not answer a WebSocket ping in time.", cause)
{
    /// <summary>The WebSocket itself finds silence out, aborts itself for a fault of its own, and tells that as the cause of what the abort led to.</summary>
    internal static bool IsSilence(Exception? exception) => exception switch
    {
        null => false,
        WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } => true,
        AggregateException faults => faults.InnerExceptions.Any(IsSilence),
        _ => IsSilence(exception.InnerException),
    };
}
