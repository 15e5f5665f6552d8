namespace Monocoque.Conformance.Catalogue;

internal static class MonitorsAndProxiesEntries
{
    internal static Section Section { get; } = new("Monitors and proxies",
    [
        new("C-094",
            "The events of a connection in their order, with both addresses, and the lengths of its queues"),
        new("C-095", "A proxy between many clients and many workers") { Pending = Entry.AwaitsProxies },
        new("C-096", "A proxy with one socket on both sides") { Pending = Entry.AwaitsProxies },
        new("C-097", "A proxy that is paused, resumed, ended and asked for its figures") { Pending = Entry.AwaitsProxies },
        new("C-098", "A proxy without traffic ends when it is told to") { Pending = Entry.AwaitsProxies },
    ]);
}
