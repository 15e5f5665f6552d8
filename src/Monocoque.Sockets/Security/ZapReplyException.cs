namespace Monocoque.Security;

/// <summary>A ZAP handler broke the protocol of its replies. Never thrown to the application: an event has it as its error.</summary>
internal sealed class ZapReplyException(ZmqProtocolError error, string message) : Exception(message)
{
    internal ZmqProtocolError Error { get; } = error;
}
