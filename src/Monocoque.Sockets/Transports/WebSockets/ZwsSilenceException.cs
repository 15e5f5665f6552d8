using System.Net.WebSockets;

namespace Monocoque.Transports;

/// <summary>The peer of a WebSocket did not answer a ping in time.</summary>
internal sealed class ZwsSilenceException(Exception cause) : TimeoutException("The peer did not answer a WebSocket ping in time.", cause)
{
    /// <summary>The WebSocket itself finds silence out, aborts itself for a fault of its own, and tells that among what the abort led to.</summary>
    internal static bool IsSilence(Exception exception) => exception is not WebSocketException && HasFault(exception);

    private static bool HasFault(Exception? exception) => exception switch
    {
        null => false,
        WebSocketException { WebSocketErrorCode: WebSocketError.Faulted } => true,
        AggregateException faults => faults.InnerExceptions.Any(HasFault),
        _ => HasFault(exception.InnerException),
    };
}
