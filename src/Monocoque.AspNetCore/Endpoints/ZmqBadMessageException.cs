namespace Monocoque;

/// <summary>
/// A message does not fit the handler it came to: too few frames, or JSON that is not what a parameter asks for. The peer's fault, so it is
/// logged at Debug; answer it in <c>OnError</c> if the peer should know.
/// </summary>
public sealed class ZmqBadMessageException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ZmqBadMessageException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
