namespace Monocoque;

/// <summary>
/// A socket was misused or cannot do what was asked. The faults of peers never surface here: they cost that peer its connection and are
/// events, logs and metrics.
/// </summary>
public sealed class ZmqException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ZmqException(ZmqError error, string message, Exception? innerException = null)
        : base(message, innerException) => Error = error;

    /// <summary>What is wrong, in terms a program can decide by.</summary>
    public ZmqError Error { get; }
}
