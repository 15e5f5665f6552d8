namespace Monocoque.Zmtp;

/// <summary>What <see cref="ZmtpSession.Read"/> found.</summary>
public enum ZmtpEvent
{
    /// <summary>All input is consumed; feed more.</summary>
    NeedMoreData,

    /// <summary>A whole message.</summary>
    Message,

    /// <summary>Both ends are ready: <see cref="ZmtpSession.Peer"/> is known and traffic may flow. Reported once.</summary>
    HandshakeCompleted,

    /// <summary>
    /// The peer is known and waits to learn which socket it reached. Call <see cref="ZmtpSession.Select"/> or <see cref="ZmtpSession.Refuse"/>.
    /// </summary>
    SelectSocket,

    /// <summary>The peer wants messages that start with <see cref="ZmtpSession.Topic"/>.</summary>
    Subscribe,

    /// <summary>The peer no longer wants messages that start with <see cref="ZmtpSession.Topic"/>.</summary>
    Cancel,

    /// <summary>The peer, a DISH, wants the messages of the group <see cref="ZmtpSession.Topic"/>.</summary>
    Join,

    /// <summary>The peer, a DISH, no longer wants the messages of the group <see cref="ZmtpSession.Topic"/>.</summary>
    Leave,

    /// <summary>
    /// The connection must be closed: <see cref="ZmtpSession.Error"/> says why. Send what output there is first. Reported for ever.
    /// </summary>
    Failed,

    /// <summary>
    /// The peer has shown <see cref="ZmtpSession.Credentials"/> and waits. Call <see cref="ZmtpSession.Accept"/> or <see cref="ZmtpSession.Deny"/>; until then
    /// nothing is read.
    /// </summary>
    Authenticate,
}
