namespace Monocoque.Conformance.Catalogue;

internal static class FlowControlEntries
{
    private const string Proxy = "The proxy is ours; libzmq's is tried in the interop tests.";

    internal static Section Section { get; } = new("High-water marks",
    [
        new("C-038",
            "An inproc pipe holds what both marks allow, 0 means no limit, and what was sent before the bind is kept"),
        new("C-039",
            "PUB drops only above the mark, waits with NoDrop, and recovers once the queue is read"),
        new("C-040", "The mark can be changed before and after connecting; lowering it loses nothing"),
        new("C-041",
            "Immediate: messages go only to connections that are there, and wait when there is none"),
        new("C-042", "A slow consumer is felt through a proxy, and no message is lost") { Note = Proxy },
    ]);
}
