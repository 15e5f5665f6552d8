using System.Security.Cryptography;

namespace Monocoque.Zmtp;

/// <summary>
/// What both ends of a CURVE handshake (RFC 26) have: a transient pair of keys, the key that both transient pairs share, and a counter of what was sent.
/// Four keys of 32 octets and one cookie are all that an end keeps of the other before it knows it.
/// </summary>
internal abstract class CurveMechanism : ZmtpMechanism
{
    protected const int CookieSize = CurveNonce.RandomSize + Sodium.MacSize + 2 * Sodium.KeySize;
    protected const int VouchSize = Sodium.MacSize + 2 * Sodium.KeySize;

    private const string MechanismName = "CURVE";

    private protected CurveMechanism(ZmtpSessionOptions options, OctetBuffer output)
        : base(options, output)
    {
    }

    internal override string Name => MechanismName;

    /// <summary>The secret half of the keys this connection is made with.</summary>
    protected SecretOctets TransientSecret { get; } = new();

    protected byte[] TransientKey { get; } = new byte[Sodium.KeySize];

    /// <summary>Shared with the peer: long-term key of the server, transient key of the client. For HELLO and WELCOME.</summary>
    protected SecretOctets HelloKey { get; } = new();

    /// <summary>Shared with the peer: both transient keys. For all that comes after WELCOME.</summary>
    protected SecretOctets SessionKey { get; } = new();

    /// <summary>The counter of the last box of ours.</summary>
    protected ulong Sent { get; set; }

    /// <summary>The counter of the last box of the peer.</summary>
    protected ulong Received { get; set; }

    internal override CurveBoxes? TakeBoxes() => new(SessionKey.Span, AsServer, Sent, Received);

    internal override void Wipe()
    {
        TransientSecret.Dispose();
        HelloKey.Dispose();
        SessionKey.Dispose();
    }

    protected void MakeTransientKeys()
    {
        Options.Security.Random(TransientSecret.Span);
        Sodium.DerivePublicKey(TransientKey, TransientSecret.Span);
    }

    /// <summary>Boxes what has been written behind the place of the MAC.</summary>
    protected static void Seal(Span<byte> box, ReadOnlySpan<byte> nonce, SecretOctets key) => Sodium.Seal(box, box[Sodium.MacSize..], nonce, key.Span);

    protected HandshakeStatus FailToOpen(string what) => Fail(new ZmtpFault(ZmtpError.Cryptographic, what));

    protected static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => CryptographicOperations.FixedTimeEquals(left, right);
}
