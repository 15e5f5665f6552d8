namespace Monocoque.Zmtp;

/// <summary>What carries the octets of a session, and so how a connection begins.</summary>
internal enum ZmtpCarrier
{
    /// <summary>Octets one after the other, as tcp has them: ZMTP from its greeting on.</summary>
    Octets,

    /// <summary>
    /// WebSocket with a mechanism (<c>ZWS2.0/NULL</c> and its like, RFC 45): the sub-protocol stands for the greeting, so the commands of the mechanism come at once.
    /// </summary>
    WebSocket,

    /// <summary>WebSocket without one (<c>ZWS2.0</c>): each end tells its identity, then messages flow.</summary>
    WebSocketWithoutMechanism,
}
