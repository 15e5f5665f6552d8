namespace Monocoque.Conformance.Catalogue;

internal static class MonitorsAndProxiesEntries
{
    private const string Proxy = "The proxy is ours; libzmq's is tried in the interop tests.";

    internal static Section Section { get; } = new("Monitors and proxies",
    [
        new("C-094",
            "The events of a connection in their order, with both addresses, and the lengths of its queues"),
        new("C-095", "A proxy between many clients and many workers") { Note = Proxy },
        new("C-096", "A proxy with one socket on both sides")
        {
            Note = "It is a ROUTER; libzmq's test has a REP, which our proxy refuses. " + Proxy,
        },
        new("C-097", "A proxy that is paused, resumed, ended and asked for its figures") { Note = Proxy },
        new("C-098", "A proxy without traffic ends when it is told to") { Note = Proxy },
    ]);
}
