namespace Monocoque.Conformance.Catalogue;

internal static class OtherTransportsEntries
{
    internal static Section Section { get; } = new("SOCKS5 and WebSocket",
    [
        new("C-099", "SOCKS5: by address and name, late, slow, with a password"),
        new("C-100", "WebSocket: paths, sizes, heartbeats, CURVE, masking") { Pending = Entry.AwaitsWebSocket },
        new("C-101", "WebSocket over TLS") { Pending = Entry.AwaitsWebSocket },
    ]);
}
