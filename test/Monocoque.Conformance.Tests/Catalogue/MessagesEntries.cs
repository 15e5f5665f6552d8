namespace Monocoque.Conformance.Catalogue;

internal static class MessagesEntries
{
    internal static Section Section { get; } = new("Messages",
    [
        new("C-079", "Whether more follows and whether memory is shared survives copying") { Pending = Entry.NotWritten },
    ]);
}
