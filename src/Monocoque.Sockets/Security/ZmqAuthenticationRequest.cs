using System.Collections.Frozen;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Monocoque;

/// <summary>A peer that wants to come in, and what it shows for itself. Valid until the authenticator has answered; the password is overwritten then.</summary>
public sealed class ZmqAuthenticationRequest
{
    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Describes a peer; sockets make their own, this is for tests of authenticators.</summary>
    public ZmqAuthenticationRequest(ZmqMechanism mechanism) => Mechanism = mechanism;

    /// <summary>The name of our socket.</summary>
    public string Socket { get; init; } = "";

    /// <summary>The domain of our socket (<c>ZMQ_ZAP_DOMAIN</c>), by which one authenticator may tell sockets apart.</summary>
    public string Domain { get; init; } = "";

    /// <summary>By what the peer proves who it is.</summary>
    public ZmqMechanism Mechanism { get; }

    /// <summary>Where the peer is; null where the transport has no addresses.</summary>
    public EndPoint? RemoteEndPoint { get; init; }

    /// <summary>Where the peer is, as ZAP writes it: the IP address without the port, or the text of another endpoint; empty if unknown.</summary>
    public string Address => RemoteEndPoint switch
    {
        IPEndPoint ip => ip.Address.ToString(),
        UnixDomainSocketEndPoint => "localhost",
        null => "",
        var other => other.ToString() ?? "",
    };

    /// <summary>The name the peer gives itself (<c>ZMQ_ROUTING_ID</c>), which proves nothing; empty where it gave none, or has not yet (PLAIN).</summary>
    public ReadOnlyMemory<byte> RoutingId { get; init; }

    /// <summary>The properties the peer gives itself, which prove nothing; empty where it has not yet (PLAIN).</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; init; } = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>PLAIN: the name, 0 to 255 octets of any kind; otherwise empty.</summary>
    public ReadOnlyMemory<byte> UsernameOctets { get; init; }

    /// <summary>PLAIN: the password, 0 to 255 octets of any kind; otherwise empty.</summary>
    public ReadOnlyMemory<byte> PasswordOctets { get; init; }

    /// <summary>PLAIN: the name as text; null where it is not UTF-8, and with other mechanisms.</summary>
    public string? Username => Mechanism == ZmqMechanism.Plain ? Decode(UsernameOctets.Span) : null;

    /// <summary>PLAIN: the password as text, a new one with each call; null where it is not UTF-8, and with other mechanisms.</summary>
    public string? Password => Mechanism == ZmqMechanism.Plain ? Decode(PasswordOctets.Span) : null;

    /// <summary>CURVE: the peer's public key, 32 octets; the peer has proved to hold the secret key. Otherwise empty.</summary>
    public ReadOnlyMemory<byte> PublicKeyOctets { get; init; }

    /// <summary>CURVE: the peer's public key in Z85; otherwise null.</summary>
    public string? PublicKey => PublicKeyOctets.IsEmpty ? null : Z85.Encode(PublicKeyOctets.Span);

    /// <summary>
    /// TLS: the certificate that the peer showed, with any mechanism; it is in order, and the peer has proved to hold its private key. Null where it showed none, and
    /// without TLS.
    /// </summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The mechanism and the address; no names and no secrets.</summary>
    public override string ToString() => $"{Mechanism} peer at {(Address.Length == 0 ? "an unknown address" : Address)}";

    private static string? Decode(ReadOnlySpan<byte> octets)
    {
        try
        {
            return s_strict.GetString(octets);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }
}
