using Monocoque.Zmtp;

namespace Monocoque.Fuzz.Targets;

/// <summary>A session as a target sets it up, and what its owner answers.</summary>
internal sealed record Scene(ZmtpSessionOptions Options)
{
    /// <summary>The socket that is chosen for a peer that waits for one; null: the peer is refused.</summary>
    internal ZmtpSessionOptions? Selected { get; init; }

    /// <summary>What is said about a peer that somebody has to judge: 200, or as in ZAP.</summary>
    internal int Verdict { get; init; } = 200;

    internal ZmtpCarrier Carrier { get; init; } = ZmtpCarrier.Octets;

    internal bool IsConnector { get; init; }

    /// <summary>What comes before the input: a part of the conversation that is as it should be.</summary>
    internal byte[] Before { get; init; } = [];

    /// <summary>What the random numbers of the session come from; null where it needs none.</summary>
    internal RepeatedRandom? Random { get; init; }
}
