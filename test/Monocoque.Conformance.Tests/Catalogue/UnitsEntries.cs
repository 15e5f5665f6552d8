namespace Monocoque.Conformance.Catalogue;

internal static class UnitsEntries
{
    internal static Section Section { get; } = new("Parts",
    [
        new("U-01", "The tree of subscriptions of many peers") { Pending = Entry.NotWritten },
        new("U-02", "The tree of subscriptions of one") { Pending = Entry.NotWritten },
        new("U-03", "The queue between two threads") { Pending = Entry.NotWritten },
        new("U-04", "Messages within CURVE") { Pending = Entry.AwaitsSecurity },
        new("U-05", "Addresses of tcp") { Pending = Entry.NotWritten },
        new("U-06", "Addresses of udp") { Pending = Entry.NotWritten },
        new("U-07", "Timers and failing connects") { Pending = Entry.NotWritten },
    ]);
}
