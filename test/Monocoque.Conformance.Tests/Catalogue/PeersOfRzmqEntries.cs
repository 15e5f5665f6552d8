namespace Monocoque.Conformance.Catalogue;

internal static class PeersOfRzmqEntries
{
    internal static Section Section { get; } = new("What rzmq tests besides",
    [
        new("R-01", "A cancelled receive loses no message") { Pending = Entry.NotWritten },
        new("R-02", "Ways of reconnecting") { Pending = Entry.NotWritten },
        new("R-03", "Shutdown amid traffic") { Pending = Entry.NotWritten },
        new("R-04", "Long runs") { Pending = Entry.NotWritten },
        new("R-05", "Exhaustion of the ring") { Pending = Entry.NotWritten },
        new("R-06", "Subscriptions that change while messages are matched") { Pending = Entry.NotWritten },
        new("R-07", "Bursts and single messages") { Pending = Entry.NotWritten },
        new("R-08", "Concurrent calls on one REQ") { Pending = Entry.NotWritten },
        new("R-09", "Checksums over fragments and changing connections") { Pending = Entry.NotWritten },
        new("R-10", "Storms of connections") { Pending = Entry.NotWritten },
        new("R-11", "Balance: late joiners, slow consumers, fairness") { Pending = Entry.NotWritten },
        new("R-12", "Failures of the transport") { Pending = Entry.NotWritten },
        new("R-13", "libzmq from Python, and framing by hand") { Pending = Entry.NotWritten },
    ]);
}
