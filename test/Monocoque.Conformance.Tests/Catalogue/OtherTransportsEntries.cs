namespace Monocoque.Conformance.Catalogue;

internal static class OtherTransportsEntries
{
    internal static Section Section { get; } = new("SOCKS5 and WebSocket",
    [
        new("C-099", "SOCKS5: by address and name, late, slow, with a password")
        {
            Note = "libzmq 4.3.4 as the one that connects by a proxy aborts its process now and then (epoll.cpp:113), also against itself.",
        },
        new("C-100", "WebSocket: paths, sizes, heartbeats, CURVE, masking") { Note = "libzmq has WebSockets as drafts, which Debian's is built without." },
        new("C-101", "WebSocket over TLS") { Note = "As C-100." },
    ]);
}
