using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Monocoque.Security;

/// <summary>Requests and replies of ZAP (RFC 27). What is written has no delimiter in front yet.</summary>
internal static class ZapFrames
{
    internal const int ReplyFrames = 6;

    /// <summary>The frames of a request before the credentials.</summary>
    internal const int RequestFrames = 6;

    internal static ReadOnlySpan<byte> Version => "1.0"u8;

    /// <summary><c>version request-id domain address identity mechanism *credential</c></summary>
    internal static ReadOnlyMemory<byte>[] WriteRequest(ReadOnlyMemory<byte> requestId, ZmqAuthenticationRequest request)
    {
        ReadOnlyMemory<byte>[] head =
        [
            Version.ToArray(), requestId, Encoding.UTF8.GetBytes(request.Domain), Encoding.UTF8.GetBytes(request.Address), request.RoutingId,
            Encoding.ASCII.GetBytes(request.Mechanism.ToString().ToUpperInvariant()),
        ];
        return request.Mechanism switch
        {
            ZmqMechanism.Plain => [.. head, request.UsernameOctets, request.PasswordOctets],
            ZmqMechanism.Curve => [.. head, request.PublicKeyOctets],
            _ => head,
        };
    }

    /// <summary>
    /// <c>delimiter version request-id status-code status-text user-id metadata</c>, looked at in the order of libzmq. A reply that breaks the grammar refuses,
    /// whatever its status.
    /// </summary>
    internal static ZmqAuthenticationResult ReadReply(in ZmqMessage reply, ZmqAuthenticationRequest request)
    {
        if (FindFault(reply) is { } fault)
            return ZmqAuthenticationResult.Misunderstood(fault);
        var text = Zmtp.PrintableText.From(reply[4].Span, byte.MaxValue);
        var status = reply[3].Span;
        ZmqAuthenticationStatus? refusal = status.SequenceEqual("300"u8) ? ZmqAuthenticationStatus.TemporaryFailure
            : status.SequenceEqual("400"u8) ? ZmqAuthenticationStatus.Denied
            : status.SequenceEqual("500"u8) ? ZmqAuthenticationStatus.InternalError
            : null;
        if (refusal is null && !status.SequenceEqual("200"u8))
            return Misunderstood(ZmqProtocolError.ZapInvalidStatusCode, $"has the status {Zmtp.PrintableText.From(status, limit: 16)}, not 200, 300, 400 or 500");
        if (!TryReadMetadata(reply[6].ToArray(), out var metadata))
            return Misunderstood(ZmqProtocolError.ZapInvalidMetadata, "has metadata that breaks its grammar");
        if (refusal is { } why)
            return ZmqAuthenticationResult.Fail(why, text);
        var userId = Encoding.UTF8.GetString(reply[5].Span);
        var result = userId.Length == 0 ? ZmqAuthenticationResult.Anonymous(name: null) : ZmqAuthenticationResult.Success(request, userId);
        return result with { Metadata = metadata };
    }

    /// <summary>What is wrong with a reply that answers no question; its request id, if with nothing else.</summary>
    internal static ZapReplyException BlameStray(in ZmqMessage reply) =>
        FindFault(reply) ?? CreateFault(ZmqProtocolError.ZapBadRequestId, "has a request id that was not asked with");

    /// <summary><c>version request-id status-code status-text user-id metadata</c>. Only who may come in has a user id and metadata.</summary>
    internal static ReadOnlyMemory<byte>[] WriteReply(ReadOnlyMemory<byte> requestId, in ZmqAuthenticationResult result)
    {
        var isLetIn = result.Status == ZmqAuthenticationStatus.Success;
        return
        [
            Version.ToArray(), requestId, Encoding.ASCII.GetBytes(((int)result.Status).ToString(CultureInfo.InvariantCulture)),
            Encoding.UTF8.GetBytes(result.Reason ?? (isLetIn ? "OK" : "")), isLetIn ? Encoding.UTF8.GetBytes(result.UserId) : [],
            isLetIn ? WriteMetadata(result.Metadata) : [],
        ];
    }

    /// <summary>The properties as they go on the wire: <c>OCTET name 4OCTET value</c>.</summary>
    internal static byte[] WriteMetadata(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> metadata)
    {
        using var octets = new MemoryStream();
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var (name, value) in metadata)
        {
            octets.WriteByte((byte)name.Length);
            octets.Write(Encoding.ASCII.GetBytes(name));
            BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
            octets.Write(length);
            octets.Write(value.Span);
        }
        return octets.ToArray();
    }

    /// <summary>What can be wrong with a reply before it is known to which question.</summary>
    private static ZapReplyException? FindFault(in ZmqMessage reply)
    {
        if (reply.Count != 1 + ReplyFrames)
            return CreateFault(ZmqProtocolError.ZapMalformedReply, $"has {reply.Count} frames, not {1 + ReplyFrames} with the delimiter");
        if (!reply[0].IsEmpty)
            return CreateFault(ZmqProtocolError.ZapUnspecified, "does not begin with the empty delimiter");
        return reply[1].Span.SequenceEqual(Version) ? null : CreateFault(ZmqProtocolError.ZapBadVersion, "has another version than 1.0");
    }

    private static ZmqAuthenticationResult Misunderstood(ZmqProtocolError error, string what) => ZmqAuthenticationResult.Misunderstood(CreateFault(error, what));

    private static ZapReplyException CreateFault(ZmqProtocolError error, string what) => new(error, $"The reply of the ZAP handler {what}.");

    private static bool TryReadMetadata(byte[] octets, out IReadOnlyDictionary<string, ReadOnlyMemory<byte>> metadata)
    {
        var fault = Zmtp.ZmtpMetadata.Parse(octets, out var parsed);
        metadata = parsed?.Properties ?? (IReadOnlyDictionary<string, ReadOnlyMemory<byte>>)new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.OrdinalIgnoreCase);
        return fault.IsNone;
    }
}
