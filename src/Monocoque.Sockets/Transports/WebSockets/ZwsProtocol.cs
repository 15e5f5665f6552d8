using Monocoque.Zmtp;

namespace Monocoque.Transports;

/// <summary>The sub-protocols of WebSocket that carry ZMTP (RFC 45): <c>ZWS2.0/</c> and a mechanism, or <c>ZWS2.0</c> without one, which stands for no security.</summary>
internal static class ZwsProtocol
{
    private const string WithoutMechanism = "ZWS2.0";

    /// <summary>What a socket offers as the client, the best first. Nobody could be asked about peers that skip the handshake.</summary>
    internal static IReadOnlyList<string> Of(ZmtpSecurity security)
    {
        var withMechanism = $"{WithoutMechanism}/{security.Mechanism.ToString().ToUpperInvariant()}";
        return security is { Mechanism: ZmqMechanism.Null, IsServer: false } ? [withMechanism, WithoutMechanism] : [withMechanism];
    }

    /// <summary>What a socket takes as the server: the same, and peers that skip the handshake where it is the web server that knows them.</summary>
    internal static IReadOnlyList<string> TakenBy(ZmtpSecurity security) => security.AsksAboutSilent ? [.. Of(security), WithoutMechanism] : Of(security);

    /// <summary>The first of the client's offers that the server takes, letter by letter; null if there is none.</summary>
    internal static string? Choose(IEnumerable<string> offers, ZmtpSecurity security)
    {
        var known = TakenBy(security);
        return offers.FirstOrDefault(offer => known.Contains(offer, StringComparer.Ordinal));
    }

    internal static ZmtpCarrier CarrierOf(string protocol) =>
        protocol is WithoutMechanism ? ZmtpCarrier.WebSocketWithoutMechanism : ZmtpCarrier.WebSocket;
}
