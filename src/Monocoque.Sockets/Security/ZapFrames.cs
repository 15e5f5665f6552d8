using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Monocoque.Security;

/// <summary>Requests and replies of ZAP (RFC 27), without the delimiter in front.</summary>
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

    /// <summary><c>version request-id status-code status-text user-id metadata</c>, from frame <paramref name="first"/> on. A reply that breaks the grammar refuses.</summary>
    internal static ZmqAuthenticationResult ReadReply(in ZmqMessage reply, int first, ZmqAuthenticationRequest request)
    {
        if (reply.Count - first != ReplyFrames || !reply[first].Span.SequenceEqual(Version))
            return Malformed("has another version than 1.0, or not six frames");
        var text = Zmtp.PrintableText.From(reply[first + 3].Span, byte.MaxValue);
        var status = reply[first + 2].Span;
        if (status.SequenceEqual("300"u8))
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.TemporaryFailure, text);
        if (status.SequenceEqual("400"u8))
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.Denied, text);
        if (status.SequenceEqual("500"u8))
            return ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, text);
        if (!status.SequenceEqual("200"u8))
            return Malformed("has an unknown status");
        if (!TryReadMetadata(reply[first + 5].ToArray(), out var metadata))
            return Malformed("has metadata that breaks its grammar");
        var userId = Encoding.UTF8.GetString(reply[first + 4].Span);
        var result = userId.Length == 0 ? ZmqAuthenticationResult.Anonymous(name: null) : ZmqAuthenticationResult.Success(request, userId);
        return result with { Metadata = metadata };
    }

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

    private static ZmqAuthenticationResult Malformed(string what) =>
        ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, $"the reply of the ZAP handler {what}");

    private static bool TryReadMetadata(byte[] octets, out IReadOnlyDictionary<string, ReadOnlyMemory<byte>> metadata)
    {
        var fault = Zmtp.ZmtpMetadata.Parse(octets, out var parsed);
        metadata = parsed?.Properties ?? (IReadOnlyDictionary<string, ReadOnlyMemory<byte>>)new Dictionary<string, ReadOnlyMemory<byte>>(StringComparer.OrdinalIgnoreCase);
        return fault.IsNone;
    }
}
