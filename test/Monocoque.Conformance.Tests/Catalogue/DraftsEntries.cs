namespace Monocoque.Conformance.Catalogue;

internal static class DraftsEntries
{
    internal static Section Section { get; } = new("Draft patterns",
    [
        new("C-084", "CLIENT and SERVER: routing ids, and one frame only") { Pending = Entry.NotWritten },
        new("C-085", "PEER: connecting gives a routing id") { Pending = Entry.NotWritten },
        new("C-086", "PEER: disconnecting a peer drops that one alone") { Pending = Entry.NotWritten },
        new("C-087", "CHANNEL: to and fro, one frame only") { Pending = Entry.NotWritten },
        new("C-088", "SCATTER and GATHER: in turn, one frame only") { Pending = Entry.NotWritten },
        new("C-089", "RADIO and DISH: groups of all lengths, over tcp, udp and multicast") { Pending = Entry.NotWritten },
        new("C-090", "DGRAM: address and body") { Pending = Entry.NotWritten },
        new("C-091", "HelloMessage is the first a peer gets") { Pending = Entry.NotWritten },
        new("C-092", "HiccupMessage tells that a connection was lost") { Pending = Entry.NotWritten },
        new("C-093", "DisconnectMessage tells that a peer has gone") { Pending = Entry.NotWritten },
    ]);
}
