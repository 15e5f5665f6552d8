namespace Monocoque.Zmtp;

/// <summary>
/// A peer broke the protocol or was refused. Never thrown by a session, which returns results; hosts of a session use it to tell others
/// what ended a connection, e.g. in a monitor event.
/// </summary>
public sealed class ZmtpProtocolException : Exception
{
    /// <summary>Makes the exception.</summary>
    public ZmtpProtocolException(ZmtpError error, string message)
        : base(message) => Error = error;

    /// <summary>What the peer did.</summary>
    public ZmtpError Error { get; }
}
