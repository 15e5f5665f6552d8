namespace Monocoque;

/// <summary>
/// How a peer broke the protocol, with the values of libzmq (<c>ZMQ_PROTOCOL_ERROR_ZMTP_…</c>); or how a ZAP handler broke that of its replies
/// (<c>ZMQ_PROTOCOL_ERROR_ZAP_…</c>), for which the peer can do nothing; or that there was no WebSocket (<c>ZMQ_PROTOCOL_ERROR_WS_…</c>).
/// </summary>
public enum ZmqProtocolError
{
    /// <summary>In a way libzmq has no name for: no greeting of ZMTP, a malformed frame, a message too large (<c>UNSPECIFIED</c>).</summary>
    Unspecified = 0x10000000,

    /// <summary>A command, or a message, where the handshake did not allow it (<c>UNEXPECTED_COMMAND</c>).</summary>
    UnexpectedCommand = 0x10000001,

    /// <summary>A nonce that is not larger than the last (<c>INVALID_SEQUENCE</c>).</summary>
    InvalidSequence = 0x10000002,

    /// <summary>The exchange of keys failed (<c>KEY_EXCHANGE</c>).</summary>
    KeyExchange = 0x10000003,

    /// <summary>A command that breaks its grammar (<c>MALFORMED_COMMAND_UNSPECIFIED</c>).</summary>
    MalformedCommand = 0x10000011,

    /// <summary>A malformed MESSAGE of CURVE (<c>MALFORMED_COMMAND_MESSAGE</c>).</summary>
    MalformedMessage = 0x10000012,

    /// <summary>A malformed HELLO (<c>MALFORMED_COMMAND_HELLO</c>).</summary>
    MalformedHello = 0x10000013,

    /// <summary>A malformed INITIATE (<c>MALFORMED_COMMAND_INITIATE</c>).</summary>
    MalformedInitiate = 0x10000014,

    /// <summary>A malformed ERROR (<c>MALFORMED_COMMAND_ERROR</c>).</summary>
    MalformedError = 0x10000015,

    /// <summary>A malformed READY (<c>MALFORMED_COMMAND_READY</c>).</summary>
    MalformedReady = 0x10000016,

    /// <summary>A malformed WELCOME (<c>MALFORMED_COMMAND_WELCOME</c>).</summary>
    MalformedWelcome = 0x10000017,

    /// <summary>Properties that break their grammar, or of a peer that is no match (<c>INVALID_METADATA</c>).</summary>
    InvalidMetadata = 0x10000018,

    /// <summary>A box that does not open (<c>CRYPTOGRAPHIC</c>).</summary>
    Cryptographic = 0x11000001,

    /// <summary>The peer wants another security mechanism (<c>MECHANISM_MISMATCH</c>).</summary>
    MechanismMismatch = 0x11000002,

    /// <summary>The reply of a ZAP handler does not begin with the empty delimiter (<c>ZAP_UNSPECIFIED</c>).</summary>
    ZapUnspecified = 0x20000000,

    /// <summary>The reply of a ZAP handler has not its seven frames, the delimiter among them (<c>ZAP_MALFORMED_REPLY</c>).</summary>
    ZapMalformedReply = 0x20000001,

    /// <summary>The reply of a ZAP handler has a request id that was not asked with (<c>ZAP_BAD_REQUEST_ID</c>).</summary>
    ZapBadRequestId = 0x20000002,

    /// <summary>The reply of a ZAP handler is of another version than 1.0 (<c>ZAP_BAD_VERSION</c>).</summary>
    ZapBadVersion = 0x20000003,

    /// <summary>The reply of a ZAP handler has another status than 200, 300, 400 and 500 (<c>ZAP_INVALID_STATUS_CODE</c>).</summary>
    ZapInvalidStatusCode = 0x20000004,

    /// <summary>The reply of a ZAP handler has metadata that breaks its grammar (<c>ZAP_INVALID_METADATA</c>).</summary>
    ZapInvalidMetadata = 0x20000005,

    /// <summary>The connection did not become a WebSocket that speaks ZeroMQ (<c>WS_UNSPECIFIED</c>).</summary>
    WsUnspecified = 0x30000000,
}
