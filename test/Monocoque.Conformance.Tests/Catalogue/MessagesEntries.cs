namespace Monocoque.Conformance.Catalogue;

internal static class MessagesEntries
{
    internal static Section Section { get; } = new("Messages",
    [
        new("C-079", "Whether more follows and whether memory is shared survives copying")
        {
            Note = "Messages are in the memory of one implementation; what their copies become is seen over the wire too.",
        },
    ]);
}
