namespace Monocoque.Conformance.Catalogue;

internal static class StreamsEntries
{
    internal static Section Section { get; } = new("STREAM",
    [
        new("C-080", "STREAM speaks ZMTP by hand to a DEALER, and octets to another STREAM"),
        new("C-081", "Connecting and disconnecting are told as empty messages; sending one closes"),
        new("C-082", "An empty message closes the peer"),
        new("C-083", "One octet more than the buffer holds arrives whole"),
    ]);
}
