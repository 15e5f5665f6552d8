namespace Monocoque.Conformance.Catalogue;

internal static class FuzzingEntries
{
    internal static Section Section { get; } = new("Hostile input",
    [
        new("F-01", "Endpoints") { Pending = Entry.NotWritten },
        new("F-02", "A bound NULL peer") { Pending = Entry.NotWritten },
        new("F-03", "A bound CURVE peer") { Note = "The partner is one that talks nonsense." },
        new("F-04", "A bound STREAM") { Pending = Entry.NotWritten },
        new("F-05", "A bound WebSocket peer") { Pending = Entry.NotWritten },
        new("F-06", "A connecting peer") { Pending = Entry.NotWritten },
        new("F-07", "A connecting NULL peer") { Pending = Entry.NotWritten },
        new("F-08", "A connecting CURVE peer") { Pending = Entry.NotWritten },
        new("F-09", "A connecting STREAM") { Pending = Entry.NotWritten },
        new("F-10", "A connecting WebSocket peer") { Pending = Entry.NotWritten },
        new("F-11", "Options") { Pending = Entry.NotWritten },
        new("F-12", "Z85") { Note = "It is compared with libzmq's own function." },
    ]);
}
