using System.Globalization;
using Monocoque.Security;
using Monocoque.Transports;
using Monocoque.Zmtp;

namespace Monocoque.Monitoring;

/// <summary>Our faults in libzmq's terms.</summary>
internal static class ProtocolErrors
{
    /// <summary>Null if nobody broke a protocol.</summary>
    internal static ZmqProtocolError? Find(Exception? error) => error switch
    {
        ZmtpProtocolException zmtp => Translate(zmtp.Error),
        ZapReplyException zap => zap.Error,
        WebSocketRefusedException => ZmqProtocolError.WsUnspecified,
        _ => null,
    };

    /// <summary>An ERROR whose words are a status of ZAP is the answer of an authenticator.</summary>
    internal static int? FindStatus(ZmtpError error, string? reason) =>
        error == ZmtpError.RefusedByPeer && reason is "300" or "400" or "500" ? int.Parse(reason, CultureInfo.InvariantCulture) : null;

    private static ZmqProtocolError? Translate(ZmtpError error) => error switch
    {
        ZmtpError.None or ZmtpError.RefusedByPeer or ZmtpError.RefusedHere or ZmtpError.AuthenticationFailed => null,
        ZmtpError.MechanismMismatch => ZmqProtocolError.MechanismMismatch,
        ZmtpError.UnexpectedCommand => ZmqProtocolError.UnexpectedCommand,
        ZmtpError.MalformedCommand or ZmtpError.CommandTooLarge => ZmqProtocolError.MalformedCommand,
        ZmtpError.InvalidMetadata or ZmtpError.InvalidIdentity or ZmtpError.IncompatibleSocketType => ZmqProtocolError.InvalidMetadata,
        ZmtpError.Cryptographic => ZmqProtocolError.Cryptographic,
        ZmtpError.InvalidSequence => ZmqProtocolError.InvalidSequence,
        ZmtpError.KeyExchange => ZmqProtocolError.KeyExchange,
        ZmtpError.MalformedHello => ZmqProtocolError.MalformedHello,
        ZmtpError.MalformedWelcome => ZmqProtocolError.MalformedWelcome,
        ZmtpError.MalformedInitiate => ZmqProtocolError.MalformedInitiate,
        ZmtpError.MalformedReady => ZmqProtocolError.MalformedReady,
        ZmtpError.MalformedBox => ZmqProtocolError.MalformedMessage,
        _ => ZmqProtocolError.Unspecified,
    };
}
