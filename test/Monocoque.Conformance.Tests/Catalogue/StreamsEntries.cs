namespace Monocoque.Conformance.Catalogue;

internal static class StreamsEntries
{
    internal static Section Section { get; } = new("STREAM",
    [
        new("C-080", "STREAM speaks ZMTP by hand to a DEALER, and octets to another STREAM") { Pending = Entry.NotWritten },
        new("C-081", "Connecting and disconnecting are told as empty messages; sending one closes") { Pending = Entry.NotWritten },
        new("C-082", "An empty message closes the peer") { Pending = Entry.NotWritten },
        new("C-083", "One octet more than the buffer holds arrives whole") { Pending = Entry.NotWritten },
    ]);
}
