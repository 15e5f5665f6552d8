namespace Monocoque.Conformance.Catalogue;

internal static class PeersOfNetMQEntries
{
    internal static Section Section { get; } = new("What NetMQ tests besides",
    [
        new("N-01", "Asynchronous receiving and its cancellation") { Pending = Entry.NotWritten },
        new("N-02", "Draft patterns, asynchronously") { Pending = Entry.NotWritten },
        new("N-03", "Cleaning up") { Pending = Entry.NotWritten },
        new("N-04", "CURVE with libzmq, both roles") { Pending = Entry.AwaitsSecurity },
        new("N-05", "A command name longer than its frame") { Pending = Entry.NotWritten },
        new("N-06", "Monitors") { Pending = Entry.NotWritten },
        new("N-07", "Many sockets and timers together") { Pending = Entry.NotWritten },
        new("N-08", "Queues, actors and beacons") { Pending = Entry.NotWritten },
        new("N-09", "Conveniences of sending and receiving") { Pending = Entry.NotWritten },
        new("N-10", "PEER: several frames, unreachable peers") { Pending = Entry.NotWritten },
        new("N-11", "Proxies: start, stop, restart") { Pending = Entry.AwaitsProxies },
        new("N-12", "The turns of REQ and REP") { Pending = Entry.NotWritten },
        new("N-13", "Requests that are tried again; routing keys") { Pending = Entry.NotWritten },
        new("N-14", "Defaults of all options") { Pending = Entry.NotWritten },
        new("N-15", "Sockets: sizes, addresses, endings") { Pending = Entry.NotWritten },
        new("N-16", "XPUB and XSUB: a census, tracking, reconnecting") { Pending = Entry.NotWritten },
        new("N-17", "Versions of ZMTP") { Pending = Entry.NotWritten },
    ]);
}
