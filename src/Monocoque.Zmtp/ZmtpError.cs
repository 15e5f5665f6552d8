namespace Monocoque.Zmtp;

/// <summary>Why a session failed. Everything but <see cref="RefusedByPeer"/> and <see cref="RefusedHere"/> is the peer breaking the protocol.</summary>
public enum ZmtpError
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>The first octets are not a ZMTP greeting: HTTP, TLS, a port scanner.</summary>
    NotZmtp,

    /// <summary>
    /// The peer speaks ZMTP 1.0, an unknown version, or one below <see cref="ZmtpSessionOptions.MinimumVersion"/>.
    /// </summary>
    UnsupportedVersion,

    /// <summary>The peer wants another security mechanism.</summary>
    MechanismMismatch,

    /// <summary>A frame with reserved bits, a command with MORE, or a size with the top bit set.</summary>
    MalformedFrame,

    /// <summary>The message is larger than <see cref="ZmtpSessionOptions.MaxMessageSize"/>.</summary>
    MessageTooLarge,

    /// <summary>The message has more frames than <see cref="ZmtpSessionOptions.MaxFrames"/>.</summary>
    TooManyFrames,

    /// <summary>A command is larger than its limit.</summary>
    CommandTooLarge,

    /// <summary>A command without a name, with a name that overruns, or with a body that breaks its grammar.</summary>
    MalformedCommand,

    /// <summary>A command, or a message, where the handshake did not allow it.</summary>
    UnexpectedCommand,

    /// <summary>The properties of READY break their grammar.</summary>
    InvalidMetadata,

    /// <summary>The peer's socket type is missing, unknown, or does not talk to ours.</summary>
    IncompatibleSocketType,

    /// <summary>The peer's Identity is longer than 255 octets or starts with zero.</summary>
    InvalidIdentity,

    /// <summary>The peer sent ERROR; <see cref="ZmtpSession.ErrorReason"/> has its words.</summary>
    RefusedByPeer,

    /// <summary><see cref="ZmtpSession.Refuse"/> was called.</summary>
    RefusedHere,

    /// <summary>A message that breaks the rules of its pattern, e.g. a reply without the delimiter.</summary>
    MalformedMessage,

    /// <summary>The peer holds more subscriptions than it may.</summary>
    TooManySubscriptions,

    /// <summary><see cref="ZmtpSession.Deny"/> was called: the peer may not come in.</summary>
    AuthenticationFailed,

    /// <summary>A box of CURVE that does not open: the peer has another key of ours, or somebody changed what it sent.</summary>
    Cryptographic,

    /// <summary>A box of CURVE with a number that is not above the last one: somebody replays.</summary>
    InvalidSequence,

    /// <summary>The keys of CURVE that a peer vouches for are not those of this connection.</summary>
    KeyExchange,

    /// <summary>A HELLO that breaks its grammar.</summary>
    MalformedHello,

    /// <summary>A WELCOME that breaks its grammar.</summary>
    MalformedWelcome,

    /// <summary>An INITIATE that breaks its grammar.</summary>
    MalformedInitiate,

    /// <summary>A READY of CURVE that breaks its grammar.</summary>
    MalformedReady,

    /// <summary>A MESSAGE of CURVE that breaks its grammar.</summary>
    MalformedBox,
}
