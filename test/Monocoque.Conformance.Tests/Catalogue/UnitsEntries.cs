namespace Monocoque.Conformance.Catalogue;

internal static class UnitsEntries
{
    internal static Section Section { get; } = new("Parts",
    [
        new("U-01", "The tree of subscriptions of many peers"),
        new("U-02", "The tree of subscriptions of one"),
        new("U-03", "The queue between two threads"),
        new("U-04", "Messages within CURVE"),
        new("U-05", "Addresses of tcp") { Note = "What is an address needs no partner." },
        new("U-06", "Addresses of udp") { Note = "libzmq has RADIO and DISH as drafts, which its packages leave out." },
        new("U-07", "Timers and failing connects") { Note = "Ours tells more of them, and this is about that." },
    ]);
}
