namespace Monocoque.Interop.LibZmq;

/// <summary>Socket options with the values of zmq.h.</summary>
internal enum LibZmqOption
{
    RoutingId = 5,
    Subscribe = 6,
    Unsubscribe = 7,
    SendBuffer = 11,
    ReceiveBuffer = 12,
    Linger = 17,
    ReconnectInterval = 18,
    MaxMessageSize = 22,
    SendHighWaterMark = 23,
    ReceiveHighWaterMark = 24,
    ReceiveTimeout = 27,
    SendTimeout = 28,
    LastEndpoint = 32,
    RouterMandatory = 33,
    Immediate = 39,
    XPubVerbose = 40,
    PlainUsername = 45,
    PlainPassword = 46,
    ProbeRouter = 51,
    ReqCorrelate = 52,
    ReqRelaxed = 53,
    Conflate = 54,
    RouterHandover = 56,
    HandshakeInterval = 66,
    InvertMatching = 74,
    HeartbeatInterval = 75,
    HeartbeatTimeToLive = 76,
    HeartbeatTimeout = 77,
}
