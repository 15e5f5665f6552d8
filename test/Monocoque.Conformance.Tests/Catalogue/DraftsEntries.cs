namespace Monocoque.Conformance.Catalogue;

internal static class DraftsEntries
{
    private const string Draft = "A draft, which the libzmq of distributions does not have.";

    internal static Section Section { get; } = new("Draft patterns",
    [
        new("C-084", "CLIENT and SERVER: routing ids, and one frame only") { Note = Draft },
        new("C-085", "PEER: connecting gives a routing id") { Note = Draft },
        new("C-086", "PEER: disconnecting a peer drops that one alone") { Note = Draft },
        new("C-087", "CHANNEL: to and fro, one frame only") { Note = Draft },
        new("C-088", "SCATTER and GATHER: in turn, one frame only") { Note = Draft },
        new("C-089", "RADIO and DISH: groups of all lengths, over tcp, udp and multicast") { Note = Draft },
        new("C-090", "DGRAM: address and body; it connects to nobody") { Note = Draft },
        new("C-091", "HelloMessage is the first a peer gets") { Note = Draft },
        new("C-092", "HiccupMessage tells that a connection was lost") { Note = Draft },
        new("C-093", "DisconnectMessage tells that a peer has gone") { Note = Draft },
    ]);
}
