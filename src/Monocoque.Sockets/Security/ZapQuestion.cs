using System.Net;
using System.Text;

namespace Monocoque.Security;

/// <summary>
/// A request of ZAP as it came (RFC 27): <c>version request-id domain address identity mechanism *credential</c>. What breaks the grammar is
/// a fault of who asks and answered with 500; a mechanism that is unknown here is one that nobody can prove anything by, which is 400.
/// </summary>
internal sealed class ZapQuestion
{
    private ZapQuestion(byte[] id) => Id = id;

    /// <summary>What the answer has to repeat.</summary>
    internal byte[] Id { get; }

    /// <summary>What there is to judge; null if there is nothing.</summary>
    internal ZmqAuthenticationRequest? Request { get; private init; }

    /// <summary>Why there is nothing to judge.</summary>
    internal ZmqAuthenticationResult Fault { get; private init; }

    /// <summary>PLAIN: the password, to be overwritten.</summary>
    internal byte[] Password { get; private init; } = [];

    /// <summary>From frame <paramref name="first"/> on. Null: without an id nobody could tell what an answer is to.</summary>
    internal static ZapQuestion? Read(in ZmqMessage message, int first, string socket)
    {
        var count = message.Count - first;
        if (count < 2)
            return null;
        var id = message[first + 1].ToArray();
        if (!message[first].Span.SequenceEqual(ZapFrames.Version))
            return Broken(id, "is not of version 1.0");
        if (count < ZapFrames.RequestFrames)
            return Broken(id, $"has {count} frames, not {ZapFrames.RequestFrames} and the credentials");
        return message[first + 5].Span switch
        {
            var name when name.SequenceEqual("NULL"u8) => count == ZapFrames.RequestFrames
                ? Judge(id, message, first, socket, ZmqMechanism.Null, [], [], [])
                : Broken(id, "has credentials, which NULL has none of"),
            var name when name.SequenceEqual("PLAIN"u8) => count == ZapFrames.RequestFrames + 2
                ? Judge(id, message, first, socket, ZmqMechanism.Plain, message[first + 6].ToArray(), message[first + 7].ToArray(), [])
                : Broken(id, "has not the two credentials of PLAIN"),
            var name when name.SequenceEqual("CURVE"u8) => count == ZapFrames.RequestFrames + 1 && message[first + 6].Length == Zmtp.Sodium.KeySize
                ? Judge(id, message, first, socket, ZmqMechanism.Curve, [], [], message[first + 6].ToArray())
                : Broken(id, "has not the one credential of CURVE, a key of 32 octets"),
            var name => new ZapQuestion(id)
            {
                Fault = ZmqAuthenticationResult.Deny($"the mechanism {Zmtp.PrintableText.From(name, limit: 32)} is not known here"),
            },
        };
    }

    private static ZapQuestion Judge(
        byte[] id, in ZmqMessage message, int first, string socket, ZmqMechanism mechanism, byte[] username, byte[] password, byte[] key) => new(id)
    {
        Password = password,
        Request = new ZmqAuthenticationRequest(mechanism)
        {
            Socket = socket,
            Domain = message.GetString(first + 2),
            RemoteEndPoint = ToEndPoint(message.GetString(first + 3)),
            RoutingId = message[first + 4].ToArray(),
            UsernameOctets = username,
            PasswordOctets = password,
            PublicKeyOctets = key,
        },
    };

    private static ZapQuestion Broken(byte[] id, string what) => new(id)
    {
        Fault = ZmqAuthenticationResult.Fail(ZmqAuthenticationStatus.InternalError, $"the ZAP request {what}"),
    };

    /// <summary>ZAP has the address without the port, in any form that the transport of who asks gives it.</summary>
    private static EndPoint? ToEndPoint(string address) =>
        address.Length == 0 ? null : IPAddress.TryParse(address, out var ip) ? new IPEndPoint(ip, 0) : new ToldEndPoint(address);

    private sealed class ToldEndPoint(string address) : EndPoint
    {
        public override string ToString() => address;

        public override bool Equals(object? obj) => obj is ToldEndPoint other && string.Equals(other.ToString(), address, StringComparison.Ordinal);

        public override int GetHashCode() => address.GetHashCode(StringComparison.Ordinal);
    }
}
