namespace Monocoque.Conformance.Catalogue;

internal static class PeersOfNetMQEntries
{
    private const string OurApi = "It is about our own API.";

    internal static Section Section { get; } = new("What NetMQ tests besides",
    [
        new("N-01", "Asynchronous receiving and its cancellation") { Note = OurApi },
        new("N-02", "Draft patterns, asynchronously") { Note = "libzmq has them as drafts, which its packages leave out." },
        new("N-03", "Cleaning up"),
        new("N-04", "CURVE with libzmq, both roles"),
        new("N-05", "A command name longer than its frame") { Note = "No implementation sends one." },
        new("N-06", "Monitors"),
        new("N-07", "Many sockets and timers together") { Note = OurApi },
        new("N-08", "Queues, actors and beacons")
        {
            NotApplicable = "channels, hosted services and tasks are .NET's own, and beacons are no part of ZeroMQ's protocol",
        },
        new("N-09", "Conveniences of sending and receiving") { Note = OurApi },
        new("N-10", "PEER: several frames, unreachable peers") { Note = "libzmq has PEER as a draft, which its packages leave out." },
        new("N-11", "Proxies: start, stop, restart")
        {
            Note = "The proxy is ours. One control serves both ways, and a task takes the place of the poller.",
        },
        new("N-12", "The turns of REQ and REP"),
        new("N-13", "Requests that are tried again; routing keys"),
        new("N-14", "Defaults of all options")
        {
            Note = "Compared with libzmq's, which has the messages of greeting and farewell as drafts.",
        },
        new("N-15", "Sockets: sizes, addresses, endings"),
        new("N-16", "XPUB and XSUB: a census, tracking, reconnecting")
        {
            Note = "The welcome of ours is set when the socket is made and stays.",
        },
        new("N-17", "Versions of ZMTP"),
    ]);
}
