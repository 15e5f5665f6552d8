using System.Collections.Frozen;

namespace Monocoque.Zmtp;

/// <summary>What a peer shows for itself, at <see cref="ZmtpEvent.Authenticate"/>. Names and keys are as they came; nothing is known to be true but that the peer of
/// a CURVE connection holds the secret of <see cref="PublicKey"/>.</summary>
public sealed class ZmtpCredentials
{
    internal ZmtpCredentials(ZmqMechanism mechanism) => Mechanism = mechanism;

    /// <summary>The mechanism of the connection.</summary>
    public ZmqMechanism Mechanism { get; }

    /// <summary>PLAIN: the name, 0 to 255 octets of any kind; otherwise empty.</summary>
    public ReadOnlyMemory<byte> Username { get; internal init; }

    /// <summary>PLAIN: the password, 0 to 255 octets of any kind; otherwise empty. Overwritten with zeros when the session has its answer.</summary>
    public ReadOnlyMemory<byte> Password { get; internal init; }

    /// <summary>CURVE: the peer's public key, 32 octets; otherwise empty.</summary>
    public ReadOnlyMemory<byte> PublicKey { get; internal init; }

    /// <summary>The name the peer gives itself (<c>Identity</c>); empty where it gave none, or has not spoken of itself yet (PLAIN).</summary>
    public ReadOnlyMemory<byte> Identity { get; internal init; }

    /// <summary>The peer's properties; empty where it has not spoken of itself yet (PLAIN).</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; internal init; } = FrozenDictionary<string, ReadOnlyMemory<byte>>.Empty;

    /// <summary>The mechanism.</summary>
    public override string ToString() => $"{Mechanism} credentials";
}
