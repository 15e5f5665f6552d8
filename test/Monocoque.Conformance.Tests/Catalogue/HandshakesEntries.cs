namespace Monocoque.Conformance.Catalogue;

internal static class HandshakesEntries
{
    internal static Section Section { get; } = new("Handshakes, heartbeats, timeouts",
    [
        new("C-065",
            "Heartbeats: silence ends a connection, pings are answered with their context, times to live are kept, and an "
            + "idle link lives"),
        new("C-066", "A peer that says nothing is dropped after the handshake timeout")
        {
            Note = "Silence takes a peer whose octets the test decides.",
        },
        new("C-067", "Type of service and busy polling reach the system"),
    ]);
}
